"""All measures of a node, of what reaches a reader, as of a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all
from forestall.records.spell import Spell
from forestall.records.trigger import Trigger
from forestall.records.values.period import Period
from forestall.runs.metrics.answering import receipts_in_time, said_in, told_back, told_in_time
from forestall.runs.metrics.chain import (
    Mix,
    acknowledged_in_time,
    acted_on,
    begun_in_time,
    chains_of,
    decided_at_all,
    decided_in_time,
    effects_looked_at,
    lengths,
    mix_of,
)
from forestall.runs.metrics.gathering import Scope, actions_in, reports_in, warnings_in
from forestall.runs.metrics.measures import Length, Share
from forestall.runs.metrics.standing import AlarmDays, Calibration, alarm_days, calibration, covered
from forestall.runs.metrics.verification import checked_in, verification
from forestall.runs.warning.budgets import LostHits, error_ledgers, lost_hits
from forestall.runs.warning.steps import held
from forestall.warn.triggers.budget import BudgetLine

A_YEAR, A_DAY = timedelta(days=365), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CardErrors:
    """What one protocol card spent of its budgets, beside the onsets it missed; nothing while it could not be used."""

    trigger: str
    lines: tuple[BudgetLine, ...]
    missed: tuple[date, ...]
    """Onsets before which no rule of the card was in use."""
    n_onsets: int
    """Onsets on record in its country while it was in force; where there are none, a miss can't be seen."""
    lost: tuple[LostHits, ...]
    """What its rules lose of past hits against the card it replaces."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Every measure, of one reader and one time."""

    scope: Scope
    n_warnings: int
    """Alerts that asked for a decision, each with all that updated it."""
    is_cut: bool
    """Whether older alerts of the scope were left out."""
    n_reports: int
    lengths: tuple[Length, ...]
    shares: tuple[Share, ...]
    mix: Mix
    alarm: AlarmDays
    calibration: Calibration
    cards: tuple[CardErrors, ...]
    """Of each protocol card that had been written down by then."""


def metrics(
    ledger: Ledger,
    reader: Reader,
    as_of: datetime | None = None,
    since: datetime | None = None,
    *,
    exercise: bool = False,
) -> Metrics:
    """Every measure of what reaches a reader.

    Args:
        ledger: where to look.
        reader: who asks.
        as_of: only what was recorded by then; now when not given.
        since: what began before isn't counted; a year before when not given.
        exercise: exercises, in place of the real world; they are never counted together.

    Raises:
        LookAhead: a time that has not come.
    """
    at = as_of or ledger.clock.now()
    scope = Scope(since or at - A_YEAR, at, exercise)
    warned, is_cut = warnings_in(ledger, reader, scope)
    actions, reports = list(actions_in(ledger, reader, scope)), reports_in(ledger, reader, scope)
    said, chains = said_in(ledger, reader, scope), chains_of(warned)
    return Metrics(
        scope=scope,
        n_warnings=len(chains),
        is_cut=is_cut,
        n_reports=len(reports),
        lengths=lengths(chains),
        shares=(
            acknowledged_in_time(warned, at),
            decided_in_time(warned, at),
            decided_at_all(warned, at),
            acted_on(chains, at),
            begun_in_time(actions, at),
            effects_looked_at(actions, at),
            *verification(checked_in(ledger, reader, scope, reports), at),
            receipts_in_time(reports, said, at),
            told_in_time(reports, said, at),
            told_back(reports, said),
            covered(reports, scope),
        ),
        mix=mix_of(warned),
        alarm=alarm_days(ledger, reader, scope),
        calibration=calibration(ledger, reader, scope),
        cards=_cards(ledger, reader, scope),
    )


def _cards(ledger: Ledger, reader: Reader, scope: Scope) -> tuple[CardErrors, ...]:
    spells = [held(entry, Spell) for entry in read_all(ledger, reader, scope.standing("spell"))]
    found = []
    for entry in read_all(ledger, reader, scope.standing("trigger")):
        card = held(entry, Trigger)
        lost = lost_hits(ledger, reader, card, scope.as_of)
        in_force = _in_force(ledger, reader, entry.record_id, card, scope)
        if in_force is None:
            found.append(CardErrors(entry.record_id, (), (), 0, lost))
            continue
        began = (spell.start.earliest() for spell in spells if spell.country == card.place.country)
        onsets = sorted(day for day in began if day in in_force)
        lines, missed = error_ledgers(ledger, reader, entry.record_id, onsets, scope.as_of)
        found.append(CardErrors(entry.record_id, lines, missed, len(onsets), lost))
    return tuple(found)


def _in_force(ledger: Ledger, reader: Reader, trigger_id: str, card: Trigger, scope: Scope) -> Period | None:
    """The days of a scope on which a card could have been used; None where there are none, as while it is a draft."""
    history = list(read_all(ledger, reader, Question(record_id=trigger_id, as_of=scope.as_of)))
    signed, retired = (
        next((entry.recorded_at.date() for entry in history if entry.kind == kind), None)
        for kind in ("trigger.signed", "trigger.retired")
    )
    if signed is None:
        return None
    start = max(signed, scope.since.date())
    end = min(retired or card.expires_on, card.expires_on, scope.as_of.date()) + A_DAY
    return Period(start=start, end=end) if start < end else None
