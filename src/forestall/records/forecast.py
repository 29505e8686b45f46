"""A probability, or a range of numbers, for one place and one period, made from what was known then.

Not an alert: a forecast has no addressee and asks nothing. Not an assessment: it is no judgement of
people on evidence, and confidence has no place in it. A place its inputs don't cover gets no number:
unknown is not a low risk. Its drivers tell of the model, not of the world.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from forestall.records.record import Record
from forestall.records.values.day import Day
from forestall.records.values.instant import Instant
from forestall.records.values.likelihood import LikelihoodWord, check_word
from forestall.records.values.period import Period
from forestall.records.values.place import Iso3, Place
from forestall.records.values.presence import Presence
from forestall.records.values.probability import Probability
from forestall.records.values.reference import ForecastId, ManifestId
from forestall.records.values.strict import Amount, Flag, Natural, Ordinal, Real
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText, Line, Text

TargetName = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9-]{0,59}$")]


class Exceedance(Record):
    """How probable at least so many are."""

    threshold: Ordinal
    """At least how many."""
    probability: Probability
    """How probable that is."""


class Quantile(Record):
    """One quantile of the forecast numbers."""

    level: Annotated[float, Field(strict=True, gt=0, lt=1, allow_inf_nan=False)]
    """Which quantile, such as 0.9."""
    value: Amount
    """The number that is not exceeded with that probability."""


class Driver(Record):
    """What moved the model's number; about the model, not the world."""

    feature: Line
    """The input."""
    log_odds: Real
    """By how much it moved the log-odds; positive raises."""
    wording: LanguageText
    """The same in words."""


class Analogue(Record):
    """A past case that the model finds most alike."""

    country: Iso3
    """Where."""
    year: Annotated[int, Field(strict=True, ge=1800, le=9999)]
    """When."""
    followed: Presence
    """Whether what is forecast followed."""
    note: LanguageText | None = None
    """What followed, in words."""


class Input(Record):
    """One load of data it was made from."""

    manifest: ManifestId
    """The load."""
    coverage: Presence
    """Whether it speaks of this place then: present, stale, absent (covered, nothing there) or unknown."""


class Forecast(Record):
    """One forecast for one place and period."""

    target: TargetName
    """What is forecast, such as `mass-killing-onset`."""
    place: Place
    """For where."""
    cell: Ordinal | None = None
    """The PRIO-GRID cell, where the place is one."""
    under_way: Presence
    """Whether it is already under way at the reference date: onset and continuation are never mixed."""
    reference_on: Day
    """The date from which the horizon counts; nothing later was used."""
    as_of: Instant
    """The state of knowledge it was made from."""
    issued_on: Day
    """When it was given out."""
    horizon_months: Ordinal
    """How many months ahead."""
    period: Period
    """The days it speaks about."""
    forecaster_kind: Annotated[str, TermOf("forecaster_kind")]
    """Whether a model, a pool of people or somebody else made it."""
    forecaster: Line
    """Which one, with its version."""
    coverage: Presence
    """Whether its inputs cover the place: unknown where they don't, and then there is no number."""
    probability: Probability | None = None
    """How probable the target is within the period."""
    low: Probability | None = None
    """Lower end of the range the forecaster gives."""
    high: Probability | None = None
    """Upper end of that range."""
    certain_because: Text | None = None
    """Why a probability of 0 or 1 is right here; nothing ahead is certain without saying why."""
    likelihood: LikelihoodWord | None = None
    """The agreed word for the probability; empty only where no word is agreed."""
    mean: Amount | None = None
    """The expected number, for a target that is counted."""
    exceedances: tuple[Exceedance, ...] = ()
    """Probabilities of at least so many, thresholds rising."""
    quantiles: tuple[Quantile, ...] = ()
    """Quantiles of the number, levels rising."""
    base_rate: Probability | None = None
    """How often it happens among comparable cases; required beside a probability."""
    base_rate_of: Line | None = None
    """Among which cases that was counted."""
    persistence: Probability | None = None
    """What the simplest forecast, that things stay as they are, would say."""
    drivers: tuple[Driver, ...] = ()
    """What moved the model's number."""
    analogues: tuple[Analogue, ...] = ()
    """Past cases that the model finds most alike."""
    previous: ForecastId | None = None
    """The forecast it follows."""
    change: LanguageText | None = None
    """What changed since, and why."""
    would_change: tuple[LanguageText, ...] = ()
    """What would move it, up or down."""
    treated: Flag = False
    """True once somebody acted on it: then it is scored apart."""
    inputs: tuple[Input, ...] = ()
    """The loads it was made from."""
    rows: ManifestId | None = None
    """The load of the lake that holds all its numbers and draws."""
    made_with: Line
    """The version of the program."""
    seed: Natural | None = None
    """The seed of chance: same inputs and seed, same bytes."""
    withdrawn_because: Text | None = None
    """Why it is no longer to be used; it stays in every score."""

    @model_validator(mode="after")
    def _check_dates(self) -> Self:
        if self.period.start < self.reference_on:
            raise ValueError("a period that begins no earlier than the reference date")
        if self.issued_on < self.as_of.date():
            raise ValueError("an issue date no earlier than the knowledge it was made from")
        return self

    @model_validator(mode="after")
    def _check_numbers(self) -> Self:
        has_number = self.probability is not None or self.mean is not None or bool(self.exceedances)
        if has_number == (self.coverage == Presence.UNKNOWN):
            raise ValueError("a number where inputs cover the place, and none where they don't")
        if (self.low is None) != (self.high is None) or (self.low is not None and self.probability is None):
            raise ValueError("both ends of the range beside a probability, or neither")
        if not _is_rising([self.low, self.probability, self.high]):
            raise ValueError("low <= probability <= high")
        return self

    @model_validator(mode="after")
    def _check_probability(self) -> Self:
        if self.probability is None:
            if self.likelihood is not None:
                raise ValueError("no likelihood word without a probability")
            return self
        if self.probability in (0, 1) and self.certain_because is None:
            raise ValueError("a probability between 0 and 1, or why it is certain")
        if self.base_rate is None or self.base_rate_of is None:
            raise ValueError("a base rate and what it was counted among, beside the probability")
        check_word(self.likelihood, self.probability)
        return self

    @model_validator(mode="after")
    def _check_distribution(self) -> Self:
        thresholds = [row.threshold for row in self.exceedances]
        levels = [row.level for row in self.quantiles]
        for rising in (thresholds, levels):
            if any(left >= right for left, right in pairwise(rising)):
                raise ValueError("thresholds and levels that rise")
        falling = [-row.probability for row in self.exceedances]
        if not _is_rising(falling) or not _is_rising([row.value for row in self.quantiles]):
            raise ValueError("exceedances that fall and quantiles that rise")
        return self


def _is_rising(values: list[float | None] | list[float]) -> bool:
    known = [value for value in values if value is not None]
    return known == sorted(known)
