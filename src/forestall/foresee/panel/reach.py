"""Which unit a row lies in when its place is known to within some distance: that one, or none.

A row counts in a unit only where all of where it may have happened lies in it. UCDP gives each event a
precision, `where_prec`; what becomes of it:

| where_prec | known is | in a cell | in a first-level area |
| --- | --- | --- | --- |
| 1 | the place | its cell | its area |
| 2 | a point within about 25 km of it | where that circle touches no other cell | where it touches no other area |
| 3 | the second-level unit | left out | by its point |
| 4 | the first-level unit | left out | by its point, where areas are the official ones |
| 5, 6, 7 | a larger part, the country, the sea | left out | left out |

What is left out is counted, and is no zero: where a circle touches several units, each is in doubt.

Source:
    UCDP GED codebook, `where_prec`; vocabulary/precision.yml.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from forestall.foresee.panel.locating import NOWHERE, BoolArray, IntArray, is_one_of, numbers_of
from forestall.foresee.panel.panel import LeftOut
from forestall.foresee.panel.regions import Region
from forestall.places.grid import cells_at
from forestall.places.points import EAST, KM_PER_DEGREE, NORTH, SOUTH, WEST, FloatArray
from forestall.vocabulary.load import vocabulary

EXACT, DISTRICT, PROVINCE = "exact", "admin2", "admin1"
"""Ids of vocabulary/precision.yml."""
CORNERS = 32
"""Of the polygon drawn round a circle."""
_LEAST_COSINE = 1e-3  # keeps a circle finite beside a pole


@dataclass(frozen=True)
class Reached:
    """Where each of N rows may have happened, as far as it is known to within a distance."""

    unit: IntArray
    """Position of the unit that it lies in, shape (N,), -1 where it can't be said."""
    row: IntArray
    """Of each pair of a row and a unit that it may lie in, the row, shape (P,); rows in doubt alone."""
    may_be_in: IntArray
    """Of each pair, the unit, shape (P,)."""
    reasons: dict[LeftOut, int]
    """Rows without a unit, by reason."""


class ByReach:
    """A locator that puts a row into a unit only if it can't have happened in another.

    Args:
        region: the units.
    """

    def __init__(self, region: Region) -> None:
        self._region = region
        self._cells = np.array(region.units) if region.kind == "cell" else np.empty(0, dtype=np.int64)
        self._tree = shapely.STRtree(region.geometries)
        terms = vocabulary("precision").items()
        self._radii = {name: float(term.extra["radius_km"]) for name, term in terms if "radius_km" in term.extra}

    def __call__(self, rows: pa.RecordBatch, periods: IntArray) -> tuple[IntArray, dict[LeftOut, int]]:
        """Position of the unit of each row; see `Locator`."""
        reached = self.reach(rows)
        return reached.unit, reached.reasons

    def reach(self, rows: pa.RecordBatch) -> Reached:
        """Where each row may have happened."""
        latitudes, longitudes = (numbers_of(rows, name) for name in ("latitude", "longitude"))
        placed = (latitudes >= SOUTH) & (latitudes <= NORTH) & (longitudes >= WEST) & (longitudes <= EAST)
        at = np.full(rows.num_rows, NOWHERE)
        at[placed] = self._at(latitudes[placed], longitudes[placed])
        unit, by_point = np.full_like(at, NOWHERE), self._by_point(rows, at) & placed
        unit[by_point] = at[by_point]
        pairs: list[tuple[IntArray, IntArray]] = []
        coarse = ~by_point
        for precision, radius in self._radii.items():
            rough = np.flatnonzero(is_one_of(rows, "precision", {precision}) & placed)
            row, may = self._tree.query(_circles(latitudes[rough], longitudes[rough], radius), predicate="intersects")
            n_touched = np.bincount(row, minlength=len(rough))
            alone = n_touched[row] == 1
            unit[rough[row[alone]]] = may[alone]
            pairs.append((rough[row[~alone]], may[~alone]))
            coarse[rough] = n_touched > 1
        outside = placed & ~coarse & (unit == NOWHERE)
        reasons = {
            LeftOut.COARSE_PLACE: int((coarse & placed).sum()),
            LeftOut.NO_PLACE: int((~placed).sum()),
            LeftOut.OTHER_UNIT: int(outside.sum()),
        }
        return Reached(unit, _joined(pair[0] for pair in pairs), _joined(pair[1] for pair in pairs), reasons)

    def _by_point(self, rows: pa.RecordBatch, at: IntArray) -> BoolArray:
        """Rows whose point says enough, shape (N,)."""
        enough = is_one_of(rows, "precision", {EXACT})
        if self._region.kind == "cell":
            return enough
        # The point of a province lies in it; in a regrouped region it may lie beside the province's own.
        official = self._region.official[np.maximum(at, 0)]
        province = is_one_of(rows, "precision", {PROVINCE}) & official
        return enough | is_one_of(rows, "precision", {DISTRICT}) | province

    def _at(self, latitudes: FloatArray, longitudes: FloatArray) -> IntArray:
        if self._region.areas is not None:
            return self._region.areas.find_all(latitudes, longitudes)
        cells = cells_at(latitudes, longitudes)
        at = np.minimum(np.searchsorted(self._cells, cells), len(self._cells) - 1)
        return np.where(self._cells[at] == cells, at, NOWHERE)


def _circles(latitudes: FloatArray, longitudes: FloatArray, km: float) -> NDArray[Any]:
    """Polygons that hold all within a distance of each point, shape (N,), drawn round the circle."""
    angle = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    tall = km / KM_PER_DEGREE / np.cos(np.pi / CORNERS)
    wide = tall / np.maximum(np.cos(np.radians(latitudes)), _LEAST_COSINE)
    east = longitudes[:, np.newaxis] + wide[:, np.newaxis] * np.cos(angle)
    north = latitudes[:, np.newaxis] + tall * np.sin(angle)
    made: NDArray[Any] = np.asarray(shapely.polygons(np.stack([east, north], axis=2)))
    return made


def _joined(parts: Any) -> IntArray:
    return np.concatenate([np.empty(0, dtype=np.int64), *parts]).astype(np.int64)
