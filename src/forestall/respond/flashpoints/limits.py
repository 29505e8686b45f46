"""Which limits bind a plan and what each costs, and which of them together leave no plan at all."""

from __future__ import annotations

from collections.abc import Iterator

from forestall.records.deployment import MOST_DAYS, Conflict, Demand, Limit
from forestall.respond.flashpoints.problem import problem_of
from forestall.respond.flashpoints.solving import CLOSE, Found, Left, solve
from forestall.vocabulary.load import vocabulary

Named = tuple[str, str | None]
"""A limit and what it is of."""


def limits_of(demand: Demand, found: Found, left: Left) -> tuple[Limit, ...]:
    """The limits without which more would be averted, the dearest first.

    Each is lifted by itself, or eased by one team, and the plan made anew. Where the best plan isn't known or time
    runs out, the solver's shadow price stands for it where it has one, and else what it costs is left open.

    Args:
        demand: what was asked.
        found: the plan.
        left: how many seconds are left.
    """
    rows = []
    named = list(limits_in(demand))
    for number, (limit, of) in enumerate(named):
        share = left() / (len(named) - number)
        if not found.is_exact or share <= 0:
            rows.append(Limit(limit=limit, of=of, more_averted=found.prices.get((limit, of))))
            continue
        loose = solve(problem_of(eased(demand, limit, of)), _within(left, share))
        more = loose.averted - found.averted
        if not loose.is_exact:
            rows.append(Limit(limit=limit, of=of, more_averted=found.prices.get((limit, of))))
        elif more > CLOSE * (1 + found.averted):
            rows.append(Limit(limit=limit, of=of, more_averted=more))
    return tuple(sorted(rows, key=lambda row: -(row.more_averted or 0.0)))


def conflict_of(demand: Demand, left: Left) -> tuple[Conflict, ...]:
    """Limits that together leave no plan, none of which could be missing from the conflict.

    Empty where a plan that keeps all of them isn't ruled out.

    Source:
        The deletion filter of Chinneck and Dravnieks (1991), ORSA Journal on Computing 3(2), 157-168.
    """
    if not is_impossible(demand, left):
        return ()
    kept: list[Named] = []
    now = demand
    for limit, of in sorted(limits_in(demand), key=lambda named: named[0] != "need"):
        without = lifted(now, limit, of)
        if is_impossible(without, left):
            now = without
        else:
            kept.append((limit, of))
    return tuple(Conflict(limit=limit, of=of) for limit, of in kept)


def is_impossible(demand: Demand, left: Left) -> bool:
    """Whether it was shown that no plan meets the needs within the limits."""
    return bool(demand.needs) and solve(problem_of(demand).without_harm(), left).is_infeasible


def limits_in(demand: Demand) -> Iterator[Named]:
    """The limits that a demand has."""
    kinds = vocabulary("team_kind")
    yield from (("need", need.name) for need in demand.needs)
    yield from (("teams", kind) for kind in dict.fromkeys(team.kind for team in demand.teams))
    yield from ((limit, None) for limit in ("room", "travel", "longest_tour", "rest", "availability", "shortest_stay"))
    if any(spot.refused for spot in demand.spots):
        yield "refusal", None
    force = [team for team in demand.teams if kinds[team.kind].extra["may_use_force"]]
    if any(not team.is_vetted for team in force):
        yield "vetting", None
    if force:
        yield "force_at_once", None
        if demand.force_needs_company:
            yield "company", None


def eased(demand: Demand, limit: str, of: str | None) -> Demand:
    """The demand with one limit eased: one team more of a kind, or the limit away."""
    return _with_teams(demand, of, 1) if limit == "teams" else lifted(demand, limit, of)


def lifted(demand: Demand, limit: str, of: str | None) -> Demand:
    """The demand without one limit."""
    if limit == "teams":
        return _with_teams(demand, of, max(need.n_teams for need in demand.needs) * len(demand.spots))
    if limit == "need":
        return demand.model_copy(update={"needs": tuple(need for need in demand.needs if need.name != of)})
    if limit in _DEMAND_LIMITS:
        return demand.model_copy(update=_DEMAND_LIMITS[limit])
    if limit in _SPOT_LIMITS:
        spots = tuple(spot.model_copy(update=_SPOT_LIMITS[limit]) for spot in demand.spots)
        return demand.model_copy(update={"spots": spots})
    teams = tuple(team.model_copy(update=_TEAM_LIMITS[limit]) for team in demand.teams)
    return demand.model_copy(update={"teams": teams})


def _within(left: Left, share: float) -> Left:
    """A share of the seconds left, as what is left of it."""
    until = left() - share
    return lambda: left() - until


_PLENTY = 1_000
_DEMAND_LIMITS: dict[str, dict[str, object]] = {
    "travel": {"travel": (), "travel_otherwise": 0},
    "force_at_once": {"force_at_once": _PLENTY},
    "company": {"force_needs_company": False},
}
_SPOT_LIMITS: dict[str, dict[str, object]] = {
    "room": {"room": _PLENTY},
    "shortest_stay": {"shortest_stay": 1},
    "refusal": {"refused": frozenset()},
}
_TEAM_LIMITS: dict[str, dict[str, object]] = {
    "longest_tour": {"longest_tour": MOST_DAYS},
    "rest": {"rest_days": 0},
    "availability": {"first_day": 1, "last_day": None},
    "vetting": {"is_vetted": True},
}


def _with_teams(demand: Demand, kind: str | None, n: int) -> Demand:
    """The demand with so many more of each sort of teams of a kind, the first of which tells what they are like."""
    like = next(team for team in demand.teams if team.kind == kind)
    more = tuple(like.model_copy(update={"name": f"{like.name} +{number + 1}"}) for number in range(n))
    return demand.model_copy(update={"teams": (*demand.teams, *more)})
