"""A plan that sends few teams to many places: what was asked, where they go, what stays uncovered, what limits it.

Not an order: nobody is sent until a named person approves, and nobody then but by whoever leads the team. Risk is
to the people of a place; no plan looks at single persons. What a team averts is an estimate of planners, never a
finding.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from forestall.records.parts.approval import Approval, check_distinct
from forestall.records.parts.harm_check import HarmCheck
from forestall.records.record import Record
from forestall.records.values.day import Day
from forestall.records.values.place import CoarsePlace
from forestall.records.values.probability import Probability
from forestall.records.values.reference import AlertId, DecisionId, OrganisationId, UserId
from forestall.records.values.strict import Amount, Flag, Natural, Ordinal, Real
from forestall.records.values.term import TermOf
from forestall.records.values.text import Line

MOST_DAYS, MOST_PLACES, MOST_TEAMS = 90, 400, 200
NO_PLAN = ("infeasible", "undecided", "waiting")
"""What stands as the status where there is no plan: none can be, none was found, none yet."""
TeamKind = Annotated[str, TermOf("team_kind")]
PlanDay = Annotated[int, Field(strict=True, ge=1, le=MOST_DAYS)]
"""A day of the plan, counted from 1."""


class Spot(Record):
    """A place where violence may flare up."""

    name: Line
    """What planners call it."""
    place: CoarsePlace | None = None
    """Where, no finer than the first-level unit."""
    harm: Annotated[tuple[Amount, ...], Field(min_length=1, max_length=MOST_DAYS)]
    """Expected harm to its people with nobody there: one number for every day, or one for each day."""
    most_averted: Probability = 1.0
    """The share of it that teams together can avert."""
    room: Ordinal = 2
    """How many teams it bears at once."""
    refused: frozenset[TeamKind] = frozenset()
    """Kinds of teams that its people, its owners or the law won't have there."""
    shortest_stay: PlanDay = 1
    """For how many days a team that comes must stay: to leave sooner puts those who met it at risk."""


class Team(Record):
    """Some people who go together."""

    name: Line
    """What planners call it."""
    kind: TeamKind
    """What it does."""
    organisation: OrganisationId | None = None
    """Who leads it."""
    base: Line
    """Where its tours begin and end: the name of a place or of any town in the table of travel."""
    first_day: PlanDay = 1
    """The first day on which it can be away."""
    last_day: PlanDay | None = None
    """The last one; empty when it has none."""
    longest_tour: PlanDay = 14
    """Days in a row it may be away, travel among them."""
    rest_days: Natural = 2
    """Days of rest after each tour."""
    averts: Probability
    """The share of a day's expected harm that its presence averts, as planners estimate."""
    is_vetted: Flag = False
    """Whether it was looked into and found without a link to a suspected actor; asked of teams that may use force."""


class Travel(Record):
    """How many whole days are lost between two places, either way."""

    between: Line
    """One."""
    to: Line
    """The other."""
    days: Natural
    """Days on the road; 0 for somewhere reached overnight."""


class Need(Record):
    """Presence that must be there: with it unmet there is no plan."""

    name: Line
    """What planners call it."""
    spot: Line
    """Where."""
    kinds: frozenset[TeamKind] = frozenset()
    """Kinds of teams that count; any where empty."""
    n_teams: Ordinal = 1
    """How many at least."""
    first_day: PlanDay = 1
    """From this day."""
    last_day: PlanDay
    """Through this one."""


class Demand(Record):
    """All that a plan must look at."""

    start: Day
    """The plan's first day."""
    days: PlanDay
    """How many days it has."""
    harm_unit: Line
    """In what harm is counted, such as: expected deaths of civilians."""
    spots: Annotated[tuple[Spot, ...], Field(min_length=1, max_length=MOST_PLACES)]
    """The places."""
    teams: Annotated[tuple[Team, ...], Field(min_length=1, max_length=MOST_TEAMS)]
    """The teams."""
    travel: tuple[Travel, ...] = ()
    """The table of travel."""
    travel_otherwise: Natural = 1
    """Days between two places that stand in no row of it."""
    needs: tuple[Need, ...] = ()
    """Presence that must be there."""
    force_at_once: Natural = 1
    """How many teams that may use force one place bears at once."""
    force_needs_company: Flag = True
    """Whether they go only where a team that may not use force is present the same day."""

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        for rows in (self.spots, self.teams, self.needs):
            if len({row.name for row in rows}) != len(rows):
                raise ValueError("each place, each team and each need once")
        known = {spot.name for spot in self.spots}
        if any(need.spot not in known for need in self.needs):
            raise ValueError("needs at places of the plan")
        if any(need.last_day < need.first_day or need.last_day > self.days for need in self.needs):
            raise ValueError("needs within the days of the plan")
        if any(len(spot.harm) not in (1, self.days) for spot in self.spots):
            raise ValueError("one expected harm, or one for each day")
        return self


class Stay(Record):
    """Days on which a team is at a place."""

    team: Line
    """Which team."""
    spot: Line
    """Where."""
    first_day: PlanDay
    """From this day."""
    last_day: PlanDay
    """Through this one."""


class Uncovered(Record):
    """A place on days when nobody is there."""

    spot: Line
    """Which."""
    n_days: Ordinal
    """How many days."""
    harm: Amount
    """Harm expected on them."""
    because: Annotated[str, TermOf("uncovered_reason")]
    """Why nobody is."""


class Limit(Record):
    """What one limit costs."""

    limit: Annotated[str, TermOf("deployment_limit")]
    """Which limit."""
    of: Line | None = None
    """The kind of team or the place it is about; empty for all."""
    binds: Flag | None = None
    """Whether the plan would avert more were it eased by one; empty where nobody could tell in time."""
    more_averted: Real | None = None
    """What would be averted beside, were it eased by one as vocabulary/limit_easing.yml says; empty where it doesn't
    bind or nobody could tell."""
    basis: Annotated[str, TermOf("limit_basis")] | None = None
    """From what that is known."""


class Conflict(Record):
    """One of the limits that together leave no plan: with any of them away, there is one."""

    limit: Annotated[str, TermOf("deployment_limit")]
    """Which limit."""
    of: Line | None = None
    """The need or the place it is about; empty for all."""


class Deployment(Record):
    """A plan, as proposed or approved."""

    demand: Demand
    """What was asked."""
    alert: AlertId | None = None
    """The alert it answers."""
    decision: DecisionId | None = None
    """The decision it carries out."""
    status: Annotated[str, TermOf("plan_status")]
    """What is known of the plan: the best there is, a good one, or none."""
    stays: tuple[Stay, ...] = ()
    """Who is where, and when."""
    harm_expected: Amount
    """With nobody anywhere."""
    harm_averted: Amount
    """By the plan, as planners estimate."""
    at_most: Amount
    """No plan within these limits averts more."""
    uncovered: tuple[Uncovered, ...] = ()
    """Where and why nobody is."""
    limits: tuple[Limit, ...] = ()
    """Each limit and whether it binds the plan, what costs most first."""
    conflict: tuple[Conflict, ...] = ()
    """Where there is no plan: the limits that exclude each other."""
    drafted_by: UserId
    """Who proposed it, by pseudonym."""
    harm_check: HarmCheck | None = None
    """Who could be hurt by it; required once approved."""
    approvals: tuple[Approval, ...] = ()
    """Who stands behind it: somebody other than who proposed it."""

    @property
    def could_be_better_by(self) -> float | None:
        """By what share of what it averts a plan could avert more at most; None where it averts nothing."""
        return max(0.0, self.at_most / self.harm_averted - 1) if self.harm_averted else None

    @model_validator(mode="after")
    def _check_people(self) -> Self:
        check_distinct(self.approvals)
        if self.approvals and all(approval.by == self.drafted_by for approval in self.approvals):
            raise ValueError("approval by somebody other than who proposed it")
        if self.approvals and (self.harm_check is None or not self.harm_check.acceptable):
            raise ValueError("a harm check that finds it acceptable, before anybody approves")
        return self

    @model_validator(mode="after")
    def _check_plan(self) -> Self:
        if (self.status == "infeasible") != bool(self.conflict):
            raise ValueError("conflicting limits where there is no plan, and only there")
        if self.status in NO_PLAN and (self.stays or self.approvals):
            raise ValueError("nobody sent and nobody's approval where there is no plan")
        return self
