"""The ledgers of a card's errors, read from what is on record: uses, outcomes, and onsets that others listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all, read_one
from forestall.records.activation import Activation
from forestall.records.entry import Entry
from forestall.records.outcome import Outcome
from forestall.records.trigger import Trigger
from forestall.runs.order import state_of
from forestall.runs.warning.steps import held
from forestall.runs.warning.use import DISCRETION, activations
from forestall.warn.triggers.backtest import hits_lost
from forestall.warn.triggers.budget import BudgetLine, Use, false_alarm_ledger, miss_ledger

HELPED = "contributed_to"


@dataclass(frozen=True, slots=True)
class LostHits:
    """What a rule of a card loses against the card it replaces, on the years both were tried on."""

    rule: str
    """Which rule."""
    n_lost: int
    """Past hits of the card before that this one would have missed."""
    n_hits: int
    """Past hits of the card before, in those years."""


def error_ledgers(
    ledger: Ledger, reader: Reader, trigger_id: str, onsets: Sequence[date], as_of: datetime | None = None
) -> tuple[tuple[BudgetLine, ...], tuple[date, ...]]:
    """The false-alarm ledger of a card beside its miss ledger, as they stood at a time.

    Args:
        ledger: where uses and outcomes are.
        reader: who asks.
        trigger_id: the card.
        onsets: days on which what it warns of began, from a list made by others.
        as_of: only what was recorded by then; today when left out.

    Raises:
        NotFound: no such card for the reader.
        LookAhead: a time that has not come.
    """
    state = read_one(ledger, reader, Question(record_id=trigger_id, states=True, as_of=as_of), trigger_id)
    helped = _helped(ledger, reader, as_of, exercise=state.exercise)
    begun = activations(ledger, reader, trigger_id, state, as_of)
    used = (_use(ledger, reader, entry, helped, as_of) for entry in begun)
    uses = [use for use in used if use is not None]
    today = (as_of or ledger.clock.now()).date()
    return false_alarm_ledger(held(state, Trigger).budgets, uses, onsets, today), miss_ledger(uses, onsets)


def lost_hits(ledger: Ledger, reader: Reader, card: Trigger, as_of: datetime | None = None) -> tuple[LostHits, ...]:
    """What a card loses against the one it replaces, rule by rule, said before anybody signs it.

    Empty where it replaces none that reaches the reader, or where no rule was tried on both.
    """
    before = state_of(ledger, reader, card.replaces, as_of) if card.replaces else None
    if before is None:
        return ()
    tried = {one.rule: one for one in card.backtests}
    found = []
    for old in held(before, Trigger).backtests:
        if old.rule in tried:
            new = tried[old.rule]
            years = {row.year for row in new.years}
            n_hits = sum(row.hits for row in old.years if row.year in years)
            found.append(LostHits(old.rule, hits_lost(old, new), n_hits))
    return tuple(found)


def _helped(ledger: Ledger, reader: Reader, as_of: datetime | None, *, exercise: bool) -> set[str]:
    """What an outcome shows to have contributed to what followed."""
    outcomes = read_all(ledger, reader, Question(prefix="outcome", states=True, as_of=as_of, exercise=exercise))
    told = [held(entry, Outcome) for entry in outcomes]
    return {about for one in told if one.attribution == HELPED for about in one.about}


def _use(ledger: Ledger, reader: Reader, state: Entry, helped: set[str], as_of: datetime | None) -> Use | None:
    """From its activation to its end; None for a rule that was met or held and never used."""
    history = list(read_all(ledger, reader, Question(record_id=state.record_id, as_of=as_of)))
    began = next((held(entry, Activation) for entry in history if entry.kind == "trigger.activated"), None)
    if began is None:
        return None
    ended = next((held(entry, Activation) for entry in history if entry.kind == "trigger.stopped"), None)
    until = ended.happened_at if ended else began.holds_until or began.happened_at
    rule = "activation" if began.rule == DISCRETION else began.rule
    return Use(state.id, rule, began.happened_at.date(), until.date(), state.record_id in helped)
