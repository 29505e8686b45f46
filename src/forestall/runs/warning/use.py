"""Using a signed protocol: a rule is met, and named people activate, hold or stop, each with their reasons.

That a rule is met releases nothing. Whoever holds back although it is, or goes ahead although it isn't, says why,
and both are counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from forestall.errors import InvalidField
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all
from forestall.records.activation import Activation
from forestall.records.assessment import Assessment
from forestall.records.entry import Entry
from forestall.records.forecast import Forecast
from forestall.records.parts.harm_check import HarmCheck
from forestall.records.trigger import Rule, Trigger
from forestall.records.values.place import Place
from forestall.runs.permissions import Person
from forestall.runs.warning.findings import approval_by, approvals_from
from forestall.runs.warning.numbers import profile_in_force
from forestall.runs.warning.steps import Handling, begin, follow, held, read_entries, state_for
from forestall.vocabulary.load import vocabulary
from forestall.warn.triggers.card import check_roles, check_usable
from forestall.warn.triggers.rules import Found, Known, Verdict, evaluate

DISCRETION = "discretionary_activation"
SAYS_A_PHASE = ("assessment.closed", "assessment.published")


@dataclass(frozen=True, slots=True)
class Reasons:
    """What stands beside a step that people take."""

    reason_code: str | None = None
    """Why people go against the rule: an id of vocabulary/reason_code.yml."""
    reason: str | None = None
    """The same in words."""
    harm_check: HarmCheck | None = None
    """Who could be hurt; required to activate."""


def check_trigger(
    ledger: Ledger, by: Person, trigger_id: str, rule: str, said: Mapping[int, Found] | None = None
) -> tuple[Verdict, Entry | None]:
    """Whether a rule of a signed card holds now, and where it does the entry that says so.

    The entry is not an activation; until its answer is due, people use or hold it. While one waits, no second
    is written.

    Args:
        ledger: where forecasts and assessments are, and where it goes.
        by: who checks.
        trigger_id: the card.
        rule: an id of vocabulary/trigger_kind.yml.
        said: what the person says of conditions that only people can judge, with the entries that show it.
    """
    state = state_for(ledger, by, trigger_id, "check_trigger")
    card, now = held(state, Trigger), ledger.clock.now()
    check_usable(card, now.date())
    asked = rule_of(card, rule)
    verdict = evaluate(asked, known_about(ledger, by.reader, card.place, exercise=state.exercise), said or {})
    if not verdict.is_met:
        return verdict, None
    waiting = [entry for entry in activations(ledger, by.reader, trigger_id, state) if _waits(entry, rule)]
    if waiting:
        return verdict, waiting[0]
    _, profile = profile_in_force(ledger, by.reader, exercise=state.exercise)
    shown = read_entries(ledger, by, verdict.rests_on)
    met = Activation(
        trigger=trigger_id,
        rule=rule,
        step="met",
        happened_at=now,
        rests_on=verdict.rests_on or (state.id,),
        answer_due_at=now + timedelta(hours=profile.answer_hours),
        rule_is_met=True,
    )
    causes = [state, *shown]
    return verdict, begin(ledger, by, "trigger.met", met, Handling.of(*causes), rests_on=causes)


def activate_trigger(
    ledger: Ledger, by: Person, activation_id: str, role: str, reasons: Reasons, findings: Sequence[str] = ()
) -> Entry:
    """The entry by which named people use a rule that is met.

    Args:
        ledger: where it goes.
        by: the last to approve.
        activation_id: the rule that is met, or was held.
        role: the role in which they approve.
        reasons: the harm check.
        findings: entries by which the others approved.

    Raises:
        InvalidField: a person, a role or the harm check is missing.
        BadTransition: it was used already, or the card has run out.
    """
    state = state_for(ledger, by, activation_id, "use_trigger")
    met, now = held(state, Activation), ledger.clock.now()
    card = held(state_for(ledger, by, met.trigger, "use_trigger"), Trigger)
    check_usable(card, now.date())
    entries, others = approvals_from(ledger, by, state, findings)
    approvals = (*others, approval_by(ledger, by, role))
    check_roles(met.rule, approvals)
    parts = {"step": "activated", "happened_at": now, "answer_due_at": None, "approvals": approvals,
             "holds_until": _until(rule_of(card, met.rule), met.rule, now)}  # fmt: skip
    return follow(ledger, by, "trigger.activated", state, _step(met, parts, reasons), entries)


def activate_at_discretion(
    ledger: Ledger, by: Person, trigger_id: str, role: str, reasons: Reasons, rests_on: Sequence[str]
) -> Entry:
    """The entry by which one of a card's signatories activates it on written judgement, without its rule.

    Raises:
        InvalidField: not a signatory, or no reason.
        BadTransition: the card may not be used.
    """
    state = state_for(ledger, by, trigger_id, "use_trigger")
    card, now = held(state, Trigger), ledger.clock.now()
    check_usable(card, now.date())
    _check_signatory(card, by)
    shown = read_entries(ledger, by, rests_on)
    used = Activation.parse(
        {
            "trigger": trigger_id,
            "rule": DISCRETION,
            "step": "activated",
            "happened_at": now,
            "rests_on": [entry.id for entry in shown] or [state.id],
            "rule_is_met": False,
            "approvals": [approval_by(ledger, by, role)],
            "holds_until": _until(card.activation, DISCRETION, now),
            "reason_code": reasons.reason_code,
            "reason": reasons.reason,
            "harm_check": reasons.harm_check,
        }
    )
    causes = [state, *shown]
    return begin(ledger, by, "trigger.activated", used, Handling.of(*causes), rests_on=causes)


def hold_trigger(ledger: Ledger, by: Person, activation_id: str, role: str, reasons: Reasons) -> Entry:
    """The entry by which a signatory holds back although the rule is met, with the reason.

    Raises:
        InvalidField: not a signatory, or no reason.
        BadTransition: it is not waiting.
    """
    state = state_for(ledger, by, activation_id, "use_trigger")
    met = held(state, Activation)
    _check_signatory(held(state_for(ledger, by, met.trigger, "use_trigger"), Trigger), by)
    parts = {"step": "held", "happened_at": ledger.clock.now(), "answer_due_at": None,
             "approvals": (approval_by(ledger, by, role),)}  # fmt: skip
    return follow(ledger, by, "trigger.held", state, _step(met, parts, reasons))


def stop_trigger(
    ledger: Ledger, by: Person, activation_id: str, role: str, reason: str, rests_on: Sequence[str] = ()
) -> Entry:
    """The entry by which a named person ends what was set going, with the entries that show why."""
    state = state_for(ledger, by, activation_id, "use_trigger")
    shown = read_entries(ledger, by, rests_on)
    parts = {"step": "stopped", "happened_at": ledger.clock.now(), "approvals": (approval_by(ledger, by, role),),
             "rests_on": tuple(entry.id for entry in shown) or (state.id,), "holds_until": None}  # fmt: skip
    told = held(state, Activation)
    stopped = Activation.parse(told.model_copy(update=parts | {"reason": reason}).to_json())
    return follow(ledger, by, "trigger.stopped", state, stopped, shown)


def unanswered(ledger: Ledger, reader: Reader, *, exercise: bool = False) -> tuple[Entry, ...]:
    """Every rule that is met, that nobody used or held, and whose answer is overdue."""
    question = Question(prefix="activation", kind="trigger.met", states=True, exercise=exercise)
    now = ledger.clock.now()
    return tuple(
        entry
        for entry in read_all(ledger, reader, question)
        if (due := held(entry, Activation).answer_due_at) is not None and due < now
    )


def activations(
    ledger: Ledger, reader: Reader, trigger_id: str, card: Entry, as_of: datetime | None = None
) -> tuple[Entry, ...]:
    """The state of every use of a card by a time, in its world, as far as the reader may see; the present one without.

    Raises:
        LookAhead: a time that has not come.
    """
    question = Question(prefix="activation", states=True, as_of=as_of, exercise=card.exercise)
    return tuple(entry for entry in read_all(ledger, reader, question) if held(entry, Activation).trigger == trigger_id)


def known_about(ledger: Ledger, reader: Reader, place: Place, *, exercise: bool = False) -> Known:
    """The assessments and forecasts that hold now for a place or a part of it, in one world."""
    today = ledger.clock.now().date()
    assessments: dict[str, Assessment] = {}
    forecasts: dict[str, Forecast] = {}
    for entry in read_all(ledger, reader, Question(prefix="assessment", states=True, exercise=exercise)):
        told = held(entry, Assessment)
        if entry.kind in SAYS_A_PHASE and _is_within(told.place, place) and today < told.period.end:
            assessments[entry.id] = told
    for entry in read_all(ledger, reader, Question(prefix="forecast", states=True, exercise=exercise)):
        ahead = held(entry, Forecast)
        if entry.kind == "forecast.issued" and _is_within(ahead.place, place) and today < ahead.period.end:
            forecasts[entry.id] = ahead
    return Known(assessments, forecasts)


def rule_of(card: Trigger, rule: str) -> Rule:
    """One rule of a card.

    Raises:
        InvalidField: the card doesn't have it.
    """
    found: Rule | None = (
        getattr(card, rule, None) if rule in ("readiness", "activation", "stop", "civilian_warning") else None
    )
    if found is None:
        raise InvalidField(
            expected="a rule that the card has",
            found="another",
            where="Activation.rule",
            remedy="Name readiness, activation, stop or, where the card provides for it, civilian_warning.",
        )
    return found


def _step(met: Activation, parts: dict[str, Any], reasons: Reasons) -> Activation:
    said = {"reason_code": reasons.reason_code, "reason": reasons.reason, "harm_check": reasons.harm_check}
    return Activation.parse(met.model_copy(update=parts | said).to_json())


def _until(rule: Rule, name: str, now: datetime) -> datetime | None:
    days = rule.holds_for_days or vocabulary("trigger_kind")[name].extra.get("lifetime_days")
    return now + timedelta(days=days) if days else None


def _waits(entry: Entry, rule: str) -> bool:
    return entry.kind == "trigger.met" and held(entry, Activation).rule == rule


def _check_signatory(card: Trigger, by: Person) -> None:
    if by.user not in {approval.by for approval in card.signed_by}:
        raise InvalidField(
            expected="one of those who signed the card",
            found="somebody else",
            where="Trigger.signed_by",
            remedy="Ask a signatory; discretion is theirs.",
        )


def _is_within(place: Place, whole: Place) -> bool:
    return place.country == whole.country and whole.admin1 in (None, place.admin1)
