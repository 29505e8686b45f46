"""The ledgers of a card's errors, read from what is on record: uses, outcomes, and onsets that others listed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all, read_one
from forestall.records.activation import Activation
from forestall.records.entry import Entry
from forestall.records.outcome import Outcome
from forestall.records.trigger import Trigger
from forestall.runs.warning.steps import held
from forestall.runs.warning.use import DISCRETION, activations
from forestall.warn.triggers.budget import BudgetLine, Use, false_alarm_ledger, miss_ledger

HELPED = "contributed_to"


def error_ledgers(
    ledger: Ledger, reader: Reader, trigger_id: str, onsets: Sequence[date]
) -> tuple[tuple[BudgetLine, ...], tuple[date, ...]]:
    """The false-alarm ledger of a card beside its miss ledger, as they stand today.

    Args:
        ledger: where uses and outcomes are.
        reader: who asks.
        trigger_id: the card.
        onsets: days on which what it warns of began, from a list made by others.

    Raises:
        NotFound: no such card for the reader.
    """
    state = read_one(ledger, reader, Question(record_id=trigger_id, states=True), trigger_id)
    helped = _helped(ledger, reader, exercise=state.exercise)
    used = (_use(ledger, reader, entry, helped) for entry in activations(ledger, reader, trigger_id, state))
    uses = [use for use in used if use is not None]
    today = ledger.clock.now().date()
    return false_alarm_ledger(held(state, Trigger).budgets, uses, onsets, today), miss_ledger(uses, onsets)


def _helped(ledger: Ledger, reader: Reader, *, exercise: bool) -> set[str]:
    """What an outcome shows to have contributed to what followed."""
    outcomes = read_all(ledger, reader, Question(prefix="outcome", states=True, exercise=exercise))
    told = [held(entry, Outcome) for entry in outcomes]
    return {about for one in told if one.attribution == HELPED for about in one.about}


def _use(ledger: Ledger, reader: Reader, state: Entry, helped: set[str]) -> Use | None:
    """From its activation to its end; None for a rule that was met or held and never used."""
    history = list(read_all(ledger, reader, Question(record_id=state.record_id)))
    began = next((held(entry, Activation) for entry in history if entry.kind == "trigger.activated"), None)
    if began is None:
        return None
    ended = next((held(entry, Activation) for entry in history if entry.kind == "trigger.stopped"), None)
    until = ended.happened_at if ended else began.holds_until or began.happened_at
    rule = "activation" if began.rule == DISCRETION else began.rule
    return Use(state.id, rule, began.happened_at.date(), until.date(), state.record_id in helped)
