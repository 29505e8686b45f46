"""What waits for a person: alerts to answer, drafts to check, rounds to judge, steps to take, responses to review.

Only the newest entries of each sort are looked at, so that a desk comes at once however long the ledger is;
where older ones are left out, the desk says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from forestall.memory.ledger import Ledger
from forestall.records.alert import Alert
from forestall.records.assessment import Assessment
from forestall.records.collection_request import CollectionRequest
from forestall.records.entry import Entry
from forestall.respond.clocks import due_by
from forestall.runs.order import state_of
from forestall.runs.permissions import Person, Ruling, rule_on
from forestall.runs.response.matters import side_of
from forestall.runs.response.waiting import RESPONSE, reviews_to_open
from forestall.runs.undelivered import UNDELIVERED
from forestall.runs.waiting import Look, Rule, Waiting
from forestall.runs.warning.alerts import acknowledgement_id
from forestall.runs.warning.findings import findings_on
from forestall.runs.warning.waiting import PROTOCOLS
from forestall.warn.classification.closing import UNDER_REVIEW

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DeskContent:
    """What waits for one person, and whether older entries were left out."""

    waiting: tuple[Waiting, ...]
    is_cut: bool


def waiting_for(ledger: Ledger, person: Person, now: datetime, *, exercise: bool = False) -> DeskContent:
    """What waits for a person, what is due first at the top.

    Args:
        ledger: where to look.
        person: whose desk it is.
        now: the present.
        exercise: the desk of the exercises, in place of the real one.
    """
    look = Look(ledger, person, now, exercise)
    found: list[Waiting] = []
    is_cut = False
    for verb, kind, rule in _SORTS:
        if rule_on(person, verb, now) is not Ruling.ALLOWED:
            continue
        entries, more = look.newest(kind)
        is_cut = is_cut or more
        found.extend(each for entry in entries if (each := rule(look, entry, verb)))
    found.extend(reviews_to_open(look))
    found.sort(key=lambda each: (each.due_at or _LAST, each.record_id))
    return DeskContent(tuple(found), is_cut)


def _to_acknowledge(look: Look, entry: Entry, verb: str) -> Waiting | None:
    alert = cast(Alert, entry.record())
    ours = look.person.reader.organisation
    if ours not in {addressee.organisation for addressee in alert.addressees} or not look.still(entry):
        return None
    if state_of(look.ledger, look.person.reader, acknowledgement_id(entry.record_id, str(ours))):
        return None
    if alert.expires_at is not None and alert.expires_at < look.now:
        return None
    return look.waits(verb, entry, alert.headline.text, alert.headline.language, alert.due_at)


def _to_decide(look: Look, entry: Entry, verb: str) -> Waiting | None:
    alert = cast(Alert, entry.record())
    is_over = alert.expires_at is not None and alert.expires_at < look.now
    if is_over or rule_on(look.person, verb, look.now, entry) is not Ruling.ALLOWED or not look.still(entry):
        return None
    side = side_of(look.ledger, entry, str(look.person.reader.organisation))
    due_at = due_by(side.matter) if side else None
    if due_at is None:
        return None
    return look.waits(verb, entry, alert.headline.text, alert.headline.language, due_at)


def _alert_step(look: Look, entry: Entry, verb: str) -> Waiting | None:
    alert = cast(Alert, entry.record())
    by_two = verb != "review_alert" or alert.drafted_by != look.person.user
    if not by_two or rule_on(look.person, verb, look.now, entry) is not Ruling.ALLOWED or not look.still(entry):
        return None
    return look.waits(verb, entry, alert.headline.text, alert.headline.language, alert.due_at)


def _to_judge(look: Look, entry: Entry, verb: str) -> Waiting | None:
    assessment = cast(Assessment, entry.record())
    if look.person.user not in assessment.authors or not look.still(entry):
        return None
    people = assessment.populations[0]
    return look.waits(verb, entry, people.text, people.language)


def _to_lead(look: Look, entry: Entry, verb: str) -> Waiting | None:
    assessment = cast(Assessment, entry.record())
    if look.person.user != assessment.facilitator or not look.still(entry):
        return None
    people = assessment.populations[0]
    return look.waits(verb, entry, people.text, people.language)


def _to_look_at(look: Look, entry: Entry, verb: str) -> Waiting | None:
    assessment = cast(Assessment, entry.record())
    took_part = look.person.user in {*assessment.authors, assessment.facilitator}
    if assessment.outcome != UNDER_REVIEW or took_part or not look.still(entry):
        return None
    found = findings_on(look.ledger, look.person.reader, entry, entry.recorded_at)
    if any(finding.author.user == look.person.user for finding in found):
        return None
    people = assessment.populations[0]
    return look.waits(verb, entry, people.text, people.language, assessment.panel_due_at)


def _to_give_out(look: Look, entry: Entry, verb: str) -> Waiting | None:
    assessment = cast(Assessment, entry.record())
    is_theirs = look.person.user != assessment.facilitator
    if not is_theirs or rule_on(look.person, verb, look.now, entry) is not Ruling.ALLOWED or not look.still(entry):
        return None
    people = assessment.populations[0]
    return look.waits(verb, entry, people.text, people.language)


def _to_look_out(look: Look, entry: Entry, verb: str) -> Waiting | None:
    request = cast(CollectionRequest, entry.record())
    if rule_on(look.person, verb, look.now, entry) is not Ruling.ALLOWED or not look.still(entry):
        return None
    return look.waits(verb, entry, request.what.text, request.what.language)


_SORTS: tuple[tuple[str, str, Rule], ...] = (
    ("record_decision", "alert.issued", _to_decide),
    ("record_decision", "alert.updated", _to_decide),
    ("acknowledge_alert", "alert.issued", _to_acknowledge),
    ("acknowledge_alert", "alert.updated", _to_acknowledge),
    ("acknowledge_alert", "alert.cancelled", _to_acknowledge),
    ("review_alert", "alert.drafted", _alert_step),
    ("issue_alert", "alert.reviewed", _alert_step),
    ("submit_judgement", "assessment.opened", _to_judge),
    ("submit_judgement", "assessment.revised", _to_judge),
    ("submit_judgement", "assessment.locked", _to_judge),
    ("close_assessment", "assessment.opened", _to_lead),
    ("close_assessment", "assessment.revised", _to_lead),
    ("close_assessment", "assessment.locked", _to_lead),
    ("give_finding", "assessment.closed", _to_look_at),
    ("give_finding", "assessment.published", _to_look_at),
    ("publish_assessment", "assessment.closed", _to_give_out),
    ("answer_request", "collection.requested", _to_look_out),
    *UNDELIVERED,
    *PROTOCOLS,
    *RESPONSE,
)
