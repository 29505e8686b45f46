"""An issued alert in the forms in which it leaves: CAP, a feed, and plain lines."""

from __future__ import annotations

from collections.abc import Callable

from forestall.errors import BadTransition
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read, read_all
from forestall.records.alert import Alert
from forestall.records.entry import Entry
from forestall.runs.warning.alerts import alerts_in_force
from forestall.runs.warning.steps import held
from forestall.share.exchange.atom import Feed, FeedEntry, write_atom
from forestall.share.exchange.cap.alert import Sent, Words, cap_of
from forestall.share.exchange.cap.message import CapMessage, Reference
from forestall.warn.wording.message import message_lines

ISSUED = ("alert.issued", "alert.updated", "alert.cancelled")
DECIDE = "A decision is due"
ASKED_PARTS = ("question", "option", "recommended", "due")

Address = Callable[[str], str]
"""Makes the address of a page from a record's id."""


def issue_of(ledger: Ledger, reader: Reader, alert_id: str) -> Entry | None:
    """The entry by which a message was issued, as far as the reader may see; None while it was not."""
    history = read_all(ledger, reader, Question(record_id=alert_id))
    return next((entry for entry in history if entry.kind in ISSUED), None)


def alert_as_cap(ledger: Ledger, reader: Reader, alert_id: str, sender: str, sender_name: str) -> CapMessage:
    """An issued message as CAP.

    Args:
        ledger: where it is.
        reader: who asks.
        alert_id: the message.
        sender: the node, as other systems know it.
        sender_name: the node, for people.

    Raises:
        BadTransition: it was not issued, or isn't there for the reader.
    """
    entry = issue_of(ledger, reader, alert_id)
    if entry is None:
        raise BadTransition(
            expected="a message that was issued",
            found="none",
            where=alert_id,
            remedy="Issue it first; a draft leaves the node for nobody.",
        )
    told = held(entry, Alert)
    earlier = read(ledger, reader, Question(entry_ids=told.follows)).entries if told.follows else ()
    sent = Sent(
        identifier=entry.id,
        sender=sender,
        sent=entry.recorded_at,
        marking=entry.marking,
        is_exercise=entry.exercise,
        sender_name=sender_name,
        follows=tuple(Reference(sender, one.id, one.recorded_at.replace(microsecond=0)) for one in earlier),
    )
    return cap_of(told, sent, tuple(_words(told, entry, text.language) for text in (told.text, *told.translations)))


def alerts_as_atom(ledger: Ledger, reader: Reader, feed: Feed, page: Address, cap: Address) -> bytes:
    """The messages in force, as far as the reader may see, as an Atom feed."""
    found = ((state, issue_of(ledger, reader, state.record_id)) for state in alerts_in_force(ledger, reader))
    entries = [
        FeedEntry(
            id=f"urn:forestall:{entry.id}",
            title=held(entry, Alert).headline.text,
            published=entry.recorded_at,
            updated=state.recorded_at,
            address=page(entry.record_id),
            cap_address=cap(entry.record_id),
            summary=held(entry, Alert).text.text,
            language=held(entry, Alert).text.language,
        )
        for state, entry in found
        if entry is not None
    ]
    return write_atom(feed, entries)


def _words(told: Alert, entry: Entry, language: str) -> Words:
    lines = message_lines(told, language, exercise=entry.exercise)
    asked = [line.text for line in lines if line.part in ASKED_PARTS]
    said = [line.text for line in lines if line.part not in (*ASKED_PARTS, "headline")]
    # The headline has one language; elsewhere the first line of the translation stands for it.
    own = next(line.text for line in lines if line.part == "text").split("\n", maxsplit=1)[0]
    headline = told.headline.text if language == told.headline.language else own
    return Words(language, headline, "\n".join(said), "\n".join(asked) or None)
