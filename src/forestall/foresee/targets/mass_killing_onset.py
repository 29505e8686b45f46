"""The target `mass-killing-onset`: a new mass killing begins in a country next year, the year after, or in either.

A mass killing is at least 1,000 civilians killed on purpose within a year or less, by a state or, from 1989
on, by others. A row is a country and a year t, with predictors as of the end of t; horizon `1` asks for an
onset in t + 1, `2` for one in t + 2, `1or2` for one in either. Onset and continuation are kept apart: a
killing that goes on is no onset, and a country where one goes on can see another begin.

The trap: the publisher writes 0, not nothing, for `1or2` in the last two years of its file and in the last
two years of states that ended. Both are unknown here, wherever the second year is.

Retroactive coding: years of onset and end are set with hindsight, by the publisher and so here too.

Source:
    Early Warning Project, Statistical Risk Assessment 2025-26, definitions and replication files.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from forestall.foresee.inputs import Inputs
from forestall.foresee.scores.arrays import BoolArray, FloatArray, IntArray

NAME = "mass-killing-onset"
LABEL = "a new mass killing (at least 1,000 civilians killed on purpose within a year)"
HORIZONS: tuple[str, ...] = ("1", "2", "1or2")
"""Years ahead."""
YEARS_UNTIL_KNOWN = {"1": 1, "2": 2, "1or2": 2}
"""Years after a row's own until its outcome is known."""
PREDICTORS, OUTCOMES = "ewp_predictors", "ewp_outcomes"
"""Datasets that the target is read from."""
FIRST_ORIGIN, LAST_ORIGIN = 1993, 2022
"""Origins that every published score of this target is about."""

_ONSET = {"1": "onset_next_year", "2": "onset_second_year"}


class KillingState(StrEnum):
    """How a country stands towards mass killing at the end of a year."""

    ONGOING = "ongoing"
    PAST = "past"
    NEVER = "never"


@dataclass(frozen=True)
class CountryYears:
    """N rows of countries and years in order of country, then year, all of them with every predictor known."""

    unit: IntArray
    """Number of the country, the unit of the forecasts, shape (N,): that of the Correlates of War in the
    publisher's data, the country's place among all keys in the embedded record."""
    country: tuple[str, ...]
    """Key of the country then, length N; empty where the number is nobody's."""
    year: IntArray
    """Shape (N,)."""
    predictors: FloatArray
    """The publisher's predictors, shape (N, F)."""
    names: tuple[str, ...]
    """What the predictors are called, length F."""
    onset: dict[str, FloatArray]
    """Whether the target occurred, by horizon: 1, 0 or NaN for unknown, each shape (N,)."""
    left_out: tuple[tuple[int, int, str], ...]
    """Number, year and first predictor unknown of rows without a forecast."""

    def __len__(self) -> int:
        return len(self.year)

    def known(self, origin: int, horizon: str = "1or2") -> BoolArray:
        """True for rows whose outcome is known at the end of the origin year, shape (N,)."""
        is_known: BoolArray = (self.year <= origin - YEARS_UNTIL_KNOWN[horizon]) & ~np.isnan(self.onset[horizon])
        return is_known

    def at(self, origin: int) -> BoolArray:
        """True for the rows that a forecast issued at the end of that year is about, shape (N,)."""
        is_asked: BoolArray = self.year == origin
        return is_asked

    def predictor(self, name: str) -> FloatArray:
        """One predictor, shape (N,)."""
        return self.predictors[:, self.names.index(name)]

    def states(self) -> tuple[KillingState, ...]:
        """How each row's country stands at the end of the year, length N."""
        return tuple(self.state_of(row) for row in range(len(self)))

    def state_of(self, row: int) -> KillingState:
        """How one row's country stands at the end of the year."""
        going, ever = self._standing
        if going[row]:
            return KillingState.ONGOING
        return KillingState.PAST if ever[row] else KillingState.NEVER

    @cached_property
    def _standing(self) -> tuple[BoolArray, BoolArray]:
        return self.predictor("n_ongoing_log2") > 0, self.predictor("ever") > 0


def country_years(inputs: Inputs, predictors: tuple[str, ...]) -> CountryYears:
    """All country-years whose predictors are known.

    Args:
        inputs: must hold `ewp_predictors`.
        predictors: its columns that the publisher's model reads, in the order wanted.

    Raises:
        NotFound: the dataset is not among the inputs.
    """
    rows = inputs.table(PREDICTORS).sort_by([("cow_given", "ascending"), ("year", "ascending")])
    values = np.column_stack([numbers_of(rows, name) for name in predictors])
    complete = ~np.isnan(values).any(axis=1)
    kept = rows.filter(pa.array(complete))
    return CountryYears(
        unit=whole_of(kept, "cow_given"),
        country=tuple(key or "" for key in kept.column("country").to_pylist()),
        year=whole_of(kept, "year"),
        predictors=values[complete],
        names=predictors,
        onset=_onsets(kept),
        left_out=_left_out(rows, values, predictors),
    )


def _onsets(rows: pa.Table) -> dict[str, FloatArray]:
    first, second = (numbers_of(rows, _ONSET[horizon]) for horizon in ("1", "2"))
    either = np.where(np.isnan(second), np.nan, numbers_of(rows, "onset_within_two_years"))
    return {"1": first, "2": second, "1or2": either}


def _left_out(rows: pa.Table, values: FloatArray, names: tuple[str, ...]) -> tuple[tuple[int, int, str], ...]:
    unknown = np.isnan(values)
    cow, year = whole_of(rows, "cow_given"), whole_of(rows, "year")
    return tuple(
        (int(cow[row]), int(year[row]), names[int(unknown[row].argmax())])
        for row in np.flatnonzero(unknown.any(axis=1))
    )


def numbers_of(rows: pa.Table, column: str) -> FloatArray:
    """A column as numbers, shape (N,): yes is 1, no is 0, nothing is NaN."""
    values = rows.column(column).combine_chunks().cast(pa.float64())
    found: FloatArray = pc.fill_null(values, np.nan).to_numpy(zero_copy_only=False)
    return found


def whole_of(rows: pa.Table, column: str) -> IntArray:
    """A column without gaps as whole numbers, shape (N,)."""
    found: IntArray = rows.column(column).cast(pa.int64()).to_numpy()
    return found
