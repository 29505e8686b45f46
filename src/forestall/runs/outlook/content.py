"""What an outlook says, before any page: every renderer (page, JSON, CSV, brief) reads these and nothing else.

A probability here always stands with its range, its base rate and its period. A country about which a
source says nothing is unknown, with the reason; it is never drawn or listed as calm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

from forestall.errors import NotFound
from forestall.foresee.backtest.track_record import CalibrationBin, TrackRecord
from forestall.foresee.explanation.content import Analogue, Change, Driver, WhatIf

KillingState = Literal["ongoing", "past", "never"]
"""Whether a mass killing is under way at the reference date, ended before it, or was never recorded."""

DeathsState = Literal["quiet", "going"]
"""Whether no civilian is on record as killed in three years (what follows is an onset), or some are."""

FreshnessState = Literal["present", "stale", "stopped", "absent", "unknown"]
Forecaster = Literal["ewp", "views"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """One probability of one target over one horizon, with its range and its base rate.

    `low` and `high` tell how far the method disagrees with itself, not how wrong the world may prove it: for
    onset four in five of the ensemble's members and resamples lie between, for civilian deaths they are what
    the two pooled methods say alone.
    """

    target: str
    horizon: str
    threshold: int | None
    probability: float
    low: float
    high: float
    base_rate: float


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """One year of a country's record; None where nothing is known, which is not zero."""

    year: int
    mass_killing: Literal["onset", "ongoing"] | None
    civilians_killed: int | None


@dataclass(frozen=True, slots=True)
class CountryOutlook:
    """One country: its estimates of onset and the grounds for them."""

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


@dataclass(frozen=True, slots=True)
class CountRange:
    """How many civilians killed over one horizon: the middle draw, and what 80 in 100 draws lie between."""

    horizon: str
    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True)
class CountryDeaths:
    """One country: its forecasts of civilian deaths."""

    iso3: str
    state: DeathsState
    killed: int
    """Civilians killed in the twelve months up to the reference month, on record."""
    estimates: tuple[Estimate, ...]
    """One for each threshold and horizon."""
    counts: tuple[CountRange, ...]
    includes: tuple[str, ...] = ()
    """Countries whose events the source counts here."""

    def estimate(self, threshold: int, horizon: str) -> Estimate:
        """The estimate of one threshold and horizon."""
        return next(each for each in self.estimates if (each.threshold, each.horizon) == (threshold, horizon))


@dataclass(frozen=True, slots=True)
class Band:
    """Countries whose estimates lie between the same two borders of likelihood words: in no order of risk."""

    low: float
    high: float
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeathsOutlook:
    """The forecasts of civilian deaths, and how good such forecasts were."""

    model: str
    reference_month: str
    """The last month that was known, such as 2022-12; windows begin with the next."""
    countries: tuple[CountryDeaths, ...]
    unknown: dict[str, str]
    """Countries without a forecast of their own and why."""
    stale: dict[str, str]
    """Inputs that stopped before the reference month, with their last month."""
    going: tuple[Band, ...]
    """Where civilians are being killed, the likeliest band first; lower bands are left to the countries' pages."""
    quiet: tuple[Band, ...]
    """The same where three quiet years lie behind."""
    records: tuple[TrackRecord, ...]

    def country(self, iso3: str) -> CountryDeaths | None:
        """The forecasts of one country; none where it is unknown."""
        return next((found for found in self.countries if found.iso3 == iso3), None)

    def bands(self, state: DeathsState) -> tuple[Band, ...]:
        """The bands of countries in that state."""
        return self.going if state == "going" else self.quiet

    def n_below(self, state: DeathsState) -> int:
        """How many countries in that state are in no band that is listed."""
        listed = sum(len(band.countries) for band in self.bands(state))
        return sum(found.state == state for found in self.countries) - listed

    def record(self, estimate: Estimate, subset: str) -> TrackRecord | None:
        """How good past forecasts of that threshold and horizon were, in a subset; none where none were scored."""
        wanted = (estimate.threshold, estimate.horizon, subset)
        return next((found for found in self.records if (found.threshold, found.horizon, found.subset) == wanted), None)


@dataclass(frozen=True, slots=True)
class OtherForecast:
    """What another forecaster says of a country."""

    forecaster: Forecaster
    first: date
    """First day of its period."""
    last: date
    """Last day of its period."""
    probability: float
    same_period: bool
    """Whether its period is that of our estimate; only then are both compared."""
    rank: int | None = None
    mean: float | None = None
    """Expected number, where it counts."""


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
    marking: str = "clear"


@dataclass(frozen=True, slots=True)
class Surprise:
    """Where our estimate is far from what else is known."""

    iso3: str
    against: Literal["base_rate", "ewp", "views"]
    ours: float
    theirs: float


@dataclass(frozen=True, slots=True)
class Lists:
    """The four lists; none is a league table."""

    highest: tuple[str, ...]
    movers: tuple[str, ...]
    surprises: tuple[Surprise, ...]
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
    marking: str
    """The strictest marking of what it is made from, a word of the Traffic Light Protocol."""
    deaths: DeathsOutlook | None = None
    """None where the record of violence is not loaded: unknown, not calm."""
    others: dict[str, tuple[OtherForecast, ...]] | None = None
    """What other forecasters say, by country; None where none is loaded."""

    def country(self, iso3: str) -> CountryOutlook:
        """The outlook of one country.

        Raises:
            NotFound: this outlook has no estimate of onset for it.
        """
        found = self.find(iso3)
        if found is None:
            raise NotFound(
                expected="a country with an estimate",
                found=repr(iso3[:10]),
                where="outlook",
                remedy="Name a country of the outlook by its code; one that is unknown has no estimate.",
            )
        return found

    def find(self, iso3: str) -> CountryOutlook | None:
        """The outlook of one country; none where it is unknown."""
        return next((found for found in self.countries if found.iso3 == iso3), None)

    def codes(self) -> tuple[str, ...]:
        """Every country that something is said about: those that have a page."""
        of_deaths = {found.iso3 for found in self.deaths.countries} if self.deaths else set()
        return tuple(sorted({found.iso3 for found in self.countries} | of_deaths))

    def voices(self, iso3: str) -> tuple[OtherForecast, ...]:
        """What other forecasters say of a country."""
        return (self.others or {}).get(iso3, ())


def bin_of(record: TrackRecord, probability: float, edges: tuple[float, ...]) -> CalibrationBin | None:
    """The bin of past forecasts of about that probability; none where there were none."""
    wanted = sum(probability >= edge for edge in edges)
    return next(
        (found for found in record.calibration if sum(found.mean_probability >= edge for edge in edges) == wanted), None
    )


def log_odds(probability: float) -> float:
    """The natural logarithm of p / (1 - p) of a probability above 0 and below 1."""
    return math.log(probability / (1 - probability))
