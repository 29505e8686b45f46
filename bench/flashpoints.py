"""A plan for 200 places, 30 days and 40 teams: in how long, how good, and whether it keeps its limits."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from time import perf_counter
from typing import Any

from bench.report import Row
from forestall.records.deployment import Demand, Deployment, Stay, Team
from forestall.runs.response.deployments import SECONDS, plan_for
from forestall.vocabulary.load import vocabulary

MOST_SECONDS = 30
KINDS = {"mediators": 0.3, "monitors": 0.2, "unarmed_protection": 0.4, "police": 0.5}


def measure(*, quick: bool) -> Iterator[Row]:
    """One row for the time, one for the plan, one for its limits."""
    demand = fictional_demand(*((20, 10, 6) if quick else (200, 30, 40)))
    began = perf_counter()
    plan = plan_for(demand, "user-bench", 5 if quick else SECONDS)
    took = perf_counter() - began
    yield Row(f"plan, {_size(demand)}", f"{took:.1f} s", f"under {MOST_SECONDS} s", took < MOST_SECONDS)
    found = f"{plan.status}: averts {plan.harm_averted:.1f} of {plan.harm_expected:.1f}"
    yield Row("how good it is", found, f"no plan averts more than {plan.at_most:.1f}: {plan.could_be_better_by:.1%}")
    unknown = [row.limit for row in plan.limits if row.binds is None]
    yield Row("limits of which it doesn't say whether they bind", str(len(unknown)), "0", not unknown)
    wrong = broken_limits(plan)
    yield Row("limits it breaks, counted apart from the solver", str(len(wrong)), "0", not wrong)


def fictional_demand(n_spots: int, days: int, n_teams: int) -> Demand:
    """Places strewn over a country that a team crosses in four days, most with little harm expected, some with much."""
    chance = Random(1)
    spots = [f"Place {number}" for number in range(n_spots)]
    bases = [f"Town {number}" for number in range(6)]
    where = {name: (chance.random(), chance.random()) for name in [*spots, *bases]}
    names = list(where)
    travel = [
        {"between": here, "to": there, "days": int(3 * _far(where[here], where[there]))}
        for number, here in enumerate(names)
        for there in names[number + 1 :]
    ]
    kinds = list(KINDS)
    teams = [
        {
            "name": f"Team {number}",
            "kind": kinds[number % 4],
            "base": bases[number % 6],
            "averts": KINDS[kinds[number % 4]],
            "longest_tour": 12,
            "rest_days": 3,
            "is_vetted": number % 8 != 7,
        }
        for number in range(n_teams)
    ]
    said: dict[str, Any] = {"start": "2026-12-01", "days": days, "harm_unit": "expected deaths of civilians"}
    return Demand.parse(
        said | {"spots": [_spot(name, days, chance) for name in spots], "teams": teams, "travel": travel}
    )


def broken_limits(plan: Deployment) -> list[str]:
    """What a plan breaks of rest, tours, travel, stays, rights and company, looked at day by day."""
    here: dict[tuple[int, str], list[bool]] = {}
    wrong: list[str] = []
    for team in plan.demand.teams:
        stays = sorted((stay for stay in plan.stays if stay.team == team.name), key=lambda stay: stay.first_day)
        wrong += _broken_by(plan.demand, team, stays)
        force = bool(vocabulary("team_kind")[team.kind].extra["may_use_force"])
        for stay in stays:
            for day in range(stay.first_day, stay.last_day + 1):
                here.setdefault((day, stay.spot), []).append(force)
    room = {spot.name: spot.room for spot in plan.demand.spots}
    for (day, name), force_here in here.items():
        n_force = sum(force_here)
        if len(force_here) > room[name] or n_force > plan.demand.force_at_once or n_force == len(force_here):
            wrong.append(f"{name} on day {day}")
    return wrong


def _broken_by(demand: Demand, team: Team, stays: list[Stay]) -> Iterator[str]:
    spots = {spot.name: spot for spot in demand.spots}
    roads = {frozenset((row.between, row.to)): row.days for row in demand.travel}
    force = vocabulary("team_kind")[team.kind].extra["may_use_force"]
    left_on, rested_on, there_until = 0, 0, 0
    before: str | None = None
    for stay in stays:
        spot, home = spots[stay.spot], roads[frozenset((team.base, stay.spot))]
        is_rested = stay.first_day - home > rested_on
        way = 0 if before in (None, stay.spot) else roads[frozenset((before or "", stay.spot))]
        if not is_rested and stay.first_day != there_until + way + 1:
            yield f"{team.name} has no time to reach {stay.spot}"
        left_on = stay.first_day - home if is_rested else left_on
        if team.kind in spot.refused or (force and not team.is_vetted):
            yield f"{team.name} may not be at {stay.spot}"
        if stay.last_day - stay.first_day + 1 < spot.shortest_stay:
            yield f"{team.name} leaves {stay.spot} too soon"
        if stay.last_day + home - left_on + 1 > team.longest_tour:
            yield f"{team.name} is away too long"
        before, there_until, rested_on = stay.spot, stay.last_day, stay.last_day + home + team.rest_days


def _spot(name: str, days: int, chance: Random) -> dict[str, Any]:
    harm = [round(chance.random() ** 3 * max(0.0, chance.gauss(1, 0.5)), 3) for _ in range(days)]
    refused = ["police"] if chance.random() < 1 / 3 else []
    return {"name": name, "harm": harm, "shortest_stay": chance.choice([2, 3, 4]), "refused": refused}


def _far(here: tuple[float, float], there: tuple[float, float]) -> float:
    return float(((here[0] - there[0]) ** 2 + (here[1] - there[1]) ** 2) ** 0.5)


def _size(demand: Demand) -> str:
    return f"{len(demand.spots)} places, {demand.days} days, {len(demand.teams)} teams"
