"""The best schedules of one team when each day at each place is worth a number: exact, by dynamic programming.

A schedule is a row of tours. A tour leaves the base, stays at places for at least their shortest stay, travels
between them and back, lasts no longer than the longest tour, and is followed by rest. Days on the road are days
away. Arrays have the shape (D, W, P): day of the plan, day of the tour from 0, place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from forestall.respond.flashpoints.problem import BoolArray, FloatArray, IntArray, Problem, Sort

Stays = tuple[tuple[int, int, int], ...]
"""Places with first and last day, in order, days counted from 0."""
NEVER = -np.inf
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Map:
    """What one sort of teams can do in a problem, whatever a day is worth."""

    days: int
    width: int
    """W, the longest tour."""
    spots: IntArray
    """Places it may go to, by number."""
    stay: IntArray
    """Their shortest stays."""
    out: IntArray
    """Days from the base."""
    roads: tuple[tuple[int, FloatArray], ...]
    """For each length of road: 0 where two different places are that far apart, else minus infinity."""
    first_day: int
    last_day: int
    """The last day away; where the team has none, later than any tour ends."""
    rest: int

    def only(self, chosen: IntArray) -> Map:
        """The same with these of its places only, by their number in it."""
        roads = tuple((length, road[np.ix_(chosen, chosen)]) for length, road in self.roads)
        return replace(self, spots=self.spots[chosen], stay=self.stay[chosen], out=self.out[chosen], roads=roads)

    def back(self, day: int, width: int, place: int) -> bool:
        """Whether a team can leave for the base after a day, its n-th away."""
        return bool(width + self.out[place] < self.width and day + self.out[place] <= self.last_day)


def map_of(problem: Problem, sort: Sort) -> Map:
    """What a sort of teams can do."""
    spots = np.flatnonzero(sort.may_go)
    travel = problem.travel[np.ix_(spots, spots)]
    apart: BoolArray = ~np.eye(len(spots), dtype=bool)
    roads = tuple(
        (int(length), np.where(apart & (travel == length), 0.0, NEVER)) for length in np.unique(travel[apart])
    )
    never = problem.days + sort.longest_tour + int(problem.travel.max(initial=0)) + int(sort.from_base.max(initial=0))
    return Map(
        days=problem.days,
        width=min(sort.longest_tour, never),
        spots=spots,
        stay=problem.shortest_stay[spots],
        out=sort.from_base[spots],
        roads=roads,
        first_day=sort.first_day,
        last_day=never if sort.last_day is None else sort.last_day,
        rest=sort.rest_days,
    )


class Values:
    """The most that can be had from each state on, for one sort of teams.

    Args:
        map_: what the sort can do.
        worth: what a day at each of its places is worth, shape (D, P); may be negative.
    """

    def __init__(self, map_: Map, worth: FloatArray) -> None:
        self.map, self.worth = map_, worth
        days, width, n = map_.days, map_.width, len(map_.spots)
        self.base = np.zeros(days + 1)
        """From the morning of each day at the base, rested."""
        self.arrive = np.full((days + 1, width + 1, n), NEVER)
        """From the morning of the first day of a stay."""
        self.stayed = np.full((days + 1, width + 1, n), NEVER)
        """From the evening of a day on which the shortest stay is over."""
        self._sums = np.vstack([np.zeros((1, n)), np.cumsum(worth, axis=0)])
        for day in range(days - 1, -1, -1):
            self._leave(day)
            self._settle(day)
            self._set_out(day)

    def _leave(self, day: int) -> None:
        map_, best = self.map, self.stayed[day]
        for width in range(map_.width):
            can = (width + map_.out < map_.width) & (day + map_.out <= map_.last_day)
            rested = np.minimum(day + 1 + map_.out + map_.rest, map_.days)
            best[width] = np.where(can, self.base[rested], NEVER)
        if day + 1 < map_.days:
            # Stay one day more.
            onward = self.stayed[day + 1, 1:] + self.worth[day + 1]
            np.maximum(best[:-1], onward, out=best[:-1])
        for length, road in map_.roads:
            if day + 1 + length < map_.days and 1 + length < map_.width:
                there = self.arrive[day + 1 + length, 1 + length : map_.width]
                reached = np.max(there[:, None, :] + road[None, :, :], axis=2, initial=NEVER)
                n = len(reached)
                np.maximum(best[:n], reached, out=best[:n])

    def _settle(self, day: int) -> None:
        map_ = self.map
        last = day + map_.stay - 1
        for place in np.flatnonzero(last < map_.days):
            longer = int(map_.stay[place]) - 1
            gain = self._sums[last[place] + 1, place] - self._sums[day, place]
            self.arrive[day, : map_.width - longer, place] = gain + self.stayed[last[place], longer : map_.width, place]

    def _set_out(self, day: int) -> None:
        best = self.base[day + 1]
        if day >= self.map.first_day:
            best = max(best, *self._starts(day)) if len(self.map.spots) else best
        self.base[day] = best

    def _starts(self, day: int) -> list[float]:
        out = self.map.out
        return [
            float(self.arrive[day + out[place], out[place], place]) if self._can_start(day, place) else NEVER
            for place in range(len(out))
        ]

    def _can_start(self, day: int, place: int) -> bool:
        return bool(day + self.map.out[place] < self.map.days and self.map.out[place] < self.map.width)

    def best(self) -> tuple[float, Stays]:
        """The most that a schedule is worth, and one that is worth it."""
        return float(self.base[0]), next(self.within(TINY * (1 + abs(self.base[0]))))

    def within(self, slack: float) -> Iterator[Stays]:
        """Every schedule worth at least the most there is less a slack, the best moves first; some come twice."""
        yield from self._from_base(0, slack, ())

    def _from_base(self, day: int, slack: float, so_far: Stays) -> Iterator[Stays]:
        if day >= self.map.days:
            yield self._named(so_far)
            return
        here = self.base[day]
        moves = [(self.base[day + 1], -1)]
        if day >= self.map.first_day:
            moves += [(value, place) for place, value in enumerate(self._starts(day)) if value > NEVER]
        for value, place in sorted(moves, reverse=True):
            left = slack - (here - value)
            if left < 0:
                return
            if place < 0:
                yield from self._from_base(day + 1, left, so_far)
            else:
                out = int(self.map.out[place])
                yield from self._at(day + out, out, place, left, so_far)

    def _at(self, day: int, width: int, place: int, slack: float, so_far: Stays) -> Iterator[Stays]:
        last = day + int(self.map.stay[place]) - 1
        yield from self._after(last, width + last - day, (place, day), slack, so_far)

    def _after(self, day: int, width: int, since: tuple[int, int], slack: float, so_far: Stays) -> Iterator[Stays]:
        place, map_ = since[0], self.map
        here = self.stayed[day, width, place]
        done = (*so_far, (place, since[1], day))
        moves: list[tuple[float, int, int]] = []
        if map_.back(day, width, place):
            rested = min(day + 1 + int(map_.out[place]) + map_.rest, map_.days)
            moves.append((float(self.base[rested]), -1, rested))
        if day + 1 < map_.days and width + 1 < map_.width:
            moves.append((float(self.worth[day + 1, place] + self.stayed[day + 1, width + 1, place]), place, 0))
        moves += self._moves(day, width, place)
        for value, there, when in sorted(moves, reverse=True):
            left = slack - (here - value)
            if left < 0 or value == NEVER:
                return
            if there < 0:
                yield from self._from_base(when, left, done)
            elif there == place:
                yield from self._after(day + 1, width + 1, since, left, so_far)
            else:
                yield from self._at(when, width + when - day, there, left, done)

    def _moves(self, day: int, width: int, place: int) -> list[tuple[float, int, int]]:
        found = []
        for length, road in self.map.roads:
            when, then = day + 1 + length, width + 1 + length
            if when < self.map.days and then < self.map.width:
                there = self.arrive[when, then] + road[place]
                found += [(float(there[to]), int(to), when) for to in np.flatnonzero(there > NEVER)]
        return found

    def _named(self, stays: Stays) -> Stays:
        return tuple((int(self.map.spots[place]), first, last) for place, first, last in stays)
