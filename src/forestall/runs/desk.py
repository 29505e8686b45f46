"""What waits for a person: alerts to answer, drafts to check, rounds to judge, steps to take, responses to review.

Only the newest entries of each sort are looked at, so that a desk comes at once however long the ledger is;
where older ones are left out, the desk says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from forestall.memory.ledger import Ledger
from forestall.records.alert import Alert
from forestall.records.assessment import Assessment
from forestall.records.collection_request import CollectionRequest
from forestall.records.entry import Entry
from forestall.runs.order import state_of
from forestall.runs.permissions import Person, Ruling, rule_on
from forestall.runs.response.matters import awaited_sides
from forestall.runs.response.waiting import RESPONSE, reviews_to_open
from forestall.runs.undelivered import UNDELIVERED
from forestall.runs.waiting import Look, Rule, Waiting
from forestall.runs.warning.alerts import IN_FORCE_STATES, acknowledgement_id
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
    found = list(_to_decide(look))
    for verb, kind, rule in _SORTS:
        if rule_on(person, verb, now) is Ruling.ALLOWED:
            found.extend(each for entry in look.newest(kind) if (each := rule(look, entry, verb)))
    found.extend(reviews_to_open(look))
    found.sort(key=lambda each: (each.due_at or _LAST, each.record_id))
    return DeskContent(tuple(found), look.is_cut)


def _to_acknowledge(look: Look, entry: Entry, verb: str) -> Waiting | None:
    alert = cast(Alert, entry.record())
    ours = look.person.reader.organisation
    is_ours = ours in {addressee.organisation for addressee in alert.addressees}
    if not is_ours or not _speaks(entry, look.now):
        return None
    if state_of(look.ledger, look.person.reader, acknowledgement_id(entry.record_id, str(ours))):
        return None
    return look.waits(verb, entry, alert.headline.text, alert.headline.language, alert.due_at)


def _to_decide(look: Look) -> Iterator[Waiting]:
    verb, ours = "record_decision", look.person.reader.organisation
    if ours is None or rule_on(look.person, verb, look.now) is not Ruling.ALLOWED:
        return
    issues = [entry for kind in IN_FORCE_STATES for entry in look.newest(kind) if _speaks(entry, look.now)]
    theirs = [entry for entry in issues if rule_on(look.person, verb, look.now, entry) is Ruling.ALLOWED]
    for side, due_at in awaited_sides(look.ledger, theirs, ours):
        headline = side.alert.headline
        yield look.waits(verb, side.issue, headline.text, headline.language, due_at)


def _speaks(entry: Entry, now: datetime) -> bool:
    alert = cast(Alert, entry.record())
    return alert.expires_at is None or alert.expires_at >= now


def _alert_step(look: Look, entry: Entry, verb: str) -> Waiting | None:
    alert = cast(Alert, entry.record())
    by_two = verb != "review_alert" or alert.drafted_by != look.person.user
    if not by_two or rule_on(look.person, verb, look.now, entry) is not Ruling.ALLOWED:
        return None
    return look.waits(verb, entry, alert.headline.text, alert.headline.language, alert.due_at)


def _to_judge(look: Look, entry: Entry, verb: str) -> Waiting | None:
    assessment = cast(Assessment, entry.record())
    if look.person.user not in assessment.authors:
        return None
    people = assessment.populations[0]
    return look.waits(verb, entry, people.text, people.language)


def _to_lead(look: Look, entry: Entry, verb: str) -> Waiting | None:
    assessment = cast(Assessment, entry.record())
    if look.person.user != assessment.facilitator:
        return None
    people = assessment.populations[0]
    return look.waits(verb, entry, people.text, people.language)


def _to_look_at(look: Look, entry: Entry, verb: str) -> Waiting | None:
    assessment = cast(Assessment, entry.record())
    took_part = look.person.user in {*assessment.authors, assessment.facilitator}
    if assessment.outcome != UNDER_REVIEW or took_part:
        return None
    found = findings_on(look.ledger, look.person.reader, entry, entry.recorded_at)
    if any(finding.author.user == look.person.user for finding in found):
        return None
    people = assessment.populations[0]
    return look.waits(verb, entry, people.text, people.language, assessment.panel_due_at)


def _to_give_out(look: Look, entry: Entry, verb: str) -> Waiting | None:
    assessment = cast(Assessment, entry.record())
    is_theirs = look.person.user != assessment.facilitator
    if not is_theirs or rule_on(look.person, verb, look.now, entry) is not Ruling.ALLOWED:
        return None
    people = assessment.populations[0]
    return look.waits(verb, entry, people.text, people.language)


def _to_look_out(look: Look, entry: Entry, verb: str) -> Waiting | None:
    request = cast(CollectionRequest, entry.record())
    if rule_on(look.person, verb, look.now, entry) is not Ruling.ALLOWED:
        return None
    return look.waits(verb, entry, request.what.text, request.what.language)


_SORTS: tuple[tuple[str, str, Rule], ...] = (
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
