"""What an outlook says, before any page: every renderer (page, JSON, CSV, brief) reads these and nothing else.

A probability here always stands with its interval, its base rate and its period. A country about which
a source says nothing is in `unknown` with the reason; it is never drawn or listed as calm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from forestall.foresee.backtest.track_record import TrackRecord

KillingState = Literal["ongoing", "past", "never"]
"""Whether a mass killing is under way at the reference date, ended before it, or was never recorded."""

FreshnessState = Literal["present", "stale", "absent", "unknown"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """One probability of one target over one horizon, with its interval and its base rate.

    `low` and `high` bound 80 in 100 of the ensemble's members and resamples; they tell how far the
    method disagrees with itself, not how wrong the world may prove it.
    """

    target: str
    horizon: str
    threshold: int | None
    probability: float
    low: float
    high: float
    base_rate: float
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class Driver:
    """What moved a forecast from the base rate: about the model, not the world.

    `effect` is in log odds: positive raises the estimate.
    """

    name: str
    value: str
    effect: float


@dataclass(frozen=True, slots=True)
class Analogue:
    """A similar country-year of the past and what followed it."""

    iso3: str
    year: int
    distance: float
    followed_by: str


@dataclass(frozen=True, slots=True)
class Change:
    """The estimate at the issue before this one, and what drove the difference."""

    before_on: date
    probability_before: float
    drivers: tuple[Driver, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would change the estimate: one input moved, all others held."""

    name: str
    now: str
    then: str
    probability: float


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """One year of a country's record; None where nothing is known, which is not zero."""

    year: int
    mass_killing: Literal["onset", "ongoing"] | None
    civilians_killed: int | None


@dataclass(frozen=True, slots=True)
class CountryOutlook:
    """One country: its estimates and the grounds for them."""

    iso3: str
    state: KillingState
    headline: Estimate
    estimates: tuple[Estimate, ...]
    rank_low: int
    rank_high: int
    drivers: tuple[Driver, ...]
    analogues: tuple[Analogue, ...]
    what_ifs: tuple[WhatIf, ...]
    history: tuple[HistoryPoint, ...]
    change: Change | None = None
    other_forecaster: Estimate | None = None
    reports: str | None = None


@dataclass(frozen=True, slots=True)
class Freshness:
    """How recent one input is, against the delay its publisher has anyway."""

    dataset: str
    title: str
    last_period: str | None
    recorded_on: date | None
    state: FreshnessState
    n_countries: int | None = None
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Lists:
    """The four lists, each of country codes; none is a league table."""

    highest: tuple[str, ...]
    movers: tuple[str, ...]
    surprises: tuple[str, ...]
    steady: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """Everything an issue of the outlook says."""

    issued_on: date
    reference_date: date
    inputs: Literal["embedded", "full"]
    model: str
    headline_target: str
    headline_horizon: str
    base_rate: float
    base_rate_period: str
    countries: tuple[CountryOutlook, ...]
    unknown: dict[str, str]
    lists: Lists
    freshness: tuple[Freshness, ...]
    records: tuple[TrackRecord, ...]
    previous_on: date | None = None
    notes: tuple[str, ...] = field(default=())

    def country(self, iso3: str) -> CountryOutlook:
        """The outlook of one country.

        Raises:
            KeyError: the country is unknown to this outlook.
        """
        return next((found for found in self.countries if found.iso3 == iso3), None) or _missing(iso3)


def _missing(iso3: str) -> CountryOutlook:
    raise KeyError(iso3)


def log_odds(probability: float) -> float:
    """The natural logarithm of p / (1 - p) of a probability above 0 and below 1."""
    return math.log(probability / (1 - probability))
