"""States by years: where each row of a yearly table stands, which states stood, and who borders whom.

States go by their Correlates of War number, as the onset data do. What is counted by today's countries
(monthly deaths, news, borders) is read for the country of today that holds most of a state's area: its heir.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa

from forestall.foresee.inputs import Inputs
from forestall.foresee.scores.arrays import FloatArray, IntArray
from forestall.foresee.targets.mass_killing_onset import OUTCOMES, PREDICTORS, numbers_of, whole_of
from forestall.places.borders import neighbours
from forestall.places.countries import countries_at
from forestall.places.succession import counterparts
from forestall.places.table import country_table

MAP_DAY = date(2024, 12, 31)
"""Day of the borders and heirs. Earlier borders are those of the heirs, of states that stood then."""
_HEIR_OF_MANY = {315: "CZE", 345: "SRB"}
"""Czechoslovakia and Yugoslavia left several heirs; these hold the capital."""
_WEST_GERMANY, _GERMANY = 260, 255
"""The onset data count Germany from 1949 on under one number."""


@dataclass(frozen=True)
class StateYears:
    """U states by P years, and what the yearly tables say of them."""

    cow: IntArray
    """Correlates of War numbers, rising, shape (U,)."""
    first: int
    """First year."""
    n_years: int
    outcomes: pa.Table
    predictors: pa.Table

    @property
    def last(self) -> int:
        """Last year."""
        return self.first + self.n_years - 1

    @property
    def shape(self) -> tuple[int, int]:
        """(U, P)."""
        return len(self.cow), self.n_years

    @cached_property
    def heirs(self) -> tuple[str, ...]:
        """Key of each state's heir, length U; empty where there is none."""
        return tuple(_heir(int(number)) for number in self.cow)

    @cached_property
    def near(self) -> FloatArray:
        """1 where two states share a land border or an heir, shape (U, U)."""
        standing = {country.key: country for country in countries_at(MAP_DAY)}
        touching = {
            key: {other.key for other in neighbours(standing[key], MAP_DAY)}
            for key in set(self.heirs)
            if key in standing
        }
        made = np.zeros((len(self.cow), len(self.cow)))
        for row, one in enumerate(self.heirs):
            for column, other in enumerate(self.heirs):
                if row != column and one and other:
                    made[row, column] = other == one or other in touching.get(one, ())
        return made

    @cached_property
    def exists(self) -> FloatArray:
        """1 in years in which the state stood, shape (U, P): a state to come is no neighbour yet."""
        return (~np.isnan(self.outcome("n_ongoing"))).astype(np.float64)

    def outcome(self, column: str) -> FloatArray:
        """A column of the outcomes, shape (U, P), NaN where there is no row."""
        return self.lay_out(self.outcomes, column)

    def predictor(self, column: str) -> FloatArray:
        """A column of the predictors, shape (U, P), NaN where there is no row."""
        return self.lay_out(self.predictors, column)

    def lay_out(self, rows: pa.Table, column: str) -> FloatArray:
        """A column of a yearly table, shape (U, P), NaN where there is no row; of two rows the first counts."""
        unit, period = self.places(whole_of(rows, "cow_given"), whole_of(rows, "year"))
        values = numbers_of(rows, column)
        made = np.full(self.shape, np.nan)
        inside = np.flatnonzero(unit >= 0)[::-1]
        made[unit[inside], period[inside]] = values[inside]
        return made

    def places(self, cow: IntArray, year: IntArray) -> tuple[IntArray, IntArray]:
        """Unit and period of rows, each shape (N,); unit -1 where the row is of neither."""
        at = np.minimum(np.searchsorted(self.cow, cow), len(self.cow) - 1)
        period = year - self.first
        inside = (self.cow[at] == cow) & (period >= 0) & (period < self.n_years)
        return np.where(inside, at, -1), period

    def unit_of(self, cow: int) -> int | None:
        """Row of a state, under the number the onset data give it."""
        at = int(np.searchsorted(self.cow, cow))
        return at if at < len(self.cow) and self.cow[at] == cow else None

    def read(self, grids: Mapping[str, FloatArray], cow: IntArray, year: IntArray) -> dict[str, FloatArray]:
        """The values of grids at country-years, by name, each shape (N,)."""
        unit, period = self.places(cow, year)
        return {name: np.where(unit < 0, np.nan, grid[unit, period]) for name, grid in grids.items()}


def state_years(inputs: Inputs) -> StateYears:
    """The states and years of the onset data.

    Raises:
        NotFound: `ewp_predictors` or `ewp_outcomes` is not among the inputs.
    """
    outcomes, predictors = inputs.table(OUTCOMES), inputs.table(PREDICTORS)
    cow = np.union1d(whole_of(outcomes, "cow_given"), whole_of(predictors, "cow_given"))
    years = whole_of(outcomes, "year")
    return StateYears(cow, int(years.min()), int(years.max() - years.min()) + 1, outcomes, predictors)


def as_in_onset_data(cow: int) -> int:
    """The number that the onset data give to a state that has two."""
    return _GERMANY if cow == _WEST_GERMANY else cow


def _heir(cow: int) -> str:
    if cow in _HEIR_OF_MANY:
        return _HEIR_OF_MANY[cow]
    found = {heir.key for state in country_table() if state.cow == cow for heir in counterparts(state, MAP_DAY)}
    return min(found) if found else ""
