"""Steps with protocol cards and their uses, as pages and API take them: each in the visitor's name.

Where two people must say yes, the first says so in an entry of their own, and the last takes the step: what the
others said to the record as it stands now is found here, so that nobody has to carry ids about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.clock import format_instant
from forestall.memory.question import Question
from forestall.memory.read import read_one
from forestall.records.entry import Entry
from forestall.records.parts.harm_check import HarmCheck
from forestall.records.trigger import Trigger
from forestall.records.values.marking import Marking
from forestall.runs.warning import triggers, use
from forestall.runs.warning.findings import give_finding, yeses
from forestall.runs.warning.steps import Handling, held
from forestall.warn.triggers.rules import Found, Verdict

FRESH_DAYS = 45
"""Days after which a monthly forecast on record says nothing any more."""


def draft_trigger(here: Visit, card: Any, marking: Any, *, exercise: bool, trigger_id: str | None = None) -> Entry:
    """The draft of a card, or its next draft.

    Args:
        here: who proposes it, and keeps it in order.
        card: the card as plain data; whose it is is filled in.
        marking: how it may be handled; None for the next draft, which keeps the terms it has.
        exercise: whether it belongs to an exercise.
        trigger_id: the draft it replaces.
    """
    here.check("draft_trigger")
    own = {"owner": here.reader.user, "organisation": here.reader.organisation}
    proposed = Trigger.parse({**own, **card} if isinstance(card, Mapping) else card)
    if trigger_id is not None:
        handling = Handling.of(_state(here, trigger_id))
    else:
        handling = Handling(Marking.parse(marking), exercise)
    return triggers.draft_trigger(here.node.ledger, here.person, proposed, handling, trigger_id)


def backtest_trigger(
    here: Visit, trigger_id: str, rule: str, history: triggers.History, forecasts_from: float | None
) -> Entry:
    """The draft with the back-test of one of its rules.

    Args:
        here: who runs it.
        trigger_id: the draft.
        rule: which of its rules.
        history: readings, onsets, days and the loads they come from.
        forecasts_from: the probability from which on the forecasts on record for its place count; None leaves
            them out.
    """
    here.check("draft_trigger")
    if forecasts_from is not None:
        card = held(_state(here, trigger_id), Trigger)
        series = triggers.forecast_series(here.node.ledger, here.reader, card, forecasts_from, FRESH_DAYS)
        history = replace(history, series=(*history.series, series))
    return triggers.backtest_trigger(here.node.ledger, here.person, trigger_id, rule, history)


def agree(here: Visit, record_id: str, role: str, verb: str) -> Entry:
    """The visitor's yes to a card, or to using a rule that is met, as it stands now.

    Args:
        here: who says yes.
        record_id: the card or the use.
        role: in which role.
        verb: `sign_trigger` or `use_trigger`.
    """
    here.check(verb)
    return give_finding(here.node.ledger, here.person, record_id, stands=True, role=role, verb=verb)


def sign_trigger(here: Visit, trigger_id: str, role: str) -> Entry:
    """The signed card, the visitor being the last of those who agree."""
    here.check("sign_trigger")
    return triggers.sign_trigger(here.node.ledger, here.person, trigger_id, role, _yeses(here, trigger_id))[0]


def confirm_health(here: Visit, trigger_id: str, check: str, on: date) -> Entry:
    """The signed card with one check of its health written down."""
    here.check("draft_trigger")
    return triggers.confirm_health(here.node.ledger, here.person, trigger_id, check, on)


def check_trigger(here: Visit, trigger_id: str, rule: str, said: Mapping[int, Found]) -> tuple[Verdict, Entry | None]:
    """Whether a rule holds now, and where it does the entry that says so; that it does is no activation."""
    here.check("check_trigger")
    return use.check_trigger(here.node.ledger, here.person, trigger_id, rule, said)


def activate(here: Visit, activation_id: str, role: str, harm_check: Mapping[str, Any] | None) -> Entry:
    """The use of a rule that is met, the visitor being the last of those who approve."""
    here.check("use_trigger")
    reasons = use.Reasons(harm_check=_harm_check(here, harm_check))
    findings = _yeses(here, activation_id)
    return use.activate_trigger(here.node.ledger, here.person, activation_id, role, reasons, findings)


def activate_at_discretion(
    here: Visit, trigger_id: str, role: str, said: Mapping[str, Any], rests_on: Sequence[str]
) -> Entry:
    """The use of a card on a signatory's written judgement, without its rule.

    Args:
        here: the signatory.
        trigger_id: the card.
        role: in which role.
        said: `reason_code`, `reason` and `harm_check`.
        rests_on: entries that show why.
    """
    here.check("use_trigger")
    reasons = use.Reasons(said.get("reason_code"), said.get("reason"), _harm_check(here, said.get("harm_check")))
    return use.activate_at_discretion(here.node.ledger, here.person, trigger_id, role, reasons, rests_on)


def hold(here: Visit, activation_id: str, role: str, reason_code: str, reason: str) -> Entry:
    """The entry by which a signatory holds back although the rule is met."""
    here.check("use_trigger")
    reasons = use.Reasons(reason_code, reason)
    return use.hold_trigger(here.node.ledger, here.person, activation_id, role, reasons)


def stop(here: Visit, activation_id: str, role: str, reason: str, rests_on: Sequence[str] = ()) -> Entry:
    """The entry by which a named person ends what was set going."""
    here.check("use_trigger")
    return use.stop_trigger(here.node.ledger, here.person, activation_id, role, reason, rests_on)


def _state(here: Visit, record_id: str) -> Entry:
    return read_one(here.node.ledger, here.reader, Question(record_id=record_id, states=True), record_id)


def _yeses(here: Visit, record_id: str) -> tuple[str, ...]:
    return tuple(entry.id for entry in yeses(here.node.ledger, here.person, _state(here, record_id)))


def _harm_check(here: Visit, said: Mapping[str, Any] | None) -> HarmCheck | None:
    if said is None:
        return None
    return HarmCheck.parse({**said, "by": here.reader.user, "checked_at": format_instant(here.now)})
