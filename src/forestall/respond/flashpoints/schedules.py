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
from forestall.respond.flashpoints.roads import NEVER, Road

Stays = tuple[tuple[int, int, int], ...]
"""Places with first and last day, in order, days counted from 0."""
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
    roads: tuple[Road, ...]
    """The pairs of places, by how far apart they are."""
    first_day: int
    last_day: int
    """The last day away; where the team has none, later than any tour ends."""
    rest: int

    def only(self, chosen: IntArray) -> Map:
        """The same with these of its places only, by their number in it."""
        roads = tuple(road.only(chosen) for road in self.roads)
        return replace(self, spots=self.spots[chosen], stay=self.stay[chosen], out=self.out[chosen], roads=roads)

    @property
    def can_return(self) -> BoolArray:
        """Whether a tour bears the way home after its n-th day, at each place, shape (W, P)."""
        can: BoolArray = np.arange(self.width)[:, None] + self.out < self.width
        return can

    @property
    def bears_one_stay(self) -> BoolArray:
        """Whether a tour to one place alone can be, there and back for its shortest stay, shape (P,)."""
        away = 2 * self.out + self.stay
        in_time = self.first_day + self.out + self.stay <= self.days
        can: BoolArray = in_time & (away <= self.width) & (self.first_day + away - 1 <= self.last_day)
        return can

    @property
    def by_stay(self) -> tuple[tuple[int, IntArray], ...]:
        """The shortest stays there are, and the places of each."""
        return tuple((int(stay), np.flatnonzero(self.stay == stay)) for stay in np.unique(self.stay))

    def back(self, day: int, width: int, place: int) -> bool:
        """Whether a team can leave for the base after a day, its n-th away."""
        return bool(width + self.out[place] < self.width and day + self.out[place] <= self.last_day)


def maps_of(problem: Problem) -> list[Map]:
    """What each sort of teams can do; those that may go to the same places share their roads."""
    shared: dict[bytes, tuple[Road, ...]] = {}
    maps = []
    for sort in problem.sorts:
        spots = np.flatnonzero(sort.may_go)
        key = sort.may_go.tobytes()
        if key not in shared:
            shared[key] = _roads(problem.travel[np.ix_(spots, spots)])
        maps.append(_map_of(problem, sort, spots, shared[key]))
    return maps


def _roads(travel: IntArray) -> tuple[Road, ...]:
    apart: BoolArray = ~np.eye(len(travel), dtype=bool)
    return tuple(Road.of(int(length), apart & (travel == length)) for length in np.unique(travel[apart]))


def _map_of(problem: Problem, sort: Sort, spots: IntArray, roads: tuple[Road, ...]) -> Map:
    never = problem.days + sort.longest_tour + int(problem.travel.max(initial=0)) + int(sort.from_base.max(initial=0))
    return Map(
        days=problem.days,
        # No tour is longer than from the first day to the way home after the last.
        width=min(sort.longest_tour, problem.days + int(sort.from_base.max(initial=0))),
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
        self._can_return, self._by_stay = map_.can_return, map_.by_stay
        self._sums = np.vstack([np.zeros((1, n)), np.cumsum(worth, axis=0)])
        for day in range(days - 1, -1, -1):
            self._leave(day)
            self._settle(day)
            self._set_out(day)

    def _leave(self, day: int) -> None:
        map_, best = self.map, self.stayed[day]
        rested = np.minimum(day + 1 + map_.out + map_.rest, map_.days)
        can = self._can_return & (day + map_.out <= map_.last_day)
        best[: map_.width] = np.where(can, self.base[rested], NEVER)
        if day + 1 < map_.days:
            # Stay one day more.
            onward = self.stayed[day + 1, 1:] + self.worth[day + 1]
            np.maximum(best[:-1], onward, out=best[:-1])
        for road in map_.roads:
            then = 1 + road.days
            if day + then < map_.days and then < map_.width:
                known = best[: map_.width - then]
                np.maximum(known, road.best_from(self.arrive[day + then, then : map_.width], known), out=known)

    def _settle(self, day: int) -> None:
        width = self.map.width
        for stay, places in self._by_stay:
            last, longer = day + stay - 1, stay - 1
            if last < self.map.days and longer < width:
                gain = self._sums[last + 1, places] - self._sums[day, places]
                self.arrive[day, : width - longer, places] = gain[:, None] + self.stayed[last, longer:width, places]

    def _set_out(self, day: int) -> None:
        best = self.base[day + 1]
        if day >= self.map.first_day:
            best = max(best, self._starts(day).max(initial=NEVER))
        self.base[day] = best

    def _starts(self, day: int) -> FloatArray:
        out = self.map.out
        found = np.full(len(out), NEVER)
        (can,) = np.nonzero((day + out < self.map.days) & (out < self.map.width))
        found[can] = self.arrive[day + out[can], out[can], can]
        return found

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
        for road in self.map.roads:
            when, then = day + 1 + road.days, width + 1 + road.days
            if when < self.map.days and then < self.map.width:
                there = self.arrive[when, then] + road.barrier[place]
                found += [(float(there[to]), int(to), when) for to in np.flatnonzero(there > NEVER)]
        return found

    def _named(self, stays: Stays) -> Stays:
        return tuple((int(self.map.spots[place]), first, last) for place, first, last in stays)
