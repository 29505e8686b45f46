"""Every plan of a tiny demand, tried one by one, by rules written apart from the solver's."""

from collections.abc import Iterator
from functools import cache
from itertools import product

from forestall.records.deployment import Demand, Team
from forestall.vocabulary.load import vocabulary

Days = tuple[int, ...]
"""For each day the number of a place, or -1 for away from every place."""


def road(demand: Demand, here: str, there: str) -> int:
    if here == there:
        return 0
    found = [row.days for row in demand.travel if {row.between, row.to} == {here, there}]
    return found[0] if found else demand.travel_otherwise


def schedules(demand: Demand, team: Team) -> set[Days]:
    """All that one team can do: a walk day by day over where it is, when it left and how long it has stayed."""
    names = [spot.name for spot in demand.spots]
    force = vocabulary("team_kind")[team.kind].extra["may_use_force"]
    may = [team.kind not in spot.refused and (team.is_vetted or not force) for spot in demand.spots]
    last_away = team.last_day or 10_000

    @cache
    def at_base(day: int) -> frozenset[Days]:
        if day > demand.days:
            return frozenset({()})
        found = {(-1, *rest) for rest in at_base(day + 1)}
        if day >= team.first_day:
            for place, name in enumerate(names):
                way = road(demand, team.base, name)
                found |= {(-1,) * min(way, demand.days - day + 1) + rest for rest in stay(day + way, place, day, 0)}
        return frozenset(found)

    @cache
    def stay(day: int, place: int, left_on: int, n_stayed: int) -> frozenset[Days]:
        """The days from this one on, at a place to begin or go on with, in a tour begun on a day."""
        if day > demand.days or not may[place] or day - left_on + 1 > team.longest_tour or day > last_away:
            return frozenset()
        found: set[Days] = {(place, *rest) for rest in stay(day + 1, place, left_on, n_stayed + 1)}
        if n_stayed + 1 >= demand.spots[place].shortest_stay:
            home = day + road(demand, team.base, names[place])
            if home - left_on + 1 <= team.longest_tour and home <= last_away:
                gone = home - day + team.rest_days
                found |= {(place, *((-1,) * gone)[: demand.days - day], *rest) for rest in at_base(day + 1 + gone)}
            for other, name in enumerate(names):
                if other != place:
                    way = road(demand, names[place], name)
                    onward = stay(day + 1 + way, other, left_on, 0)
                    found |= {(place, *(-1,) * way, *rest) for rest in onward}
        return frozenset(found)

    return set(at_base(1))


def averted(demand: Demand, plan: tuple[Days, ...]) -> float | None:
    """What a plan averts; None where it breaks a rule that several teams share."""
    kinds = vocabulary("team_kind")
    total = 0.0
    for day, (place, spot) in product(range(demand.days), enumerate(demand.spots)):
        here = [team for team, days in zip(demand.teams, plan, strict=True) if days[day] == place]
        force = [team for team in here if kinds[team.kind].extra["may_use_force"]]
        if len(here) > spot.room or len(force) > demand.force_at_once:
            return None
        if demand.force_needs_company and force and len(force) == len(here):
            return None
        for need in demand.needs:
            counted = [team for team in here if not need.kinds or team.kind in need.kinds]
            if need.spot == spot.name and need.first_day <= day + 1 <= need.last_day and len(counted) < need.n_teams:
                return None
        harm = spot.harm[day] if len(spot.harm) > 1 else spot.harm[0]
        total += harm * min(spot.most_averted, sum(team.averts for team in here))
    return total


def best(demand: Demand) -> float | None:
    """The most that any plan averts; None where there is none."""
    found = [value for value in (averted(demand, plan) for plan in all_plans(demand)) if value is not None]
    return max(found, default=None)


def all_plans(demand: Demand) -> Iterator[tuple[Days, ...]]:
    """Every way to give each team a schedule."""
    return product(*(sorted(schedules(demand, team)) for team in demand.teams))
