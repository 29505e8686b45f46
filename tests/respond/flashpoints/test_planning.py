"""Plans: the best there is where all can be tried, the limits that bind, the conflict where there is none."""

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import plans
from forestall.records.deployment import Demand, Deployment
from forestall.respond.flashpoints.limits import conflict_of, eased, is_impossible, lifted, limits_in, limits_of
from forestall.respond.flashpoints.planning import propose
from forestall.respond.flashpoints.problem import problem_of
from forestall.respond.flashpoints.solving import replanned, solve

KINDS = ["mediators", "monitors", "police"]


def proposed(demand: Demand, seconds: float = 60) -> Deployment:
    """A plan made with time enough."""
    return propose(demand, "user-p", lambda: seconds)


def spot(name: str, *harm: float, **parts: Any) -> dict[str, Any]:
    return {"name": name, "harm": list(harm), **parts}


def team(name: str, kind: str = "monitors", base: str = "Town", averts: float = 0.5, **parts: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, "base": base, "averts": averts, **parts}


def asked(spots: list[Any], teams: list[Any], days: int = 4, **parts: Any) -> Demand:
    said = {"start": "2026-12-01", "days": days, "harm_unit": "expected deaths", "travel_otherwise": 0}
    return Demand.parse({**said, "spots": spots, "teams": teams, **parts})


@st.composite
def demands(draw: st.DrawFn) -> Demand:
    """Small enough to try every plan of."""
    days, n_spots, n_teams = draw(st.integers(2, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 2))
    names = [f"Place {number}" for number in range(n_spots)]
    harm = st.sampled_from([0.0, 0.5, 1.0, 2.0, 7.0])
    spots = [
        spot(
            name,
            *draw(st.lists(harm, min_size=days, max_size=days)),
            room=draw(st.integers(1, 2)),
            most_averted=draw(st.sampled_from([0.6, 1.0])),
            shortest_stay=draw(st.integers(1, 2)),
            refused=draw(st.lists(st.sampled_from(KINDS), max_size=1)),
        )
        for name in names
    ]
    teams = [
        team(
            f"Team {number}",
            draw(st.sampled_from(KINDS)),
            draw(st.sampled_from([*names, "Town"])),
            draw(st.sampled_from([0.25, 0.5, 0.8])),
            first_day=draw(st.integers(1, 2)),
            last_day=draw(st.sampled_from([None, 2, 3])),
            longest_tour=draw(st.integers(1, 5)),
            rest_days=draw(st.integers(0, 2)),
            is_vetted=draw(st.booleans()),
        )
        for number in range(n_teams)
    ]
    ends = st.lists(st.sampled_from([*names, "Town"]), min_size=2, max_size=2, unique=True)
    travel = [{"between": a, "to": b, "days": draw(st.integers(0, 2))} for a, b in draw(st.lists(ends, max_size=2))]
    assume(len({frozenset((row["between"], row["to"])) for row in travel}) == len(travel))
    needs = [
        {"name": "Need", "spot": names[0], "first_day": day, "last_day": day, "n_teams": draw(st.integers(1, 2))}
        for day in draw(st.lists(st.integers(1, days), max_size=1))
    ]
    more = {"travel": travel, "travel_otherwise": draw(st.integers(0, 1)), "needs": needs}
    return asked(spots, teams, days, force_needs_company=draw(st.booleans()), **more)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(demands())
def test_a_plan_is_the_best_of_all_that_can_be_tried_and_none_where_none_keeps_the_limits(demand: Demand) -> None:
    plan, best = proposed(demand), plans.best(demand)
    if best is None:
        assert plan.status == "infeasible"
    else:
        assert plan.status == "optimal"
        assert plan.harm_averted == pytest.approx(best)
        assert plan.at_most == pytest.approx(best)
        assert plans.averted(demand, as_days(demand, plan)) == pytest.approx(best)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(demands())
def test_a_conflict_stands_by_itself_and_falls_with_any_of_its_limits(demand: Demand) -> None:
    assume(demand.needs and plans.best(demand) is None)
    conflict = [(row.limit, row.of) for row in conflict_of(demand, lambda: 60)]
    alone = demand
    for limit, of in set(limits_in(demand)) - set(conflict):
        alone = lifted(alone, limit, of)
    assert is_impossible(alone, lambda: 60)
    for limit, of in conflict:
        assert not is_impossible(lifted(alone, limit, of), lambda: 60)


def test_a_demand_that_cannot_be_met_names_the_limits_that_exclude_each_other() -> None:
    need = {"name": "Market days", "spot": "Market", "first_day": 1, "last_day": 4}
    plan = proposed(asked([spot("Market", 1.0)], [team("Watch", longest_tour=3)], needs=[need]))
    assert plan.status == "infeasible"
    assert not plan.stays
    assert {(row.limit, row.of) for row in plan.conflict} == {
        ("need", "Market days"),
        ("teams", "monitors"),
        ("longest_tour", None),
        ("rest", None),
    }


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(demands())
def test_every_limit_says_whether_it_binds_and_what_one_more_of_it_averts_as_counted_plan_by_plan(
    demand: Demand,
) -> None:
    best = plans.best(demand)
    assume(best is not None)
    rows = proposed(demand).limits
    assert [(row.limit, row.of) for row in rows if row.binds is None] == []
    assert {(row.limit, row.of) for row in rows} == set(limits_in(demand))
    for row in rows:
        more = (plans.best(eased(demand, row.limit, row.of)) or 0.0) - (best or 0.0)
        assert row.binds == (more > 1e-4)
        assert (row.more_averted or 0.0) == pytest.approx(more, abs=1e-4)


def test_what_one_more_team_or_a_day_more_would_avert_stands_beside_the_plan() -> None:
    plan = proposed(
        asked([spot("Market", 2.0), spot("Well", 1.0)], [team("Watch", rest_days=2, longest_tour=3)], days=4)
    )
    assert plan.harm_averted == pytest.approx(3.0)
    assert binding(plan) == {"longest_tour": pytest.approx(1.0), "teams": pytest.approx(3.0)}
    assert {row.limit: row.basis for row in plan.limits if row.limit in ("rest", "travel")} == {
        "rest": "compared",
        "travel": "no_easier",
    }


def test_the_plan_of_a_fortnight_is_shown_to_be_best_and_every_limit_has_its_price() -> None:
    spots = [
        spot("Market", 0.4, shortest_stay=3, refused=["police"]),
        spot("River bank", 0.2),
    ]
    travel = [{"between": "Town", "to": "Market", "days": 1}]
    plan = proposed(asked(spots, [team("Elders", "mediators", averts=0.3)], 14, travel=travel, travel_otherwise=1))
    assert plan.status == "optimal"
    assert plan.harm_averted == pytest.approx(12 * 0.4 * 0.3)
    assert binding(plan) == {
        "teams": pytest.approx(1.44),
        "travel": pytest.approx(0.24),
        "longest_tour": pytest.approx(0.12),
    }


def test_every_uncovered_place_says_why() -> None:
    spots = [
        spot("Market", 5.0),
        spot("Well", 1.0),
        spot("School", 4.0, refused=["monitors"]),
        spot("Ford", 9.0, shortest_stay=2),
        spot("Hill", 0.0),
    ]
    travel = [{"between": "Town", "to": "Market", "days": 0}]
    plan = proposed(asked(spots, [team("Watch", longest_tour=7)], travel=travel, travel_otherwise=3, days=6))
    reasons = {row.spot: row.because for row in plan.uncovered}
    assert reasons == {
        "Well": "more_elsewhere",
        "School": "no_team_allowed",
        "Ford": "out_of_reach",
        "Hill": "no_harm_expected",
    }


def test_a_team_that_may_use_force_goes_vetted_and_never_alone() -> None:
    spots, force = [spot("Market", 5.0)], team("Patrol", "police", is_vetted=True)
    assert not proposed(asked(spots, [force])).stays
    assert len(proposed(asked(spots, [force, team("Watch", averts=0.1)])).stays) == 2
    unvetted = [{**force, "is_vetted": False}, team("Watch", averts=0.1)]
    assert {stay.team for stay in proposed(asked(spots, unvetted)).stays} == {"Watch"}


def test_of_a_plan_cut_short_every_limit_is_estimated_by_planning_again_from_it() -> None:
    demand, seconds = wide_demand(), count(40, -1)
    found = solve(problem_of(demand), lambda: max(0, next(seconds)))
    assert not found.is_exact
    assert 0 < found.averted < found.at_most
    rows = limits_of(demand, found, lambda: 60)
    assert {(row.limit, row.of) for row in rows} == set(limits_in(demand))
    assert [row.limit for row in rows if row.binds is None] == []
    assert {row.basis for row in rows} == {"replanned", "no_easier"}
    assert next(row for row in rows if row.limit == "teams").more_averted


def test_the_estimate_of_what_a_limit_costs_is_never_more_than_it_does_cost() -> None:
    demand = asked([spot("Market", 3.0, 1.0, 2.0), spot("Well", 1.0, 2.0, 0.5)], [team("Watch"), team("Elders")], 3)
    best = proposed(demand)
    schedules = [(name, stays_of(best, name)) for name in ("Watch", "Elders")]
    for limit, of in limits_in(demand):
        easier = eased(demand, limit, of)
        estimate, is_whole = replanned(problem_of(easier), schedules, lambda: 60)
        assert is_whole
        assert best.harm_averted - 1e-6 <= estimate <= proposed(easier).harm_averted + 1e-6


def test_a_plan_without_time_to_look_at_limits_says_that_nobody_knows() -> None:
    seconds = count(20, -1)
    plan = propose(wide_demand(), "user-p", lambda: next(seconds))
    assert {row.binds for row in plan.limits if row.basis == "replanned"} == {None}


def wide_demand() -> Demand:
    """More places than are looked at at once, and more to choose from than can be told apart at a glance."""
    spots = [
        spot(f"Place {place}", *[(day * 7919 + place * 10007) % 97 / 10 for day in range(12)], shortest_stay=2, room=1)
        for place in range(60)
    ]
    towns = [*(f"Place {place}" for place in range(60)), "Town"]
    travel = [
        {"between": here, "to": there, "days": (number * 31 + other * 17) % 3}
        for number, here in enumerate(towns)
        for other, there in enumerate(towns[:number])
    ]
    teams = [team(f"Team {n}", averts=0.3 + n / 30, longest_tour=6 + n % 2, base=towns[n * 5]) for n in range(9)]
    return asked(spots, teams, days=12, travel=travel)


def binding(plan: Deployment) -> dict[str, float]:
    """What each limit that binds costs."""
    return {row.limit: row.more_averted or 0.0 for row in plan.limits if row.binds}


def stays_of(plan: Deployment, name: str) -> tuple[tuple[int, int, int], ...]:
    """The schedule of a team, as the solver writes it."""
    spots = [each.name for each in plan.demand.spots]
    rows = [stay for stay in plan.stays if stay.team == name]
    return tuple((spots.index(stay.spot), stay.first_day - 1, stay.last_day - 1) for stay in rows)


def as_days(demand: Demand, plan: Deployment) -> tuple[plans.Days, ...]:
    """A plan in the form in which plans are tried."""
    names = [place.name for place in demand.spots]
    days = {each.name: [-1] * demand.days for each in demand.teams}
    for stay in plan.stays:
        for day in range(stay.first_day - 1, stay.last_day):
            days[stay.team][day] = names.index(stay.spot)
    given = tuple(tuple(days[each.name]) for each in demand.teams)
    assert all(each in plans.schedules(demand, who) for each, who in zip(given, demand.teams, strict=True))
    return given
