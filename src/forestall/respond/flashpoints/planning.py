"""A plan put together: who goes where, what stays uncovered and why, what binds, or what leaves no plan."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from forestall.records.deployment import Demand, Deployment, Stay, Uncovered
from forestall.respond.flashpoints.crew import CLOSE, Left
from forestall.respond.flashpoints.limits import conflict_of, limits_of
from forestall.respond.flashpoints.problem import BoolArray, Problem, problem_of
from forestall.respond.flashpoints.schedules import maps_of
from forestall.respond.flashpoints.solving import Found, solve

_SOLVING_SHARE = 0.75
"""Share of the time for the plan itself; the rest tells what binds it."""


def propose(demand: Demand, by: str, left: Left) -> Deployment:
    """A plan for a demand, approved by nobody yet.

    Args:
        demand: what is asked.
        by: who proposes it, by pseudonym.
        left: how many seconds are left for it.

    Raises:
        InvalidField: a contradiction in the table of travel.
    """
    problem = problem_of(demand)
    expected, most = float(problem.harm.sum()), float((problem.harm * problem.most_averted).sum())
    nothing = {"harm_expected": expected, "harm_averted": 0.0, "at_most": most}
    conflict = conflict_of(demand, left)
    if conflict:
        return _plan(demand, by, status="infeasible", conflict=conflict, **nothing)
    until = left() * (1 - _SOLVING_SHARE)
    found = solve(problem, lambda: left() - until)
    if found.short > CLOSE:
        return _plan(demand, by, status="undecided", **nothing)
    return _plan(
        demand,
        by,
        status="optimal" if found.is_exact else "feasible",
        stays=tuple(_stays(problem, found)),
        harm_expected=expected,
        harm_averted=found.averted,
        at_most=max(found.at_most, found.averted),
        uncovered=tuple(_uncovered(problem, found)),
        limits=limits_of(demand, found, left),
    )


def waiting_plan(demand: Demand, by: str) -> Deployment:
    """What stands for a plan until it is worked out.

    Raises:
        InvalidField: a contradiction in the table of travel.
    """
    problem = problem_of(demand)
    most = float((problem.harm * problem.most_averted).sum())
    expected = float(problem.harm.sum())
    return _plan(demand, by, status="waiting", harm_expected=expected, harm_averted=0.0, at_most=most)


def _plan(demand: Demand, by: str, **parts: object) -> Deployment:
    return Deployment.parse({"demand": demand, "drafted_by": by, **parts})


def _stays(problem: Problem, found: Found) -> Iterator[Stay]:
    for team, stays in sorted(found.schedules):
        for place, first, last in stays:
            yield Stay(team=team, spot=problem.spots[place], first_day=first + 1, last_day=last + 1)


def _uncovered(problem: Problem, found: Found) -> Iterator[Uncovered]:
    present: BoolArray = np.zeros(problem.harm.shape, dtype=bool)
    for _, stays in found.schedules:
        for place, first, last in stays:
            present[first : last + 1, place] = True
    reach = _reachable(problem)
    for place, name in enumerate(problem.spots):
        alone = ~present[:, place]
        if alone.any():
            harm = float(problem.harm[alone, place].sum())
            because = reach[place] or ("more_elsewhere" if harm else "no_harm_expected")
            yield Uncovered(spot=name, n_days=int(alone.sum()), harm=harm, because=because)


def _reachable(problem: Problem) -> list[str | None]:
    """For each place why nobody can be there at all; None where somebody can."""
    nowhere: BoolArray = np.zeros(len(problem.spots), dtype=bool)
    company = np.any([nowhere, *(sort.may_go for sort in problem.sorts if not sort.may_use_force)], axis=0)
    allowed, reached = nowhere.copy(), nowhere.copy()
    for sort, map_ in zip(problem.sorts, maps_of(problem), strict=True):
        may = sort.may_go & (company if sort.may_use_force and problem.force_needs_company else True)
        allowed |= may
        reached[map_.spots] |= may[map_.spots] & map_.bears_one_stay
    shut = ["out_of_reach" if may else "no_team_allowed" for may in allowed]
    return [None if can else reason for can, reason in zip(reached, shut, strict=True)]
