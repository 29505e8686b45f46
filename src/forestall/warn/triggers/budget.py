"""The ledgers of false alarms and of misses, beside the budget that was declared before the season.

A budget that is overspent calls for a review, never for silence. What was averted by acting is not a false
alarm: a use after which evidence shows that acting contributed counts as neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forestall.records.trigger import Budget

HIT, IN_VAIN, ACTED, OPEN = "hit", "in_vain", "acted", "open"


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a rule."""

    entry: str
    """The entry that records it."""
    rule: str
    """Which rule."""
    began_on: date
    """The day it was used."""
    ends_on: date
    """The last day it spoke for."""
    contributed: bool = False
    """Whether an outcome shows that acting contributed to what followed."""

    def verdict(self, onsets: Sequence[date], today: date) -> str:
        """What it proved to be by today: hit, in_vain, acted (evidence that acting contributed) or open."""
        if any(self.began_on <= onset <= self.ends_on for onset in onsets):
            return HIT
        if self.contributed:
            return ACTED
        return IN_VAIN if today > self.ends_on else OPEN


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """What a budget allows, and what was spent of it."""

    rule: str
    """Which rule."""
    in_vain: int
    """How many uses may prove unneeded."""
    out_of: int
    """Out of how many."""
    spent: int
    """How many of the last so many uses that are over proved unneeded."""
    n_open: int
    """Uses of which nobody can tell yet."""
    n_over: int
    """The last so many uses that are over: of these so many were in vain."""

    @property
    def left(self) -> int:
        """How many more may prove unneeded; never below zero."""
        return max(0, self.in_vain - self.spent)

    @property
    def needs_review(self) -> bool:
        """True once more was spent than declared: a reason to talk, and none to be silent."""
        return self.spent > self.in_vain


def false_alarm_ledger(
    budgets: Sequence[Budget], uses: Sequence[Use], onsets: Sequence[date], today: date
) -> tuple[BudgetLine, ...]:
    """One line for each declared budget.

    Args:
        budgets: as declared on the card.
        uses: every use of its rules.
        onsets: days on which what it warns of began, from a list made by others.
        today: the day the ledger is read.
    """
    lines = []
    for budget in budgets:
        of_rule = sorted((use for use in uses if use.rule == budget.rule), key=lambda use: use.began_on)
        verdicts = [use.verdict(onsets, today) for use in of_rule]
        over = [verdict for verdict in verdicts if verdict != OPEN][-budget.out_of :]
        spent, waiting = over.count(IN_VAIN), verdicts.count(OPEN)
        lines.append(BudgetLine(budget.rule, budget.in_vain, budget.out_of, spent, waiting, len(over)))
    return tuple(lines)


def miss_ledger(uses: Sequence[Use], onsets: Sequence[date]) -> tuple[date, ...]:
    """The onsets before which no rule of the card was in use, in order."""
    return tuple(onset for onset in sorted(onsets) if not any(use.began_on < onset <= use.ends_on for use in uses))
