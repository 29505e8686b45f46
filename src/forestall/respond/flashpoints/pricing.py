"""How much any plan can avert at most: schedules are made from prices and prices from schedules until they agree.

Source:
    Where there are many places, first prices are found by subgradients, after Held, Wolfe and Crowder (1974),
    Mathematical Programming 6, 62-88, and later ones smoothed as in Wentges (1997), International Transactions in
    Operational Research 4(2), 151-162: those of single rounds swing too far to bound well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forestall.respond.flashpoints.crew import CLOSE, FEW, Left, best_of
from forestall.respond.flashpoints.problem import FloatArray, Problem
from forestall.respond.flashpoints.program import Column, Program
from forestall.respond.flashpoints.schedules import Map, Stays

_AT_ONCE = 3
_STEP = 0.5
"""How far prices move at once, as a share of the way to where the bound would meet the plan."""
_ROUNDS = 20
_APPROACH_SHARE = 0.5
"""Share of the time for first prices."""
_STEADY = 0.8
"""How much of earlier prices stays in the next ones where there are many places."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What the prices came to."""

    weight: float
    """No plan outweighs this, as the program weighs plans."""
    is_settled: bool
    """Whether no schedule is left out that could add to a mix."""


def price(program: Program, maps: Sequence[Map], left: Left, keep: float) -> Bound:
    """A bound on what any plan weighs; the schedules it took are in the program.

    Args:
        program: what grows.
        maps: what each sort of teams can do.
        left: how many seconds are left.
        keep: how many of them to leave.
    """
    gains = bool(program.problem.harm.any())
    is_wide = len(program.problem.spots) > FEW
    # Where nothing is to gain, few schedules matter, those that meet needs: true prices among few places find them.
    steady, few = (_STEADY, None) if is_wide and gains else (0.0, FEW if is_wide else None)
    mix, bound, prices = program.solve(), np.inf, program.prices
    if steady:
        half = left() - _APPROACH_SHARE * (left() - keep)
        bound, prices = _approach(program, maps, mix.weight, lambda: left() - half)
        mix = program.solve()
    while left() > keep:
        prices = steady * prices + (1 - steady) * program.prices
        best, columns = _look(program, maps, prices, few)
        n_new = program.add(columns)
        if few is None:
            bound = min(bound, program.bound(prices, best))
            if falls_short(program.problem, bound):
                return Bound(bound, is_settled=False)
            if not n_new and not steady:
                return Bound(min(bound, mix.weight + _gain(program, best)), is_settled=True)
        # Where smoothed prices or few places give nothing new any more, true prices and all places must.
        steady = steady if n_new else 0.0
        few = few if n_new else None
        mix = program.solve()
    if bound == np.inf:
        bound = program.bound(prices, _look(program, maps, prices, None)[0])
    return Bound(bound, is_settled=False)


def falls_short(problem: Problem, weight: float) -> bool:
    """Whether a bound shows that needs can't be met, even by parts of teams; asked where nothing is to gain."""
    return weight < -CLOSE and not problem.harm.any()


def _approach(program: Program, maps: Sequence[Map], weight: float, left: Left) -> tuple[float, FloatArray]:
    """A first bound and its prices; the schedules on the way there are in the program.

    Args:
        program: what grows.
        maps: what each sort of teams can do.
        weight: what a plan that is known weighs.
        left: how many seconds are left.
    """
    now = prices = np.zeros_like(program.prices)
    bound = np.inf
    for _ in range(_ROUNDS):
        if left() <= 0:
            break
        found = [best_of(map_, program.worth(number, now)[:, map_.spots], None) for number, map_ in enumerate(maps)]
        columns = [Column(number, stays) for number, (_, stays) in enumerate(found)]
        program.add(columns)
        reached = program.bound(now, [value for value, _ in found])
        if reached < bound:
            bound, prices = reached, now
        over = program.excess(now, columns)
        now = program.within_signs(now - _STEP * (reached - weight) / max(CLOSE, float(over @ over)) * over)
    return bound, prices


def _gain(program: Program, best: Sequence[float]) -> float:
    """What schedules left out could add at most to the mix."""
    gains = [max(0.0, value - program.price_of_team(number)) for number, value in enumerate(best)]
    return sum(gain * sort.n for gain, sort in zip(gains, program.problem.sorts, strict=True))


def _look(
    program: Program, maps: Sequence[Map], prices: FloatArray, few: int | None
) -> tuple[list[float], list[Column]]:
    """What the best schedule of each sort is worth at these prices, and some good ones, unlike each other."""
    best, columns = [], []
    for number, map_ in enumerate(maps):
        worth = program.worth(number, prices)
        value, stays = best_of(map_, worth[:, map_.spots], few)
        best.append(value)
        if value > program.price_of_team(number, prices) + CLOSE:
            columns += [Column(number, each) for each in _unlike(program, number, map_, worth, stays)]
    return best, columns


def _unlike(program: Program, number: int, map_: Map, worth: FloatArray, first: Stays) -> list[Stays]:
    found, price_ = [first], program.price_of_team(number)
    for _ in range(min(_AT_ONCE, program.problem.sorts[number].n) - 1):
        # What this one covers is worth nothing to the next, as it will be once both are in the mix.
        for place, day, last in found[-1]:
            worth[day : last + 1, place] = np.minimum(worth[day : last + 1, place], 0.0)
        value, stays = best_of(map_, worth[:, map_.spots], FEW)
        if value <= price_ + CLOSE:
            break
        found.append(stays)
    return found
