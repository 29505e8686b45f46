"""Which limits bind a plan and what each costs, and which of them together leave no plan at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from forestall.records.deployment import MOST_DAYS, Conflict, Demand, Limit, Spot, Team
from forestall.respond.flashpoints.crew import CLOSE, Left
from forestall.respond.flashpoints.problem import problem_of
from forestall.respond.flashpoints.solving import Found, replanned, solve
from forestall.vocabulary.load import vocabulary

Named = tuple[str, str | None]
"""A limit and what it is of."""


def limits_of(demand: Demand, found: Found, left: Left) -> tuple[Limit, ...]:
    """Every limit: whether it binds the plan, and what more would be averted were it eased by one, the dearest first.

    Each is eased by itself, as vocabulary/limit_easing.yml says. Where the plan is the best there is, and the best
    one then is found too, the two are compared. Else the plan is made better team by team under the eased limit: no
    plan is overlooked that averts less than that, so it is the least that easing averts, and an estimate.

    Args:
        demand: what was asked.
        found: the plan.
        left: how many seconds are left.
    """
    named = list(limits_in(demand))
    rows = []
    for number, (limit, of) in enumerate(named):
        share = _within(left, left() / (len(named) - number))
        more, basis = _more_averted(demand, eased(demand, limit, of), found, share)
        binds = None if more is None else more > CLOSE * (1 + found.averted)
        rows.append(Limit(limit=limit, of=of, binds=binds, more_averted=more if binds else None, basis=basis))
    return tuple(sorted(rows, key=lambda row: (-(row.more_averted or 0.0), row.binds is False)))


def _more_averted(demand: Demand, easier: Demand, found: Found, left: Left) -> tuple[float | None, str]:
    """What an easier demand would avert beside, None where nobody can say; and from what that is known."""
    if easier == demand:
        return 0.0, "no_easier"
    problem = problem_of(easier)
    if found.is_exact and left() > 0:
        loose = solve(problem, left)
        if loose.is_exact:
            return max(0.0, loose.averted - found.averted), "compared"
    if not found.is_settled:
        return None, "replanned"
    again, is_whole = replanned(problem, found.schedules, left)
    more = max(0.0, again - found.averted)
    return (more if is_whole or more > CLOSE * (1 + found.averted) else None), "replanned"


def conflict_of(demand: Demand, left: Left) -> tuple[Conflict, ...]:
    """Limits that together leave no plan, none of which could be missing from the conflict.

    Empty where a plan that keeps all of them isn't ruled out. Where time runs out on the way, some may be named
    that could be missing.

    Source:
        QuickXplain of Junker (2004), Proceedings of AAAI, 167-172.
    """
    named = sorted(limits_in(demand), key=lambda each: each[0] not in ("need", "teams"))
    if not is_impossible(demand, left):
        return ()
    return tuple(Conflict(limit=limit, of=of) for limit, of in _conflict_in(demand, (), named, left, is_new=False))


def _conflict_in(
    demand: Demand, kept: tuple[Named, ...], among: Sequence[Named], left: Left, *, is_new: bool
) -> list[Named]:
    """Those of some limits that exclude each other and those that are kept.

    Args:
        demand: what was asked.
        kept: limits that stay.
        among: limits that leave no plan together with them.
        left: how many seconds are left.
        is_new: whether any was kept since it was last looked whether those leave a plan.
    """
    if is_new and is_impossible(_with_only(demand, kept), left):
        return []
    if len(among) <= 1:
        return list(among)
    first, second = among[: len(among) // 2], among[len(among) // 2 :]
    of_second = _conflict_in(demand, (*kept, *first), second, left, is_new=True)
    of_first = _conflict_in(demand, (*kept, *of_second), first, left, is_new=bool(of_second))
    return [*of_first, *of_second]


def _with_only(demand: Demand, kept: Collection[Named]) -> Demand:
    for limit, of in limits_in(demand):
        if (limit, of) not in kept:
            demand = lifted(demand, limit, of)
    return demand


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
    """The demand with one limit eased by one, as vocabulary/limit_easing.yml says; the same where it can't be."""
    if limit in ("room", "shortest_stay"):
        spots = tuple(_eased_spot(spot, limit) for spot in demand.spots)
        return demand.model_copy(update={"spots": spots})
    if limit in ("longest_tour", "rest", "availability"):
        teams = tuple(_eased_team(team, limit, demand.days) for team in demand.teams)
        return demand.model_copy(update={"teams": teams})
    found = _EASED.get(limit)
    return found(demand, of) if found else lifted(demand, limit, of)


def _fewer_asked(demand: Demand, of: str | None) -> Demand:
    fewer = [need.model_copy(update={"n_teams": need.n_teams - (need.name == of)}) for need in demand.needs]
    return demand.model_copy(update={"needs": tuple(need for need in fewer if need.n_teams)})


def _faster(demand: Demand, _of: str | None) -> Demand:
    roads = tuple(row.model_copy(update={"days": max(0, row.days - 1)}) for row in demand.travel)
    return demand.model_copy(update={"travel": roads, "travel_otherwise": max(0, demand.travel_otherwise - 1)})


def _with_force(demand: Demand, _of: str | None) -> Demand:
    return demand.model_copy(update={"force_at_once": demand.force_at_once + 1})


def _eased_spot(spot: Spot, limit: str) -> Spot:
    if limit == "room":
        return spot.model_copy(update={"room": spot.room + 1})
    return spot.model_copy(update={"shortest_stay": max(1, spot.shortest_stay - 1)})


def _eased_team(team: Team, limit: str, days: int) -> Team:
    if limit == "longest_tour":
        return team.model_copy(update={"longest_tour": min(MOST_DAYS, team.longest_tour + 1)})
    if limit == "rest":
        return team.model_copy(update={"rest_days": max(0, team.rest_days - 1)})
    last = None if team.last_day is None or team.last_day >= days else team.last_day + 1
    return team.model_copy(update={"first_day": max(1, team.first_day - 1), "last_day": last})


def lifted(demand: Demand, limit: str, of: str | None) -> Demand:
    """The demand without one limit."""
    if limit == "teams":
        return _with_teams(demand, of, _n_enough(demand))
    if limit == "need":
        return demand.model_copy(update={"needs": tuple(need for need in demand.needs if need.name != of)})
    if limit in _DEMAND_LIMITS:
        return demand.model_copy(update=_DEMAND_LIMITS[limit])
    if limit in _SPOT_LIMITS:
        spots = tuple(spot.model_copy(update=_SPOT_LIMITS[limit]) for spot in demand.spots)
        return demand.model_copy(update={"spots": spots})
    teams = tuple(team.model_copy(update=_TEAM_LIMITS[limit]) for team in demand.teams)
    return demand.model_copy(update={"teams": teams})


def _n_enough(demand: Demand) -> int:
    """So many teams of a kind that there is one for each day of presence asked for."""
    return sum(need.n_teams * (need.last_day - need.first_day + 1) for need in demand.needs)


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


_EASED: dict[str, Callable[[Demand, str | None], Demand]] = {
    "teams": lambda demand, of: _with_teams(demand, of, 1),
    "need": _fewer_asked,
    "travel": _faster,
    "force_at_once": _with_force,
}
