"""Which unit of a frame each row of a source lies in: by its country's key or by its point."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from forestall.errors import InvalidField
from forestall.foresee.panel.frame import Frame
from forestall.foresee.panel.panel import LeftOut
from forestall.foresee.panel.periods import Periods
from forestall.places.admin1 import Areas
from forestall.places.countries import countries_at
from forestall.places.grid import cells_at
from forestall.places.points import EAST, NORTH, SOUTH, WEST
from forestall.places.succession import counterparts
from forestall.places.table import periods_of
from forestall.vocabulary.load import vocabulary

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
NOWHERE = -1


class Locator(Protocol):
    """Anything that can say which unit rows lie in."""

    def __call__(self, rows: pa.RecordBatch, periods: IntArray) -> tuple[IntArray, dict[LeftOut, int]]:
        """Position of the unit of each row, shape (N,), -1 for none, and how many have none by reason.

        Args:
            rows: N rows.
            periods: position of the period of each, shape (N,), each in 0..T - 1.
        """
        ...


class ByCountry:
    """By the key of the country in a column.

    A row under the key of a state that did not exist in its period goes to the state that held the area
    then: what a publisher writes under South Sudan in 1995 happened in Sudan of that year. Where several
    did, or none, it is left out.

    Args:
        frame: of countries.
        column: name of the column of keys.
    """

    def __init__(self, frame: Frame, column: str = "country") -> None:
        self._frame = frame
        self._column = column
        self._row = {unit: position for position, unit in enumerate(frame.units)}
        self._rows_of: dict[str, IntArray] = {}

    def __call__(self, rows: pa.RecordBatch, periods: IntArray) -> tuple[IntArray, dict[LeftOut, int]]:
        """Position of the unit of each row; see `Locator`."""
        coded = column_of(rows, self._column).dictionary_encode()
        keys = coded.dictionary.to_pylist()
        codes = pc.fill_null(coded.indices.cast(pa.int64()), len(keys)).to_numpy(zero_copy_only=False)
        row_of = np.stack([*(self._over_time(key) for key in keys), np.full(len(self._frame.periods), NOWHERE)])
        units: IntArray = row_of[codes, periods]
        asked = units == _UNASKED
        if asked.any():
            for code, period in np.unique(np.stack([codes[asked], periods[asked]], axis=1), axis=0).tolist():
                row_of[code, period] = self._over_time(keys[code])[period] = self._held_by(keys[code], period)
            units = row_of[codes, periods]
        return units, {LeftOut.OTHER_UNIT: int((units == NOWHERE).sum())}

    def _over_time(self, key: str) -> IntArray:
        """Row that stands for the key in each period, shape (T,), as far as it was asked for."""
        rows = self._rows_of.get(key)
        if rows is None:
            own = self._row.get(key)
            stood = self._frame.exists[own] if own is not None else np.zeros(len(self._frame.periods), dtype=np.bool_)
            rows = self._rows_of[key] = np.where(stood, NOWHERE if own is None else own, _UNASKED)
        return rows

    def _held_by(self, key: str, period: int) -> int:
        day = self._frame.periods.start(period)
        found = {holder.key for known in periods_of(key) for holder in counterparts(known, day)}
        ruled = {holder.key: holder.administered_by for holder in countries_at(day) if holder.kind == "territory"}
        holders = {self._row.get(ruled.get(one) or one, NOWHERE) for one in found}
        holders = {row for row in holders if row != NOWHERE and self._frame.exists[row, period]}
        return holders.pop() if len(holders) == 1 else NOWHERE


_UNASKED = -2


class ByPoint:
    """By latitude and longitude, for places that are known well enough.

    Args:
        frame: of first-level areas or of cells.
        coarsest: an id of vocabulary/precision.yml; a place known less precisely is left out, since the
            point that stands for it says nothing of where it was. A row that doesn't say is left out too.
        areas: the areas of the frame, where it has such.

    Raises:
        UnknownTerm: no such precision.
        InvalidField: a frame of other units than the areas, or of countries.
    """

    def __init__(self, frame: Frame, coarsest: str, areas: Areas | None = None) -> None:
        given = tuple(area.id for area in areas.areas) if areas else None
        if (
            (frame.kind == "admin1") != (areas is not None)
            or frame.kind == "country"
            or given not in (None, frame.units)
        ):
            raise InvalidField(
                expected="a frame of cells, or one of first-level areas together with these",
                found=f"a frame of {frame.kind} units",
                where="ByPoint",
                remedy="Make the frame with `cell_frame`, or with `area_frame` of the same areas.",
            )
        terms = vocabulary("precision")
        limit = terms.term(coarsest).extra["order"]
        self._fine = pa.array([name for name, term in terms.items() if term.extra["order"] <= limit])
        self._areas = areas
        self._cells = np.array(frame.units) if areas is None else np.empty(0, dtype=np.int64)

    def __call__(self, rows: pa.RecordBatch, periods: IntArray) -> tuple[IntArray, dict[LeftOut, int]]:
        """Position of the unit of each row; see `Locator`."""
        fine = is_one_of(rows, "precision", self._fine)
        latitudes, longitudes = (numbers_of(rows, name) for name in ("latitude", "longitude"))
        known = (latitudes >= SOUTH) & (latitudes <= NORTH) & (longitudes >= WEST) & (longitudes <= EAST)
        units = np.full(rows.num_rows, NOWHERE)
        placed = fine & known
        units[placed] = self._at(latitudes[placed], longitudes[placed])
        return units, {
            LeftOut.COARSE_PLACE: int((~fine).sum()),
            LeftOut.NO_PLACE: int((fine & ~known).sum()),
            LeftOut.OTHER_UNIT: int((units[placed] == NOWHERE).sum()),
        }

    def _at(self, latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]) -> IntArray:
        if self._areas is not None:
            return self._areas.find_all(latitudes, longitudes)
        cells = cells_at(latitudes, longitudes)
        at = np.minimum(np.searchsorted(self._cells, cells), len(self._cells) - 1)
        return np.where(self._cells[at] == cells, at, NOWHERE)


def column_of(rows: pa.RecordBatch, name: str) -> pa.Array:
    """A column of the rows.

    Raises:
        InvalidField: they have none of that name.
    """
    if name not in rows.schema.names:
        raise InvalidField(
            expected=f"a column {name}",
            found=f"others: {', '.join(rows.schema.names)}",
            where="rows of a panel",
            remedy="Ask the load for that column, or give one of that name.",
        )
    return rows.column(name)


def is_one_of(rows: pa.RecordBatch, column: str, wanted: Collection[Any] | pa.Array) -> BoolArray:
    """Whether the column holds one of these, shape (N,); an empty cell holds none."""
    values = wanted if isinstance(wanted, pa.Array) else pa.array(sorted(wanted))
    found: BoolArray = pc.is_in(column_of(rows, column), value_set=values).to_numpy(zero_copy_only=False)
    return found


def period_positions(rows: pa.RecordBatch, column: str, periods: Periods) -> tuple[IntArray, BoolArray]:
    """Position of the period of each row, shape (N,), and whether it has one at all; days, or years as numbers."""
    dates = column_of(rows, column)
    filled = dates.is_valid().to_numpy(zero_copy_only=False)
    if pa.types.is_integer(dates.type):
        return pc.fill_null(dates, 0).cast(pa.int64()).to_numpy() - periods.first, filled
    days = dates.cast(pa.date32()).cast(pa.int32()).fill_null(0).to_numpy().astype("datetime64[D]")
    return periods.positions(days), filled


def numbers_of(rows: pa.RecordBatch, column: str) -> NDArray[np.float64]:
    """The numbers of a column, shape (N,); NaN where a cell is empty."""
    filled = pc.fill_null(column_of(rows, column).cast(pa.float64()), np.nan)
    numbers: NDArray[np.float64] = filled.to_numpy(zero_copy_only=False)
    return numbers
