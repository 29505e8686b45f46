"""The plan that averts most expected harm: the best where that can be shown in time, else a good one and its bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from forestall.respond.flashpoints.presence import Presence
from forestall.respond.flashpoints.problem import FloatArray, Problem
from forestall.respond.flashpoints.program import Column, Program, Solved
from forestall.respond.flashpoints.schedules import Map, Stays, Values, map_of

Left = Callable[[], float]
"""Seconds that are left."""
MOST_LISTED = 10_000
"""Schedules within the gap that are listed at most to close it."""
CLOSE = 1e-6
_AT_ONCE = 3
_STEADY = 0.8
"""How much of earlier prices stays in those a bound is reckoned from: single ones swing too far to bound well."""
_FEW = 40
"""Among how many places schedules are looked for before all are."""
_PRICE_SHARE = 0.8
_WHOLE_SHARE = 0.3
"""Share of the time kept for choosing whole teams."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a solver found."""

    schedules: tuple[tuple[str, Stays], ...]
    """A schedule for each team that goes anywhere."""
    averted: float
    """Expected harm averted."""
    at_most: float
    """No plan averts more."""
    short: float
    """Teams missing over all days of all needs."""
    is_exact: bool
    """Whether nothing better exists, as shown."""
    prices: dict[tuple[str, str | None], float]
    """What one more of what is limited would avert, where parts of teams were allowed."""
    must_fall_short: bool
    """Whether it was shown that even parts of teams would leave something missing; said where nothing is to gain."""

    @property
    def is_infeasible(self) -> bool:
        """Whether it was shown that the needs can't be met."""
        return self.must_fall_short or (self.is_exact and self.short > CLOSE)


def solve(problem: Problem, left: Left) -> Found:
    """The best plan there is, or the best found in the time left.

    Args:
        problem: what is asked.
        left: how many seconds are left; the plan so far is given when they are over.
    """
    program, total = Program(problem), left()
    maps = [map_of(problem, sort) for sort in problem.sorts]
    first = _first_plan(program, maps, left, total * _PRICE_SHARE)
    bound, is_priced_out = _price(program, maps, left, total * _WHOLE_SHARE)
    known = [*first, *[0.0] * (len(program.columns) - len(first))]
    found = program.whole(left(), known)
    if is_priced_out and found.is_proven and not _is_closed(bound, found):
        found, is_listed = _close(program, maps, found, bound, left)
        bound = found.weight if is_listed and found.is_proven else bound
    is_short = found.short > CLOSE
    all_harm = float((problem.harm * problem.most_averted).sum())
    return Found(
        schedules=tuple(_named(program, found)),
        averted=found.averted,
        at_most=all_harm if is_short else min(all_harm, max(found.averted, program.in_unit(bound))),
        short=found.short,
        is_exact=is_priced_out and _is_closed(bound, found),
        prices=program.shadow_prices(),
        must_fall_short=not problem.harm.any() and bound < -CLOSE,
    )


def _is_closed(bound: float, found: Solved) -> bool:
    # Relative, since the program's weights go into the thousands.
    return bound - found.weight <= CLOSE * (1 + abs(found.weight))


def _price(program: Program, maps: Sequence[Map], left: Left, keep: float) -> tuple[float, bool]:
    """A bound on what any plan weighs, and whether no schedule is left out that could add to a mix.

    Schedules are looked for among the places that seem worth most, as long as that finds any; then among all,
    which takes longer and alone gives a bound.

    Args:
        program: what grows.
        maps: what each sort of teams can do.
        left: how many seconds are left.
        keep: how many of them to leave.
    """
    few = len(program.problem.spots) > _FEW
    looks_at_few, steady = few, program.prices
    while True:
        mix = program.solve()
        if left() <= keep:
            break
        steady = _STEADY * steady + (1 - _STEADY) * program.prices if steady.any() else program.prices
        looked = [_best(program, number, map_, few=looks_at_few) for number, map_ in enumerate(maps)]
        n_new = program.add(Column(number, stays) for number, (_, found) in enumerate(looked) for stays in found)
        if not n_new and not looks_at_few:
            gain = sum(more * sort.n for (more, _), sort in zip(looked, program.problem.sorts, strict=True))
            return mix.weight + gain, True
        looks_at_few = few and bool(n_new)
    best = [Values(map_, program.worth(number, steady)[:, map_.spots]).base[0] for number, map_ in enumerate(maps)]
    return program.bound(steady, best), False


def _best(program: Program, number: int, map_: Map, *, few: bool) -> tuple[float, list[Stays]]:
    """What the best schedule of a sort would add now, and some of the best, unlike each other."""
    worth = program.worth(number)
    found: list[Stays] = []
    most, price = 0.0, program.price_of_team(number)
    for _ in range(min(_AT_ONCE, program.problem.sorts[number].n)):
        value, stays = _best_of(map_, worth[:, map_.spots], _FEW if few else len(map_.spots))
        if value <= price + CLOSE:
            break
        most = max(most, value - price)
        found.append(stays)
        # What this one covers is worth nothing to the next, as it will be once both are in the mix.
        for place, first, last in stays:
            worth[first : last + 1, place] = np.minimum(worth[first : last + 1, place], 0.0)
    return most, found


def _close(program: Program, maps: Sequence[Map], found: Solved, bound: float, left: Left) -> tuple[Solved, bool]:
    """The best of whole teams once every schedule that a better plan could use is in, and whether all are.

    A schedule whose price is further off than the gap between the bound and the plan can't be part of a better
    one.
    """
    gap = bound - found.weight + CLOSE
    listed: list[Column] = []
    for number, map_ in enumerate(maps):
        values = Values(map_, program.worth(number)[:, map_.spots])
        slack = gap + float(values.base[0]) - program.price_of_team(number)
        for stays in values.within(slack) if slack >= 0 else ():
            listed.append(Column(number, stays))
            if len(listed) > MOST_LISTED or left() <= 0:
                return found, False
    program.add(listed)
    return program.whole(left()), True


def _first_plan(program: Program, maps: Sequence[Map], left: Left, keep: float) -> list[float]:
    """How many teams take each column of a first plan, which is added to the program.

    One team after the other goes where it adds most to those before it, those who may not use force first. Then
    each thinks again, given all others, until nobody finds better.
    """
    problem, seen = program.problem, Presence(program.problem)
    order = sorted(range(len(maps)), key=lambda number: problem.sorts[number].may_use_force)
    taken = [Column(number, ()) for number in order for _ in range(problem.sorts[number].n)]
    is_better, few = True, len(problem.spots)
    while is_better and left() > keep:
        is_better = False
        for place, column in enumerate(taken):
            if left() <= 0:
                break
            seen.add(column, -1)
            worth = seen.worth(column.sort)[:, maps[column.sort].spots]
            again = Column(column.sort, _best_of(maps[column.sort], worth, few)[1])
            if _worth_of(again, seen) > _worth_of(column, seen) + CLOSE:
                taken[place], is_better = again, True
            seen.add(taken[place], 1)
        few = _FEW
    chosen = [column for column in taken if column.stays]
    program.add(chosen)
    return program.counts_of(chosen)


def _worth_of(column: Column, seen: Presence) -> float:
    worth = seen.worth(column.sort)
    return sum(float(worth[first : last + 1, place].sum()) for place, first, last in column.stays)


def _best_of(map_: Map, worth: FloatArray, few: int) -> tuple[float, Stays]:
    """The best schedule among the places that seem worth most."""
    if few < len(map_.spots):
        chosen = np.sort(np.argsort(-np.maximum(worth, 0.0).sum(axis=0), kind="stable")[:few])
        map_, worth = map_.only(chosen), worth[:, chosen]
    return Values(map_, worth).best()


def _named(program: Program, found: Solved) -> Iterator[tuple[str, Stays]]:
    """Schedules handed to teams by name."""
    taken = [0] * len(program.problem.sorts)
    for column, count in zip(program.columns, found.counts, strict=True):
        names = program.problem.sorts[column.sort].names
        for _ in range(round(count)):
            yield names[taken[column.sort]], column.stays
            taken[column.sort] += 1
