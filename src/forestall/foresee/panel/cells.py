"""Cells of the half-degree grid as units: which lie next to which, and the rim around a region."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from forestall.errors import ValueRangeError
from forestall.foresee.panel.kernels import NOBODY
from forestall.places.grid import CELL_DEGREES, CELLS, NO_CELL, centroids, neighbours_of

IntArray = NDArray[np.int64]


def neighbour_table(cells: ArrayLike) -> IntArray:
    """Positions in `cells` of the 8 neighbours of each, shape (U, 8), north first, then clockwise.

    Columns wrap at the dateline. -1 stands for a neighbour beyond a pole or not among the cells: what
    happens there is not counted, so give a region with its rim (`with_rim`).

    Args:
        cells: numbers in 1..259,200, rising, each once, shape (U,).

    Raises:
        ValueRangeError: other numbers, or not rising.
    """
    own = _rising(cells)
    near = neighbours_of(own)
    at = np.minimum(np.searchsorted(own, near), len(own) - 1)
    return np.where((own[at] == near) & (near != NO_CELL), at, NOBODY)


def with_rim(cells: ArrayLike) -> IntArray:
    """The cells and all their neighbours, rising, each once: what a region's spatial lag needs.

    Raises:
        ValueRangeError: numbers outside 1..259,200, or not rising.
    """
    own = _rising(cells)
    near = neighbours_of(own)
    return np.union1d(own, near[near != NO_CELL])


def cells_touching(areas: Iterable[BaseGeometry]) -> IntArray:
    """The cells that any of the areas reaches into, rising, each once.

    Args:
        areas: in degrees, longitude first.
    """
    boxes = shapely.STRtree(cell_boxes(np.arange(1, CELLS + 1)))
    _, found = boxes.query(list(areas), predicate="intersects")
    return np.unique(found).astype(np.int64) + 1


def cell_boxes(cells: ArrayLike) -> NDArray[Any]:
    """The cells as polygons, shape (N,).

    Raises:
        ValueRangeError: a number outside 1..259,200.
    """
    south, west = (centroids(cells) - CELL_DEGREES / 2).T
    boxes: NDArray[Any] = np.asarray(shapely.box(west, south, west + CELL_DEGREES, south + CELL_DEGREES))
    return boxes


def _rising(cells: ArrayLike) -> IntArray:
    own = np.asarray(cells, dtype=np.int64)
    if own.ndim != 1 or not len(own) or (np.diff(own) <= 0).any():
        raise ValueRangeError(
            expected="numbers of cells, rising, each once",
            found="another order, a number twice, or none",
            where="cells",
            remedy="Sort them with numpy.unique.",
        )
    return own
