"""Steps with alerts, as pages and API take them: each in the visitor's name, each for a right of theirs.

The rules of a step (two people, the order of its life, wording, routing) stand in `runs.warning`; here it is
only brought there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.clock import format_instant
from forestall.records.alert import Alert
from forestall.records.entry import Entry
from forestall.records.parts.harm_check import HarmCheck
from forestall.records.values.marking import Marking
from forestall.records.values.text import LanguageText
from forestall.runs import undelivered
from forestall.runs.warning import alerts
from forestall.runs.warning.steps import Handling
from forestall.warn.wording.lint import lint_texts

HARM_QUESTIONS = ("who_could_be_hurt", "how", "mitigation", "alternative")


def draft_alert(here: Visit, alert: Any, marking: Any, *, exercise: bool, alert_id: str | None = None) -> Entry:
    """The draft of an alert, or its next draft.

    Args:
        here: who writes it.
        alert: the alert as plain data; who wrote it is filled in.
        marking: how it may be handled.
        exercise: whether it belongs to an exercise.
        alert_id: the draft it replaces.
    """
    here.check("draft_alert")
    handling = Handling(Marking.parse(marking), exercise)
    return alerts.draft_alert(here.node.ledger, here.person, _alert(here, alert), handling, alert_id)


def update_alert(here: Visit, alert_id: str, alert: Any) -> Entry:
    """The draft of a message that will replace one in force."""
    here.check("draft_alert")
    return alerts.update_alert(here.node.ledger, here.person, alert_id, _alert(here, alert))


def redraft_alert(here: Visit, alert_id: str, alert: Any) -> Entry:
    """The next draft of a message that nobody has issued yet."""
    here.check("draft_alert")
    return alerts.redraft_alert(here.node.ledger, here.person, alert_id, _alert(here, alert))


def cancel_alert(here: Visit, alert_id: str, said: Mapping[str, str]) -> Entry:
    """The draft of a message that will take one back.

    Args:
        here: who writes it.
        alert_id: the message in force.
        said: `headline`, `text`, `language` and `because`.
    """
    here.check("draft_alert")
    return alerts.cancel_alert(here.node.ledger, here.person, alert_id, _cancellation(said))


def redraft_cancellation(here: Visit, alert_id: str, said: Mapping[str, str]) -> Entry:
    """The next draft of a cancellation that nobody has issued yet."""
    here.check("draft_alert")
    return alerts.redraft_cancellation(here.node.ledger, here.person, alert_id, _cancellation(said))


def slips_of(said: Mapping[str, str], fields: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What may not stand in the fields of a form that hold words of an alert: the field and the rule."""
    language = said.get("language") or "en"
    texts = [
        (field, LanguageText.parse({"text": said[field], "language": language})) for field in fields if said.get(field)
    ]
    return ((slip.field, slip.rule) for slip in lint_texts(texts, None, ()))


def review_alert(here: Visit, alert_id: str, role: str, said: Mapping[str, str], *, acceptable: bool) -> Entry:
    """The draft with the visitor's approval and their own answers to the four questions of the harm check."""
    here.check("review_alert")
    answers = {question: said.get(question, "") for question in HARM_QUESTIONS}
    checked = {"acceptable": acceptable, "by": here.reader.user, "checked_at": format_instant(here.now)}
    return alerts.review_alert(here.node.ledger, here.person, alert_id, role, HarmCheck.parse(answers | checked))


def issue_alert(here: Visit, alert_id: str) -> Entry:
    """The entry by which a reviewed message goes out."""
    here.check("issue_alert")
    return alerts.issue_alert(here.node.ledger, here.person, alert_id)


def send_again(here: Visit, alert_id: str, delivery_id: str) -> Entry:
    """The order that a message which may not have arrived be handed over once more."""
    here.check("send_again")
    return undelivered.send_again(here.node.ledger, here.person, alert_id, delivery_id)


def acknowledge_alert(here: Visit, alert_id: str, note: str) -> Entry:
    """The entry in which the visitor confirms, for their organisation, having read a message."""
    here.check("acknowledge_alert")
    return alerts.acknowledge_alert(here.node.ledger, here.person, alert_id, "web_form", note=note or None)


def _alert(here: Visit, said: Any) -> Alert:
    return Alert.parse(said | {"drafted_by": here.reader.user} if isinstance(said, dict) else said)


def _cancellation(said: Mapping[str, str]) -> alerts.Cancellation:
    return alerts.Cancellation(_words(said, "headline"), _words(said, "text"), said.get("because", ""))


def _words(said: Mapping[str, str], name: str) -> LanguageText:
    return LanguageText.parse({"text": said.get(name, ""), "language": said.get("language", "en")})
