"""Monthly tables laid out by state: a state reads what is counted for its heir, the country of today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from forestall.clock import MONTHS_PER_YEAR
from forestall.foresee.features.country_year.grid import StateYears
from forestall.foresee.features.layout import positions
from forestall.foresee.months import month_numbers
from forestall.foresee.scores.arrays import FloatArray, IntArray
from forestall.foresee.targets.mass_killing_onset import numbers_of


@dataclass(frozen=True)
class StateMonths:
    """Where the rows of a monthly table stand in an array of U states by M months, from a January on."""

    states: StateYears
    rows: pa.Table
    first_year: int
    n_months: int
    heirs: tuple[str, ...]
    """The countries the table knows, in order; states look up theirs."""

    def counts(self, column: str, missing: float) -> FloatArray:
        """A column by heir of each state, shape (U, M); `missing` where there is no row."""
        return self.counts_of(self.by_country(column, missing))

    def counts_of(self, counts: FloatArray) -> FloatArray:
        """Rows of an array by country, shape (C + 1, M), for each state, shape (U, M)."""
        return counts[self._of_states]

    def by_country(self, column: str, missing: float) -> FloatArray:
        """A column of every country of the table, shape (C + 1, M); the last row is nobody's."""
        made = np.full((len(self.heirs) + 1, self.n_months), missing)
        country, month = self._places
        values = numbers_of(self.rows, column)
        made[country, month] = np.where(np.isnan(values), missing, values)
        made[-1] = missing
        return made

    def year_ends(self, n_years_before: int = 0) -> Iterator[tuple[int, int]]:
        """Period of the grid and months up to its end, for every full year of the table.

        Args:
            n_years_before: how many years of the table to pass over first.
        """
        for year in range(self.first_year + n_years_before, self.first_year + self.n_months // MONTHS_PER_YEAR):
            if self.states.first <= year <= self.states.last:
                yield year - self.states.first, (year - self.first_year + 1) * MONTHS_PER_YEAR

    def at_year_ends(self, values: FloatArray) -> FloatArray:
        """Values of the December of each year, shape (U, P), NaN in years the table does not hold in full."""
        made = np.full(self.states.shape, np.nan)
        for period, end in self.year_ends():
            made[:, period] = values[:, end - 1]
        return made

    @property
    def _of_states(self) -> IntArray:
        return positions(pa.chunked_array([self.states.heirs], pa.string()), self.heirs)

    @property
    def _places(self) -> tuple[IntArray, IntArray]:
        months = month_numbers(self.rows.column("month")) - self.first_year * MONTHS_PER_YEAR
        return positions(self.rows.column("iso3_given"), self.heirs), months


def state_months(states: StateYears, rows: pa.Table) -> StateMonths:
    """The rows of a table with `iso3_given` and `month`, ready to be read by state."""
    months = month_numbers(rows.column("month"))
    first_year = int(months.min()) // MONTHS_PER_YEAR
    heirs = tuple(sorted(set(rows.column("iso3_given").to_pylist())))
    return StateMonths(states, rows, first_year, int(months.max()) + 1 - first_year * MONTHS_PER_YEAR, heirs)


def sum_up_to(values: FloatArray, end: int, n_months: int) -> FloatArray:
    """Sum of the last months before `end`, of fewer at the start of the record, shape (U,)."""
    summed: FloatArray = values[:, max(end - n_months, 0) : max(end, 0)].sum(axis=1)
    return summed
