"""A demand as arrays: P places, D days, K sorts of teams that no rule tells apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from forestall.errors import InvalidField
from forestall.records.deployment import Demand, Need, Spot, Team
from forestall.vocabulary.load import vocabulary

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sort:
    """Teams alike in all that the plan looks at; days are counted from 0."""

    kind: str
    """An id of vocabulary/team_kind.yml."""
    names: tuple[str, ...]
    """The teams."""
    may_use_force: bool
    """Whether the rules for force hold for them."""
    is_vetted: bool
    """Whether they were."""
    averts: float
    """The share of a day's harm that one averts."""
    base: str
    """Where their tours begin and end."""
    first_day: int
    """The first day they can be away."""
    last_day: int | None
    """The last one; None where there is none."""
    longest_tour: int
    """Days in a row away."""
    rest_days: int
    """Days of rest after a tour."""
    from_base: IntArray
    """Days on the road between base and each place, shape (P,)."""
    may_go: BoolArray
    """Whether a team of the sort may be at each place, shape (P,)."""

    @property
    def n(self) -> int:
        """How many teams."""
        return len(self.names)


@dataclass(frozen=True, slots=True)
class Problem:
    """What a solver needs to know."""

    harm: FloatArray
    """Expected harm with nobody there, shape (D, P)."""
    most_averted: FloatArray
    """The share that can be averted, shape (P,)."""
    room: IntArray
    """Teams at once, shape (P,)."""
    shortest_stay: IntArray
    """Days a stay lasts at least, shape (P,)."""
    travel: IntArray
    """Days on the road between two places, shape (P, P)."""
    sorts: tuple[Sort, ...]
    """The teams."""
    needs: tuple[Need, ...]
    """Presence that must be there."""
    spots: tuple[str, ...]
    """Names of the places."""
    force_at_once: int
    """Teams that may use force at one place at once."""
    force_needs_company: bool
    """Whether they need others beside them."""

    @property
    def days(self) -> int:
        """D."""
        return int(self.harm.shape[0])

    def without_harm(self) -> Problem:
        """The same with nothing to gain: for asking whether there is a plan at all."""
        return replace(self, harm=np.zeros_like(self.harm))


def problem_of(demand: Demand) -> Problem:
    """The arrays of a demand.

    Raises:
        InvalidField: two rows of the table of travel contradict each other.
    """
    days, spots = demand.days, demand.spots
    harm = np.array([spot.harm if len(spot.harm) > 1 else spot.harm * days for spot in spots], dtype=float).T
    names = [spot.name for spot in spots]
    number, roads = _roads(demand)
    return Problem(
        harm=harm.reshape(days, len(spots)),
        most_averted=np.array([spot.most_averted for spot in spots]),
        room=np.array([spot.room for spot in spots]),
        shortest_stay=np.array([spot.shortest_stay for spot in spots]),
        travel=roads[: len(spots), : len(spots)],
        sorts=_sorts(demand, {team.base: roads[number[team.base], : len(spots)] for team in demand.teams}),
        needs=demand.needs,
        spots=tuple(names),
        force_at_once=demand.force_at_once,
        force_needs_company=demand.force_needs_company,
    )


def _roads(demand: Demand) -> tuple[dict[str, int], IntArray]:
    """The number of each place and town, places first, and the days between each two, shape (N, N)."""
    names = [*(spot.name for spot in demand.spots), *(team.base for team in demand.teams)]
    names += [name for row in demand.travel for name in (row.between, row.to)]
    number = {name: place for place, name in enumerate(dict.fromkeys(names))}
    found = np.full((len(number), len(number)), demand.travel_otherwise)
    np.fill_diagonal(found, 0)
    said: dict[tuple[int, int], int] = {}
    for row in demand.travel:
        here, there = sorted((number[row.between], number[row.to]))
        if said.setdefault((here, there), row.days) != row.days:
            raise InvalidField(
                expected="one number of days between two places, either way",
                found=f"{said[here, there]} and {row.days}",
                where="Demand.travel",
                remedy="Leave the longer one.",
            )
        if here != there:
            found[here, there] = found[there, here] = row.days
    return number, found


def _sorts(demand: Demand, from_base: dict[str, IntArray]) -> tuple[Sort, ...]:
    alike: dict[tuple[object, ...], list[Team]] = {}
    for team in demand.teams:
        key = team.model_dump(exclude={"name", "organisation"})
        alike.setdefault(tuple(key.items()), []).append(team)
    return tuple(_sort(teams, demand, from_base[teams[0].base]) for teams in alike.values())


def _sort(teams: list[Team], demand: Demand, from_base: IntArray) -> Sort:
    team = teams[0]
    force = bool(vocabulary("team_kind")[team.kind].extra["may_use_force"])
    return Sort(
        kind=team.kind,
        names=tuple(each.name for each in teams),
        may_use_force=force,
        is_vetted=team.is_vetted,
        averts=team.averts,
        base=team.base,
        first_day=team.first_day - 1,
        last_day=None if team.last_day is None else team.last_day - 1,
        longest_tour=team.longest_tour,
        rest_days=team.rest_days,
        from_base=from_base,
        may_go=np.array([_may_go(team, spot, force) for spot in demand.spots]),
    )


def _may_go(team: Team, spot: Spot, force: bool) -> bool:
    return team.kind not in spot.refused and (team.is_vetted or not force)
