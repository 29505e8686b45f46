"""What an explanation holds: plain data, for whoever shows it.

Everything here is about the model, not the world: what moved its estimate, not what causes killing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Form = Literal["unknown", "yes", "no", "count", "percent", "times", "number"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as a reader knows it, its scale undone; put into words and digits by whoever shows it."""

    form: Form
    number: float = 0.0
    """Rounded to what matters; a percent as a share. No meaning where the form is unknown, yes or no."""


@dataclass(frozen=True, slots=True)
class Driver:
    """What moved an estimate away from that of a usual country in the same state."""

    topic: str
    """Id of what columns are summed by, such as `armed_conflict`."""
    name: str
    """The topic in English words."""
    label: str
    """What stands out in it, such as `battle deaths in the year`; empty where nothing has a label."""
    value: Shown | None
    """How much; none where nothing has a label."""
    effect: float
    """In log odds: positive raises the estimate."""


@dataclass(frozen=True, slots=True)
class Analogue:
    """A similar country-year of the past and what followed it."""

    country: str
    """Key of the country then."""
    year: int
    distance: float
    """Mean difference in rank over all topics, in [0, 1]."""
    began: tuple[int, ...]
    """Years of the two after in which a new mass killing began."""
    under_way: bool
    """Whether one was under way."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One input moved as far as is usual among countries, all others held."""

    topic: str
    name: str
    """The input in English words."""
    now: Shown
    then: Shown
    probability: float


@dataclass(frozen=True, slots=True)
class Change:
    """The same model on the inputs of an earlier year, and what drove the difference."""

    before: int
    """The earlier year."""
    probability_before: float
    drivers: tuple[Driver, ...]
    """They add up to the change in log odds."""


@dataclass(frozen=True, slots=True)
class Comparable:
    """How often the target followed for countries in the same state, as known at the origin."""

    state: str
    share: float
    n: int
    n_events: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """All of it, for one country at one origin."""

    country: str
    unit: int
    origin: int
    probability: float
    usual: float
    """The estimate of the reference profile: from there the drivers add up to the log odds."""
    comparable: Comparable
    drivers: tuple[Driver, ...]
    analogues: tuple[Analogue, ...]
    what_ifs: tuple[WhatIf, ...]
    change: Change | None
