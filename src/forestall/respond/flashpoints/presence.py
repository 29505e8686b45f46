"""Who is where so far, and what one more team would add to that."""

from __future__ import annotations

import numpy as np

from forestall.records.deployment import Need
from forestall.respond.flashpoints.problem import FloatArray, IntArray, Problem, Sort
from forestall.respond.flashpoints.program import Column

NO_WAY = -1e6


class Presence:
    """Teams counted by day and place.

    Args:
        problem: what is asked.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        shape = problem.harm.shape
        self._cover, self._n, self._n_force = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self._missing: list[tuple[Need, int, IntArray]] = []
        for need in problem.needs:
            days = np.zeros(problem.days, dtype=np.int64)
            days[need.first_day - 1 : need.last_day] = need.n_teams
            self._missing.append((need, problem.spots.index(need.spot), days))
        self._asked = 1 + float(problem.harm.sum())
        """What one team missing on a day of a need weighs: more than all harm."""
        self._alone = self._asked * (1 + sum(int(days.sum()) for _, _, days in self._missing))
        """What a day of force without company weighs: more than all needs."""

    def worth(self, number: int) -> FloatArray:
        """What one more team of a sort adds on each day at each place, shape (D, P); far below 0 where none may be."""
        problem, sort = self._problem, self._problem.sorts[number]
        before = np.minimum(self._cover, problem.most_averted)
        after = np.minimum(self._cover + sort.averts, problem.most_averted)
        found: FloatArray = (after - before) * problem.harm
        for need, place, days in self._missing:
            if _counts(need, sort):
                found[:, place] += self._asked * (days > 0)
        shut = self._n >= problem.room
        if sort.may_use_force:
            shut |= self._n_force >= problem.force_at_once
        if problem.force_needs_company:
            alone = self._n - self._n_force < 1
            if sort.may_use_force:
                shut |= alone
            else:
                found[alone & (self._n_force > 0)] += self._alone
        found[shut] = NO_WAY * self._alone
        return found

    def score(self) -> float:
        """What these teams avert, less more than all harm for each day without the need or company it must have."""
        problem = self._problem
        averted = float((np.minimum(self._cover, problem.most_averted) * problem.harm).sum())
        missing = sum(int(np.maximum(days, 0).sum()) for _, _, days in self._missing)
        alone = int(((self._n_force > 0) & (self._n == self._n_force)).sum()) if problem.force_needs_company else 0
        return averted - self._asked * missing - self._alone * alone

    def is_kept(self, column: Column) -> bool:
        """Whether one team more may take a schedule beside those that are there."""
        worth = self.worth(column.sort)
        return all(worth[first : last + 1, place].min() > NO_WAY for place, first, last in column.stays)

    def add(self, column: Column, n: int) -> None:
        """Take note of so many teams that go; fewer than 0 where they go no longer."""
        sort = self._problem.sorts[column.sort]
        for place, first, last in column.stays:
            there = slice(first, last + 1)
            self._cover[there, place] += n * sort.averts
            self._n[there, place] += n
            self._n_force[there, place] += n * sort.may_use_force
            for need, where, days in self._missing:
                if where == place and _counts(need, sort):
                    days[there] -= n


def _counts(need: Need, sort: Sort) -> bool:
    return not need.kinds or sort.kind in need.kinds
