"""Bins of forecasts: by about equal counts, or between given edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from forestall.errors import ValueRangeError
from forestall.foresee.scores.arrays import FloatArray, IntArray, numbers


def equal_count_bins(values: FloatArray, n_bins: int) -> IntArray:
    """The bin of each value, shape (N,), numbered from 0 in rising order, none empty.

    Equal values always share a bin, so that the order of rows plays no part; where many are equal there
    are fewer bins than asked for.

    Args:
        values: finite numbers, shape (N,).
        n_bins: how many bins at most, from 1.

    Raises:
        ValueRangeError: no bin asked for.

    Example:
        >>> equal_count_bins(np.array([0.1, 0.1, 0.1, 0.7]), 2)
        array([0, 0, 0, 1])
    """
    if n_bins < 1:
        raise ValueRangeError(
            expected="at least one bin", found=str(n_bins), where="n_bins", remedy="Ask for one bin or more."
        )
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    coarse = np.minimum((middle * n_bins / len(values)).astype(np.int64), n_bins - 1)
    return np.unique(coarse, return_inverse=True)[1].astype(np.int64)[inverse]


def bins_between(values: FloatArray, edges: ArrayLike) -> IntArray:
    """The bin of each value between rising edges, shape (N,): bin k holds edges[k] <= value < edges[k + 1].

    The last bin includes its upper edge.

    Args:
        values: finite numbers, shape (N,).
        edges: rising, shape (B + 1,), with B at least 1.

    Raises:
        ValueRangeError: the edges don't rise, or a value lies outside them.
    """
    bounds = checked_edges(edges)
    numbers("values", values, lowest=bounds[0], highest=bounds[-1])
    return np.minimum(np.searchsorted(bounds, values, side="right") - 1, len(bounds) - 2).astype(np.int64)


def checked_edges(edges: ArrayLike) -> FloatArray:
    """The edges as numbers, shape (B + 1,).

    Raises:
        ValueRangeError: fewer than two, or they don't rise.
    """
    bounds = np.asarray(edges, dtype=np.float64)
    if bounds.ndim != 1 or len(bounds) < 2 or not (np.diff(bounds) > 0).all():
        raise ValueRangeError(
            expected="two or more edges that rise",
            found="others",
            where="edges",
            remedy="Give the edges of the bins from low to high, each once.",
        )
    return bounds
