"""A whole plan that is made better team by team: each thinks again, given where all others go.

Fast and never the whole truth: where no team alone finds better, several together still may. So some are called
back at random and sent anew, which is kept where it is better.

Source:
    The search over neighbourhoods of Shaw (1998), Principles and Practice of Constraint Programming, 417-431.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random

import numpy as np

from forestall.respond.flashpoints.presence import Presence
from forestall.respond.flashpoints.problem import FloatArray, Problem
from forestall.respond.flashpoints.program import Column
from forestall.respond.flashpoints.schedules import Map, Stays, Values

Left = Callable[[], float]
"""Seconds that are left."""
CLOSE = 1e-6
FEW = 40
"""Among how many places schedules are looked for before all are."""
_CALLED_BACK = 4
"""How many teams think again together."""


class Crew:
    """All teams of a problem and the schedule that each has.

    Args:
        problem: what is asked.
        maps: what each sort of teams can do.
        columns: the schedules to begin with; those that limits won't bear beside the others are left out.
    """

    def __init__(self, problem: Problem, maps: Sequence[Map], columns: Iterable[Column] = ()) -> None:
        self._problem, self._maps = problem, maps
        self._seen = Presence(problem)
        self.taken: list[Column] = []
        """A schedule for each team; one without stays for whoever goes nowhere."""
        free = [sort.n for sort in problem.sorts]
        for column in sorted(columns, key=self._is_forceful):
            if free[column.sort] and self._seen.is_kept(column):
                free[column.sort] -= 1
                self.taken.append(column)
                self._seen.add(column, 1)
        self.taken += [Column(sort, ()) for sort, n in enumerate(free) for _ in range(n)]
        # Who may not use force goes first: others need them there.
        self.taken.sort(key=self._is_forceful)

    def _is_forceful(self, column: Column) -> bool:
        return self._problem.sorts[column.sort].may_use_force

    @property
    def score(self) -> float:
        """What the plan averts, less more than all harm for each day without the need or company it must have."""
        return self._seen.score()

    @property
    def chosen(self) -> list[Column]:
        """The schedules of those that go anywhere."""
        return [column for column in self.taken if column.stays]

    def send_idle(self, left: Left) -> bool:
        """Whether every team that goes nowhere looked among all places, before time ran out."""
        for number, column in enumerate(self.taken):
            if left() <= 0:
                return False
            if not column.stays:
                self.rethink(number, None)
        return True

    def settle(self, left: Left, few: int | None = FEW) -> bool:
        """Whether every team thought again until none found better, before time ran out.

        Args:
            left: how many seconds are left.
            few: among how many places each looks; all where None.
        """
        while True:
            before = self.score
            if not self.round(left, few):
                return False
            if self.score <= before + CLOSE:
                return True

    def round(self, left: Left, few: int | None = FEW) -> bool:
        """Whether every team thought again once, before time ran out."""
        for number in range(len(self.taken)):
            if left() <= 0:
                return False
            self.rethink(number, few)
        return True

    def search(self, left: Left, chance: Random) -> None:
        """Call some teams back and send them anew, again and again until time runs out."""
        able = [number for number, column in enumerate(self.taken) if len(self._maps[column.sort].spots)]
        n = min(_CALLED_BACK, len(able))
        while n > 1 and left() > 0:
            before, score = self.taken.copy(), self.score
            again = sorted(chance.sample(able, n))
            for number in again:
                self._put(number, Column(before[number].sort, ()))
            for number in again:
                self.rethink(number)
            if self.score < score:
                for number in again:
                    self._put(number, before[number])

    def rethink(self, number: int, few: int | None = FEW) -> bool:
        """Whether one team finds better than what it does, and does it from now on."""
        column = self.taken[number]
        map_ = self._maps[column.sort]
        if not len(map_.spots):
            return False
        self._seen.add(column, -1)
        worth = self._seen.worth(column.sort)
        if not column.stays and worth[:, map_.spots].max() <= 0:
            self._seen.add(column, 1)
            return False
        again = Column(column.sort, best_of(map_, worth[:, map_.spots], few)[1])
        is_better = _worth_of(again, worth) > _worth_of(column, worth) + CLOSE
        self.taken[number] = again if is_better else column
        self._seen.add(self.taken[number], 1)
        return is_better

    def _put(self, number: int, column: Column) -> None:
        self._seen.add(self.taken[number], -1)
        self._seen.add(column, 1)
        self.taken[number] = column


def best_of(map_: Map, worth: FloatArray, few: int | None) -> tuple[float, Stays]:
    """What the best schedule is worth, and one that is worth it, among the places that seem worth most.

    Args:
        map_: what the sort can do.
        worth: what a day at each of its places is worth, shape (D, P).
        few: among how many places; all where None.
    """
    if not len(map_.spots):
        return 0.0, ()
    if few is not None and few < len(map_.spots):
        chosen = np.sort(np.argsort(-np.maximum(worth, 0.0).sum(axis=0), kind="stable")[:few])
        map_, worth = map_.only(chosen), worth[:, chosen]
    return Values(map_, worth).best()


def _worth_of(column: Column, worth: FloatArray) -> float:
    return sum(float(worth[first : last + 1, place].sum()) for place, first, last in column.stays)
