"""From an alert to a recorded decision: options laid there, a choice by a named person, in its time or shown as late.

Whoever records a decision has read the alert, so that an acknowledgement that is missing is written first: the chain
goes from alert over acknowledgement to decision. A clock that ran out before is written down first as well, so that
none is missing from the record because an answer came just before somebody looked.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from forestall.errors import AlreadyThere, BadTransition, InvalidField
from forestall.memory.ledger import Ledger
from forestall.memory.read import Reader
from forestall.records.decision import Decision
from forestall.records.entry import Draft, Entry
from forestall.records.parts.escalation import Escalation
from forestall.records.parts.option import Option
from forestall.records.values.marking import strictest
from forestall.respond.clocks import Matter, Overdue, due_by
from forestall.respond.decisions import Choice, Setting, decided, presented
from forestall.runs.permissions import Person, check_role
from forestall.runs.recording import record_statement
from forestall.runs.response.clocks import is_kept_out, reaches, was_written_late, write_overdue
from forestall.runs.response.matters import (
    CLOCKWORK,
    Clockwork,
    Side,
    decision_history,
    decision_id,
    following_id,
    issue_of_asked,
    side_of,
    sides,
    went_up_to,
)
from forestall.runs.warning.alerts import IN_FORCE_STATES, acknowledge_alert
from forestall.runs.warning.steps import state_for


@dataclass(frozen=True, slots=True)
class Status:
    """How an alert stands with one addressee: what whoever issued it may see, whatever else is kept from them."""

    organisation: str
    acknowledge_by: datetime
    acknowledged_at: datetime | None
    decide_by: datetime
    """By when the alert asked for a decision."""
    due_at: datetime | None
    """By when a choice is awaited now; None once one was made for good."""
    status: str
    """An id of vocabulary/decision_status.yml."""
    kind: str | None
    """What was chosen, where anything was: an id of vocabulary/decision_kind.yml."""
    written_at: datetime | None
    """When the newest entry on it was recorded."""
    is_written_late: bool
    """Whether a clock's entry was recorded well after the clock ran out."""
    escalated_to: tuple[Escalation, ...]
    is_referred: bool
    """Whether it came to this organisation by referral."""
    decision: str | None
    """The record id of the newest decision."""


def record_decision(
    clockwork: Clockwork, by: Person, alert_id: str, choice: Choice, organisation: str | None = None
) -> Entry:
    """The entry of a decision on an alert, in its time or late.

    Args:
        clockwork: where, and in whose name clocks write.
        by: who decides.
        alert_id: the alert.
        choice: what is chosen and why.
        organisation: whose decision it is, where the matter went up from another; the person's own when left out.

    Raises:
        NotFound: no such alert, or none that reaches the person.
        AccessError: they may not decide.
        InvalidField: it isn't theirs to decide, or the choice lacks what it needs.
        BadTransition: the alert was replaced, or somebody recorded a decision in between.
    """
    ledger = clockwork.ledger
    state = state_for(ledger, by, alert_id, "record_decision")
    check_role(by, choice.role)
    issue = _decidable(ledger, by.reader, state)
    side = _side_for(ledger, by, issue, organisation)
    decided(choice, _setting(side, by))  # held to its rules before anything is written
    _check_referral(ledger, side, choice)
    if side.acknowledged is None and side.organisation == by.reader.organisation and not side.matter.is_referred:
        with suppress(AlreadyThere):  # a colleague was first
            acknowledge_alert(ledger, by, alert_id, "web_form")
        side = _side_for(ledger, by, issue, organisation)
    for is_last in (False, False, True):
        while write_overdue(clockwork, side, is_answered=True):
            side = _side_for(ledger, by, issue, organisation)
        try:
            return _record(ledger, by, "decision.recorded", side, decided(choice, _setting(side, by)))
        except BadTransition:
            side = _side_for(ledger, by, issue, organisation)
            # Where somebody decided in between, theirs stands; where only a clock ran out, this choice does.
            if is_last or side.decision is None or side.decision.kind not in set(Overdue):
                raise
    raise AssertionError("the last try returns or raises")


def present_options(
    clockwork: Clockwork, by: Person, alert_id: str, options: tuple[Option, ...], organisation: str | None = None
) -> Entry:
    """The entry by which options lie before an addressee (t5): those of the alert, those before, and these.

    Args:
        clockwork: where.
        by: who lays them there: somebody of the addressee, or of whoever issued the alert.
        alert_id: the alert.
        options: further options; none to say that those of the alert lie there.
        organisation: before whom; the person's own when left out.

    Raises:
        InvalidField: an option that may not stand, or nothing new.
        BadTransition: a decision was recorded already, or the alert was replaced.
    """
    ledger = clockwork.ledger
    state = state_for(ledger, by, alert_id, "present_options")
    issue = _decidable(ledger, by.reader, state)
    side = _side_for(ledger, by, issue, organisation, may_issue=True)
    told = presented(_setting(side, by), options)
    return _record(ledger, by, "decision.presented", side, told)


def statuses(ledger: Ledger, reader: Reader, alert_id: str, as_of: datetime | None = None) -> tuple[Status, ...]:
    """How an alert stands with each addressee.

    Of whoever issued the alert, everybody it reaches may see when and whether something was decided, even where the
    decision itself is kept from them; others see what their own markings show.

    Args:
        ledger: where to look.
        reader: who asks.
        alert_id: the alert.
        as_of: only what was recorded by then; all there is when left out.

    Raises:
        BadTransition: it was not issued, or doesn't reach the reader.
    """
    issue = issue_of_asked(ledger, reader, alert_id)
    is_issuer = reader.organisation is not None and reader.organisation == issue.author.organisation
    found = sides(ledger, issue, as_of)
    shown = (side if is_issuer else _as_seen(ledger, reader, side, as_of) for side in found)
    return tuple(_status(side) for side in shown)


def decisions_on(ledger: Ledger, reader: Reader, alert_id: str, as_of: datetime | None = None) -> tuple[Entry, ...]:
    """Every entry on decisions on an alert that the reader may see, addressee by addressee, as they were made.

    Args:
        ledger: where to look.
        reader: who asks.
        alert_id: the alert.
        as_of: only what was recorded by then; all there is when left out.

    Raises:
        BadTransition: the alert was not issued, or doesn't reach the reader.
    """
    issue = issue_of_asked(ledger, reader, alert_id)
    concerned = [side.organisation for side in sides(ledger, issue, as_of)]
    return tuple(entry for name in concerned for entry in decision_history(ledger, reader, alert_id, name, as_of))


def _as_seen(ledger: Ledger, reader: Reader, side: Side, as_of: datetime | None) -> Side:
    if side.organisation == reader.organisation or side.decision is None:
        return side
    seen = tuple(decision_history(ledger, reader, side.issue.record_id, side.organisation, as_of))
    return side if seen and seen[-1].id == side.decision.id else _blank(side)


def _blank(side: Side) -> Side:
    matter = Matter(side.matter.clocks, side.matter.acknowledged_at)
    return replace(side, matter=matter, decision=None)


def _status(side: Side) -> Status:
    decision, clocks = side.matter.decision, side.matter.clocks
    return Status(
        organisation=side.organisation,
        acknowledge_by=clocks.acknowledge_by,
        acknowledged_at=side.matter.acknowledged_at,
        decide_by=clocks.decide_by,
        due_at=due_by(side.matter),
        status=decision.status if decision else "due",
        kind=decision.kind if decision else None,
        written_at=side.decision.recorded_at if side.decision else None,
        is_written_late=side.decision is not None and was_written_late(side.decision),
        escalated_to=decision.escalated_to if decision else (),
        is_referred=side.matter.is_referred,
        decision=side.decision.record_id if side.decision else None,
    )


def _decidable(ledger: Ledger, reader: Reader, state: Entry) -> Entry:
    issue = issue_of_asked(ledger, reader, state.record_id)
    if state.kind not in IN_FORCE_STATES:
        raise BadTransition(
            expected="a message that was not replaced",
            found=state.kind,
            where=state.record_id,
            remedy="Decide on the newest message of the alert.",
        )
    return issue


def _side_for(ledger: Ledger, by: Person, issue: Entry, organisation: str | None, *, may_issue: bool = False) -> Side:
    ours = by.reader.organisation
    side = side_of(ledger, issue, organisation or ours or "")
    is_issuer = may_issue and issue.author.organisation == ours
    if side is not None and (side.organisation == ours or is_issuer or went_up_to(side, ours)):
        return side
    raise InvalidField(
        expected="an organisation the alert is addressed to, was referred to, or has gone up to",
        found="another",
        where="Decision.organisation",
        remedy="Leave the decision to whom it is asked of, or name whose matter went up to you.",
    )


def _setting(side: Side, by: Person) -> Setting:
    decision = side.matter.decision
    is_again = decision is not None and decision.is_chosen
    due = due_by(side.matter)
    return Setting(
        alert=side.alert,
        alert_id=side.issue.record_id,
        organisation=side.organisation,
        by=by.user,
        now=side.seen_at,
        issued_at=side.issue.recorded_at,
        due_at=due or side.matter.clocks.decide_by,
        is_awaited=due is not None,
        before=decision,
        follows=side.decision.record_id if is_again and side.decision else None,
    )


def _check_referral(ledger: Ledger, side: Side, choice: Choice) -> None:
    to = choice.referred_to
    if to is None:
        return
    is_reached = reaches(side.issue.marking, to)
    if to == side.organisation or not is_reached or is_kept_out(ledger, side, to):
        raise InvalidField(
            expected="another organisation that the alert's marking reaches and no link keeps out",
            found="one that may not have it",
            where="Decision.referred_to",
            remedy="Refer it within the circle of the alert, or have the alert updated for a wider one.",
        )


def _record(ledger: Ledger, by: Person, kind: str, side: Side, told: Decision) -> Entry:
    before = side.decision
    is_again = before is not None and told.follows == before.record_id
    first = decision_id(side.issue.record_id, side.organisation)
    grounds = [
        side.issue,
        *([side.acknowledged] if side.acknowledged else []),
        *([before] if before and is_again else []),
    ]
    terms: dict[str, Any] = {"valid_from": told.decided_at} if told.decided_at else {}
    if before is not None and not is_again:
        terms["supersedes"] = before.id
    name = first if before is None else following_id(before.record_id) if is_again else before.record_id
    draft = Draft.of(
        kind,
        name,
        told,
        by.author,
        strictest([one.marking for one in (*grounds, *([before] if before else []))]),
        causes=tuple(entry.id for entry in grounds),
        exercise=side.issue.exercise,
        **terms,
    )
    return record_statement(ledger, draft, ledger.clock.now(), looking_as=CLOCKWORK)
