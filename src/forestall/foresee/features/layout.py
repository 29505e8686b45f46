"""From rows of a table to an array of units by periods: where each row belongs, found once for all columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from forestall.errors import UnreadableData
from forestall.foresee.months import month_numbers
from forestall.foresee.panel.frame import Frame
from forestall.foresee.scores.arrays import BoolArray, FloatArray, IntArray

CONTINUED_AS = {"YUG": "SRB"}
"""States that a record goes on with under another code: Yugoslavia's months stand under Serbia."""


@dataclass(frozen=True)
class Layout:
    """Where the rows of a table stand in an array of U units by P periods."""

    rows: pa.Table
    unit: IntArray
    """Row of the array, shape (N,); -1 where the row is of no unit of it."""
    period: IntArray
    """Column of the array, shape (N,)."""
    shape: tuple[int, int]
    """U and P."""

    @property
    def inside(self) -> BoolArray:
        """Rows that have a place, shape (N,); later periods than the last have none."""
        return (self.unit >= 0) & (self.period >= 0) & (self.period < self.shape[1])

    def array(self, column: str, missing: float) -> FloatArray:
        """A column as an array, shape (U, P).

        Args:
            column: its name; a value that is empty is `missing` too.
            missing: what stands where there is no row.
        """
        inside = self.inside
        given = self.rows.column(column).cast(pa.float64()).to_numpy()[inside]
        made = np.full(self.shape, missing)
        made[self.unit[inside], self.period[inside]] = np.where(np.isnan(given), missing, given)
        return made


def monthly(rows: pa.Table, frame: Frame) -> Layout:
    """The layout of rows with `country` and `month` over a frame of countries and months.

    Raises:
        UnreadableData: two rows for one unit and month.
    """
    months = frame.periods
    units = tuple(map(str, frame.units))
    return _checked(rows, units, month_numbers(rows.column("month")) - months.first, len(months))


def yearly(rows: pa.Table, units: tuple[str, ...], first: int, last: int) -> Layout:
    """The layout of rows with `country` and `year` over those years; of two rows for one the first counts.

    A state that took another's place shares its code, so a year of change may have two rows.
    """
    period = rows.column("year").cast(pa.int64()).to_numpy() - first
    layout = Layout(rows, positions(rows.column("country"), units), period, (len(units), last - first + 1))
    kept = np.zeros(len(period), dtype=bool)
    kept[np.unique(layout.unit * 10_000 + period, return_index=True)[1]] = True
    return Layout(rows, np.where(kept, layout.unit, -1), period, layout.shape)


def positions(codes: pa.ChunkedArray, units: tuple[str, ...]) -> IntArray:
    """Position among the units of each code, shape (N,); -1 where it is none of them."""
    coded = codes.combine_chunks().dictionary_encode()
    place = {unit: number for number, unit in enumerate(units)}
    found = np.array([place.get(CONTINUED_AS.get(code, code), -1) for code in coded.dictionary.to_pylist()] + [-1])
    places: IntArray = found[pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)].astype(np.int64)
    return places


def _checked(rows: pa.Table, units: tuple[str, ...], period: IntArray, n_periods: int) -> Layout:
    layout = Layout(rows, positions(rows.column("country"), units), period, (len(units), n_periods))
    inside = layout.inside
    places = layout.unit[inside] * n_periods + period[inside]
    if len(np.unique(places)) < len(places):
        raise UnreadableData(
            expected="one row for each unit and month",
            found=f"{len(places) - len(np.unique(places))} rows more",
            where="country-months",
            remedy="Load the dataset again; if the publisher has it twice, mend its parse.",
        )
    return layout
