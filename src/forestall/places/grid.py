"""The half-degree grid (PRIO-GRID): from a point to its cell and back, by arithmetic alone.

360 rows of 720 columns; row 1 begins at the South Pole, column 1 at 180 degrees west, and a cell's number
is (row - 1) * 720 + column, from 1 to 259,200. A cell has its southern and western edge: a point on an edge
belongs to the cell north and east of it. Longitude 180 is the same line as -180, so column 1; latitude 90
belongs to the last row.

The functions in the plural take and give NumPy arrays of N cells; those in the singular are the same
arithmetic on plain numbers. Columns wrap at the dateline; rows stop at the poles.

Source:
    Tollefsen, Strand and Buhaug (2012), PRIO-GRID: A unified spatial data structure,
    Journal of Peace Research 49(2), 363-374.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from forestall.errors import ValueRangeError
from forestall.places.points import SOUTH, WEST, FloatArray, check_points, check_range

IntArray = NDArray[np.int64]

ROWS = 360
COLUMNS = 720
CELLS = ROWS * COLUMNS
CELLS_PER_DEGREE = 2
CELL_DEGREES = 1 / CELLS_PER_DEGREE
NO_CELL = 0
"""Stands for a neighbour beyond a pole."""

# North, north-east, east and so on round: the order in which neighbours are given.
_STEPS = np.array([(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)], dtype=np.int64)


def cells_at(latitudes: ArrayLike, longitudes: ArrayLike) -> IntArray:
    """Cell numbers of points, shape (N,).

    Args:
        latitudes: degrees north, shape (N,), each in [-90, 90].
        longitudes: degrees east, shape (N,), each in [-180, 180].

    Raises:
        ShapeError: the two differ in shape, or are not one-dimensional.
        ValueRangeError: a value is not finite or outside its range; names its position.
    """
    lat, lon = check_points(latitudes, longitudes)
    # Doubling is exact, adding 90 is not: a point just south of the equator would slip over it. The minimum
    # and the modulo take in latitude 90 and longitude 180 without a branch.
    row: IntArray = np.minimum(np.floor(lat * CELLS_PER_DEGREE) + ROWS // 2, ROWS - 1).astype(np.int64)
    column: IntArray = np.floor(lon * CELLS_PER_DEGREE).astype(np.int64) + COLUMNS // 2
    return row * COLUMNS + column % COLUMNS + 1


def rows_and_columns(cells: ArrayLike) -> tuple[IntArray, IntArray]:
    """Rows in 1..360 from the south and columns in 1..720 from the west, each shape (N,).

    Raises:
        ValueRangeError: a number is not a whole one in 1..259,200.
    """
    index = _checked(cells) - 1
    return index // COLUMNS + 1, index % COLUMNS + 1


def cells_of(rows: ArrayLike, columns: ArrayLike) -> IntArray:
    """Cell numbers of rows in 1..360 and columns in 1..720, shape (N,).

    Raises:
        ValueRangeError: a row or column is outside its range.
    """
    row, column = _whole("row", rows, ROWS), _whole("column", columns, COLUMNS)
    return (row - 1) * COLUMNS + column


def centroids(cells: ArrayLike) -> FloatArray:
    """Latitude and longitude of the middle of each cell, shape (N, 2).

    Raises:
        ValueRangeError: a number is not a whole one in 1..259,200.
    """
    row, column = rows_and_columns(cells)
    return np.stack([SOUTH + (row - 0.5) * CELL_DEGREES, WEST + (column - 0.5) * CELL_DEGREES], axis=1)


def neighbours_of(cells: ArrayLike) -> IntArray:
    """The 8 neighbours of each cell, shape (N, 8): north first, then clockwise.

    Columns are taken modulo 720, so that the dateline has neighbours on both sides; beyond a pole stands 0.

    Raises:
        ValueRangeError: a number is not a whole one in 1..259,200.
    """
    row, column = rows_and_columns(cells)
    near_row = row[:, np.newaxis] + _STEPS[:, 0]
    near_column = (column[:, np.newaxis] + _STEPS[:, 1] - 1) % COLUMNS
    inside = (near_row >= 1) & (near_row <= ROWS)
    return np.where(inside, (near_row - 1) * COLUMNS + near_column + 1, NO_CELL)


def cell_at(latitude: float, longitude: float) -> int:
    """The cell number of one point.

    Raises:
        ValueRangeError: the point is not finite or not on the globe.

    Example:
        >>> cell_at(15.6, 32.5)
        152346
    """
    return int(cells_at([latitude], [longitude])[0])


def row_and_column(cell: int) -> tuple[int, int]:
    """Row from the south and column from the west of one cell.

    Raises:
        ValueRangeError: the number is not in 1..259,200.
    """
    row, column = rows_and_columns([cell])
    return int(row[0]), int(column[0])


def centroid(cell: int) -> tuple[float, float]:
    """Latitude and longitude of the middle of one cell.

    Raises:
        ValueRangeError: the number is not in 1..259,200.
    """
    latitude, longitude = centroids([cell])[0]
    return float(latitude), float(longitude)


def bounds(cell: int) -> tuple[float, float, float, float]:
    """South, west, north and east edge of one cell, in degrees.

    Raises:
        ValueRangeError: the number is not in 1..259,200.
    """
    latitude, longitude = centroid(cell)
    half = CELL_DEGREES / 2
    return latitude - half, longitude - half, latitude + half, longitude + half


def neighbours(cell: int) -> tuple[int, ...]:
    """The neighbours of one cell, north first, then clockwise: 8, or 5 in the rows at the poles.

    Raises:
        ValueRangeError: the number is not in 1..259,200.
    """
    return tuple(int(near) for near in neighbours_of([cell])[0] if near != NO_CELL)


def _checked(cells: ArrayLike) -> IntArray:
    return _whole("cell", cells, CELLS)


def _whole(what: str, values: ArrayLike, highest: int) -> IntArray:
    given = np.asarray(values)
    if given.size and (given.dtype.kind not in "iuf" or not np.array_equal(given, np.trunc(given))):
        raise ValueRangeError(
            expected=f"whole numbers in 1..{highest}",
            found="other values",
            where=what,
            remedy="Correct the values and try again.",
        )
    check_range(what, given, 1, highest)
    return given.astype(np.int64)
