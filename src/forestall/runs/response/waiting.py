"""What waits of a response: steps to plan, take and look at, promises to ask after, reviews, word that is owed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import cast

from forestall.records.action import Action
from forestall.records.commitment import Commitment
from forestall.records.decision import Decision
from forestall.records.deployment import Deployment
from forestall.records.entry import Entry
from forestall.records.report import Report
from forestall.records.review import Review
from forestall.respond.actions import next_due
from forestall.respond.commitments import due_on
from forestall.respond.review import open_changes
from forestall.runs.permissions import Ruling, rule_on
from forestall.runs.response.actions import actions_of
from forestall.runs.response.feedback import owed_on
from forestall.runs.response.reviews import reviews_called_for
from forestall.runs.waiting import Look, Rule, Waiting

ASK_BEFORE = timedelta(days=14)
"""How long before a promise is due somebody is asked how it stands."""
_NO_LANGUAGE = ""


def reviews_to_open(look: Look) -> Iterator[Waiting]:
    """The reviews that are called for, to whoever may open one; what called for each is not told."""
    if rule_on(look.person, "conduct_review", look.now) is not Ruling.ALLOWED:
        return
    for call in reviews_called_for(look.ledger, look.person.reader, exercise=look.exercise):
        is_late = call.due_at < look.now
        yield Waiting("conduct_review", call.review_id, call.about, _NO_LANGUAGE, call.due_at, is_late, call.marking)


def _to_plan(look: Look, entry: Entry, verb: str) -> Waiting | None:
    decision = cast(Decision, entry.record())
    is_ours = decision.chosen and decision.organisation == look.person.reader.organisation
    if not is_ours or not _may(look, entry, verb):
        return None
    if actions_of(look.ledger, look.person.reader, entry.record_id):
        return None
    return look.waits(verb, entry, decision.chosen[0], _NO_LANGUAGE)


def _to_carry_out(look: Look, entry: Entry, verb: str) -> Waiting | None:
    action = cast(Action, entry.record())
    is_mine = action.owner == look.person.user and action.status in ("planned", "under_way")
    if not is_mine:
        return None
    due = action.due_at if action.status == "planned" else None
    return look.waits(verb, entry, action.label, _NO_LANGUAGE, due)


def _to_look_at(look: Look, entry: Entry, verb: str) -> Waiting | None:
    action = cast(Action, entry.record())
    concerned = (action.organisation, entry.author.organisation)
    waits = action.started_at is not None and action.effect_check is None
    if not waits or look.person.reader.organisation not in concerned or not _may(look, entry, verb):
        return None
    return look.waits(verb, entry, action.label, _NO_LANGUAGE, next_due(action))


def _to_go_on(look: Look, entry: Entry, verb: str) -> Waiting | None:
    review = cast(Review, entry.record())
    is_mine = review.set_off_by is not None and review.reviewer == look.person.user
    return look.waits(verb, entry, entry.record_id, _NO_LANGUAGE) if is_mine else None


def _to_change(look: Look, entry: Entry, verb: str) -> Waiting | None:
    review = cast(Review, entry.record())
    mine = [change for _, change in open_changes(review) if change.owner == look.person.user]
    if not mine:
        return None
    first = min(mine, key=lambda change: change.due_on)
    due = datetime.combine(first.due_on, time.max, UTC)
    return look.waits(verb, entry, first.label.text, first.label.language, due)


def _to_ask_after(look: Look, entry: Entry, verb: str) -> Waiting | None:
    commitment = cast(Commitment, entry.record())
    due = due_on(commitment)
    ours = look.person.reader.organisation in (commitment.by, *commitment.to, entry.author.organisation)
    if due is None or not ours or not _may(look, entry, verb):
        return None
    until = datetime.combine(due, time.max, UTC)
    if until - look.now > ASK_BEFORE:
        return None
    return look.waits(verb, entry, commitment.promise.text, commitment.promise.language, until)


def _to_tell(look: Look, entry: Entry, verb: str) -> Waiting | None:
    wants = cast(Report, entry.record()).answer_wanted
    if not wants or not _may(look, entry, verb):
        return None
    owed = owed_on(look.ledger, look.person.reader, entry)
    if owed.due_at is None or owed.due_at - look.now > ASK_BEFORE:
        return None
    return look.waits(verb, entry, owed.number, _NO_LANGUAGE, owed.due_at)


def _may(look: Look, entry: Entry, verb: str) -> bool:
    return rule_on(look.person, verb, look.now, entry) is Ruling.ALLOWED


def _to_approve(look: Look, entry: Entry, verb: str) -> Waiting | None:
    plan = cast(Deployment, entry.record())
    begins_at = datetime.combine(plan.demand.start, time(), UTC)
    is_others = plan.drafted_by != look.person.user and look.now < begins_at
    if not is_others or not _may(look, entry, verb):
        return None
    where = ", ".join(dict.fromkeys(stay.spot for stay in plan.stays))
    return look.waits(verb, entry, where or plan.demand.spots[0].name, _NO_LANGUAGE, begins_at)


RESPONSE: tuple[tuple[str, str, Rule], ...] = (
    ("plan_action", "decision.recorded", _to_plan),
    *(("carry_out_action", f"action.{step}", _to_carry_out) for step in ("planned", "started", "updated")),
    *(("check_effect", f"action.{step}", _to_look_at) for step in ("started", "updated", "completed", "stopped")),
    *(("conduct_review", f"review.{step}", _to_go_on) for step in ("opened", "recorded")),
    *(("close_change", f"review.{step}", _to_change) for step in ("closed", "updated")),
    *(("track_commitment", f"commitment.{step}", _to_ask_after) for step in ("made", "updated")),
    ("give_feedback", "report.received", _to_tell),
    ("approve_deployment", "deployment.drafted", _to_approve),
)
"""By verb and kind of entry, what may be left to do."""
