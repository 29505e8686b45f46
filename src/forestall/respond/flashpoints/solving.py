"""The plan that averts most expected harm: the best where that can be shown in time, else a good one and its bound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from forestall.respond.flashpoints.crew import CLOSE, Crew, Left
from forestall.respond.flashpoints.pricing import Bound, falls_short, price
from forestall.respond.flashpoints.problem import Problem
from forestall.respond.flashpoints.program import Column, Program, Solved
from forestall.respond.flashpoints.schedules import Map, Stays, Values, maps_of

MOST_LISTED = 10_000
"""Schedules within the gap that are listed at most to close it."""
_FIRST_SHARE, _BETTER_SHARE = 0.8, 0.3
"""Shares of the time left after the first plan, and for making a plan better once the bound is known."""
_WHOLE_SHARE = 0.5
"""Share of what is left then for choosing among all schedules at once."""
_LAST_SHARE = 0.3
"""Share of it for a last look by each team."""


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
    is_settled: bool
    """Whether no team alone would do better, as each found when it looked last."""
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
    maps = maps_of(problem)
    first = _first_plan(problem, maps, lambda: left() - total * _FIRST_SHARE)
    program.add(first.chosen)
    is_met = first.score > -CLOSE and not problem.harm.any()  # then nothing is better
    bound = Bound(0.0, is_settled=True) if is_met else price(program, maps, left, total * _BETTER_SHARE)
    found, is_settled, weight, is_best = _whole_plan(program, maps, first, bound, left)
    is_short = found.short > CLOSE
    all_harm = float((problem.harm * problem.most_averted).sum())
    return Found(
        schedules=tuple(_named(program, found)),
        averted=found.averted,
        at_most=all_harm if is_short else min(all_harm, max(found.averted, program.in_unit(weight))),
        short=found.short,
        is_exact=is_best,
        is_settled=is_settled,
        must_fall_short=falls_short(problem, weight),
    )


def _whole_plan(
    program: Program, maps: Sequence[Map], first: Crew, bound: Bound, left: Left
) -> tuple[Solved, bool, float, bool]:
    """A plan of whole teams, whether no team alone does better, a bound on what any weighs, whether none is better."""
    if falls_short(program.problem, bound.weight):
        return program.plan_of(program.counts_of(first.chosen)), True, bound.weight, False
    if not bound.is_settled:
        return *_better(program, maps, first, left), bound.weight, False
    found = program.whole(left() * _WHOLE_SHARE, program.counts_of(first.chosen))
    if not found.is_proven:
        crew = Crew(program.problem, maps, _taken(program, found.counts))
        return *_better(program, maps, crew, left), bound.weight, False
    weight = bound.weight
    if not _is_closed(weight, found):
        found, is_listed = _close(program, maps, found, weight, left)
        weight = found.weight if is_listed and found.is_proven else weight
    is_best = _is_closed(weight, found)
    return found, is_best, weight, is_best


def _better(program: Program, maps: Sequence[Map], first: Crew, left: Left) -> tuple[Solved, bool]:
    """The better of a plan and of one made from the mix of the bound, made better; and whether each team is settled."""
    problem, total = program.problem, left()
    dived = Crew(problem, maps, _taken(program, program.dive(lambda: left() - total * _WHOLE_SHARE)))
    dived.settle(left)
    crew = max(dived, first, key=lambda each: each.score)
    crew.search(lambda: left() - total * _LAST_SHARE, Random(0))  # noqa: S311 - the same demand, the same search
    crew.settle(lambda: left() - total * _LAST_SHARE / 2, None)
    # If need be into the time for the limits: what they cost can only be said of a plan that is settled.
    is_settled = crew.settle(lambda: left() + total * _LAST_SHARE)
    program.add(crew.chosen)
    return program.plan_of(program.counts_of(crew.chosen)), is_settled


def replanned(problem: Problem, schedules: Sequence[tuple[str, Stays]], left: Left) -> tuple[float, bool]:
    """What a plan averts once each team thought again in a problem, and whether all did before time ran out.

    Args:
        problem: one with teams of the same names, whose limits bear the plan.
        schedules: the plan, by team.
        left: how many seconds are left.
    """
    maps = maps_of(problem)
    sorts = {name: number for number, sort in enumerate(problem.sorts) for name in sort.names}
    crew = Crew(problem, maps, [Column(sorts[name], stays) for name, stays in schedules])
    is_whole = crew.send_idle(left) and crew.round(left)
    crew.settle(left)
    return crew.score, is_whole


def _is_closed(bound: float, found: Solved) -> bool:
    # Relative, since the program's weights go into the thousands.
    return bound - found.weight <= CLOSE * (1 + abs(found.weight))


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


def _first_plan(problem: Problem, maps: Sequence[Map], left: Left) -> Crew:
    """One team after the other goes where it adds most to those before it; then each thinks again."""
    crew = Crew(problem, maps)
    crew.send_idle(left)
    crew.settle(left)
    return crew


def _taken(program: Program, counts: Sequence[float]) -> list[Column]:
    """The schedules that teams take, each as often as it is taken."""
    return [column for column, count in zip(program.columns, counts, strict=True) for _ in range(round(count))]


def _named(program: Program, found: Solved) -> Iterator[tuple[str, Stays]]:
    """Schedules handed to teams by name."""
    taken = [0] * len(program.problem.sorts)
    for column, count in zip(program.columns, found.counts, strict=True):
        names = program.problem.sorts[column.sort].names
        for _ in range(round(count)):
            yield names[taken[column.sort]], column.stays
            taken[column.sort] += 1
