"""Alerts in the forms in which they leave the pages: CAP, Atom, calendar, paper, and the twin for a text message.

Each form is made for who asks, by the rules by which they read the alert itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import noted
from forestall.errors import BadTransition
from forestall.memory.question import Question
from forestall.records.alert import Alert
from forestall.records.entry import Entry
from forestall.runs.order import state_of
from forestall.runs.response.calendar import due_calendar
from forestall.runs.warning.paper import alert_pdf
from forestall.runs.warning.sending import alert_as_cap, alerts_as_atom, issue_of
from forestall.runs.warning.steps import held
from forestall.settings import Settings
from forestall.share.exchange.atom import Feed
from forestall.share.exchange.cap.signature import identity_of, write_signed
from forestall.warn.alerts.standing import Standing, standing
from forestall.warn.delivery.way import alert_page

CALENDAR = "read_calendar"
"""The right to the calendar alone: an id of vocabulary/verb.yml."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as a door hands it out."""

    content: bytes
    kind: str
    """Its media type."""
    name: str | None = None
    """What it is called when it is kept; None for what is shown or followed."""


def alert_cap(here: Visit, name: str) -> Sheet:
    """An issued message as CAP 1.2, signed with the node's key.

    Raises:
        NotFound: there is none, or none this reader may see.
        BadTransition: it was not issued.
    """
    _issued(here, name)
    sender = _host()
    message = alert_as_cap(here.node.ledger, here.reader, name, sender, sender)
    identity = identity_of(_settings().home / "keys", sender, here.now)
    return Sheet(write_signed(message, identity), "application/cap+xml", f"{name}.cap")


def alert_paper(here: Visit, name: str, language: str | None = None) -> Sheet:
    """An issued message on paper.

    Raises:
        NotFound: there is none, or none this reader may see.
        BadTransition: it was not issued.
        StorageUnavailable: the system libraries that draw text are missing.
    """
    entry = _issued(here, name)
    return Sheet(alert_pdf(entry, language, is_over=_is_over(here, entry)), "application/pdf", f"{name}.pdf")


def alert_short(here: Visit, name: str) -> Sheet:
    """The twin of an issued message that fits a text message.

    Raises:
        NotFound: there is none, or none this reader may see.
        BadTransition: it was not issued, or is no longer in force: so short a text can't say so.
    """
    entry = _issued(here, name)
    if _is_over(here, entry):
        raise BadTransition(
            expected="a message that is in force, or that takes one back",
            found="one that ran out or was replaced",
            where=name,
            remedy="Hand on the newest message of the alert.",
        )
    # Whoever hands it on by telephone must not lose what the page says on every screen.
    said = "EXERCISE: " * entry.exercise + held(entry, Alert).short
    return Sheet(said.encode(), "text/plain; charset=utf-8")


def alerts_atom(here: Visit, path: str) -> Sheet:
    """The messages in force that reach the reader, as a feed.

    Args:
        here: who asks.
        path: where they asked, as the feed names itself.
    """
    url = _settings().url
    feed = Feed(f"urn:forestall:{here.node.id}", "Alerts in force", _host(), f"{url}{path}", here.now)
    written = alerts_as_atom(
        here.node.ledger,
        here.reader,
        feed,
        lambda name: alert_page(url, name),
        lambda name: f"{alert_page(url, name)}.cap",
    )
    return Sheet(written, "application/atom+xml; charset=utf-8")


def alerts_calendar(here: Visit) -> Sheet:
    """What the reader's organisation owes on messages addressed to it, by when; never what they are about."""
    url = _settings().url
    written = due_calendar(here.node.ledger, here.reader, "Due times", partial(alert_page, url))
    return Sheet(written, "text/calendar; charset=utf-8")


def _issued(here: Visit, name: str) -> Entry:
    noted(here, name, Question(record_id=name, states=True))
    entry = issue_of(here.node.ledger, here.reader, name)
    if entry is None:
        raise BadTransition(
            expected="a message that was issued",
            found="a draft",
            where=name,
            remedy="Issue it first; a draft leaves the node for nobody.",
        )
    return entry


def _is_over(here: Visit, issued: Entry) -> bool:
    state = state_of(here.node.ledger, here.reader, issued.record_id) or issued
    return standing(state.kind, held(issued, Alert), here.now) in (Standing.EXPIRED, Standing.SUPERSEDED)


def _host() -> str:
    return urlsplit(_settings().url).hostname or "localhost"


def _settings() -> Settings:
    told: Settings = settings.FORESTALL
    return told
