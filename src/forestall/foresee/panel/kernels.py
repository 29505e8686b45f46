"""The arithmetic of history: each column t of a result is made from columns up to t, and no later one.

Values have shape (U, T), units by periods, rising in time, float32 or float64, finite or NaN. NaN is
unknown, and unknown stays unknown: a window or neighbourhood that holds one is unknown as a whole, never
smaller for it. Results have the type of the values. Every result of a unit depends on the rows of that
unit and of its neighbours alone, added up in one fixed order, so that any cut into tiles gives the same
bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forestall.errors import ShapeError, ValueRangeError

Values = NDArray[np.floating[Any]]
Neighbours = NDArray[np.integer[Any]]

STRETCH = 20
"""Periods that the decayed sum takes in one go; fixed, so that a later period changes no earlier byte."""
NOBODY = -1
"""Stands in a table of neighbours where there is none: at sea, beyond a pole, outside the panel."""


def rolling_sums(values: Values, windows: Sequence[int], out: Values | None = None) -> Values:
    """Sums over the last w periods, the current one included, for each of W windows, shape (W, U, T).

    Unknown until w periods are known. Each window is made from the largest earlier one that divides it
    (24 from two of 12, 12 from two of 6), which takes few additions and leaves no residue, as running
    differences do.

    Args:
        values: shape (U, T), contiguous.
        windows: in periods, from 1, rising.
        out: where to put the sums, each contiguous; a new array when not given.

    Raises:
        ValueRangeError: windows below 1, or not rising.
    """
    _check_windows(windows)
    sums = np.empty((len(windows), *values.shape), values.dtype) if out is None else out
    for number, window in enumerate(windows):
        made = [earlier for earlier in range(number) if window % windows[earlier] == 0]
        part = windows[made[-1]] if made else 1
        _add_shifted(sums[made[-1]] if made else values, part, window, sums[number])
    return sums


def _add_shifted(source: Values, part: int, window: int, out: Values) -> None:
    """Windows of that length from sums over parts of it, in the order now, one part ago, two parts ago."""
    # All units in one long row: what that adds up across two units lies where the window isn't full yet.
    flat, target = (np.reshape(each, -1, copy=False) for each in (source, out))
    first = window - 1
    if first < len(flat):
        so_far = flat[first:]
        for back in range(part, window, part):
            so_far = np.add(so_far, flat[first - back : len(flat) - back], out=target[first:])
        if window == part:
            np.copyto(target, flat)
    out[:, :first] = np.nan


def periods_since(values: Values, least: float, out: Values | None = None) -> Values:
    """Periods since the value was last at least so high, 0 in that period itself, shape (U, T).

    Where that is not on record, it counts from the last unknown period or the one before the record
    began: the fewest periods that what is known leaves open. So a gap in the record never reads as calm.

    Args:
        values: shape (U, T).
        least: what counts as an event; an event of another size is none.
        out: where to put the result; a new array when not given.
    """
    periods = np.arange(1, values.shape[1] + 1, dtype=np.int32)  # 0 is before the record
    may_be_event = ~(values < least)  # an unknown is not below
    last = np.multiply(may_be_event, periods)
    np.maximum.accumulate(last, axis=1, out=last)
    since = np.empty_like(values) if out is None else out
    np.subtract(periods, last, out=since, casting="unsafe")  # whole numbers far below 2**24: exact
    return _unknown_where(values, since)


def decayed_sum(values: Values, half_life: float, out: Values | None = None) -> Values:
    """Sum of all periods so far, each counting half as much every so many periods, shape (U, T).

    Where a value is unknown so is the sum; after it, what was known before goes on fading, and the
    unknown adds nothing: a lower bound.

    Args:
        values: shape (U, T).
        half_life: in periods, above 0.
        out: where to put the result; a new array when not given.

    Raises:
        ValueRangeError: a half-life that is not above 0.
    """
    if not half_life > 0:
        raise ValueRangeError(
            expected="a half-life above 0", found=f"{half_life}", where="half_life", remedy="Give it in periods."
        )
    n_units, n_periods = values.shape
    n_stretches = -(-n_periods // STRETCH)
    # Rows of many units add up faster than columns of few bytes, and all stretches of time go side by side.
    by_period = np.zeros((n_stretches * STRETCH, n_units), values.dtype)
    np.copyto(by_period[:n_periods], values.T)
    if np.isnan(by_period).any():
        np.nan_to_num(by_period, copy=False)
    stretches = by_period.reshape(n_stretches, STRETCH, n_units)
    fading = (0.5 ** (np.arange(1, STRETCH + 1) / half_life)).astype(values.dtype)
    faded = np.empty((n_stretches, n_units), values.dtype)
    for step in range(1, STRETCH):
        np.multiply(stretches[:, step - 1], fading[0], out=faded)
        np.add(stretches[:, step], faded, out=stretches[:, step])
    carried = np.empty((STRETCH, n_units), values.dtype)
    for number in range(1, n_stretches):
        np.multiply(stretches[number - 1, -1], fading[:, np.newaxis], out=carried)
        np.add(stretches[number], carried, out=stretches[number])
    summed = np.empty_like(values) if out is None else out
    np.copyto(summed, by_period[:n_periods].T)
    return _unknown_where(values, summed)


def neighbour_sum(values: Values, neighbours: Neighbours, out: Values | None = None) -> Values:
    """Sum over the neighbours of each of N units in the same period, shape (N, T), the unit itself left out.

    Args:
        values: of all units, shape (U, T).
        neighbours: rows of `values` that lie next to each unit, shape (N, K), K at least 1; -1 where there is none.
        out: where to put the result; a new array when not given.

    Raises:
        ShapeError: not a table of neighbours.
        ValueRangeError: a row that `values` doesn't have.
    """
    check_neighbours(neighbours, values.shape[0])
    summed = np.empty((len(neighbours), values.shape[1]), values.dtype) if out is None else out
    summed[:] = 0
    for rows in neighbours.T:
        # Neighbours of units in a row mostly lie in a row themselves, and are added without being gathered.
        begins = np.flatnonzero(np.r_[True, (np.diff(rows) != 1) | (rows[:-1] == NOBODY)])
        for begin, end in pairwise([*begins.tolist(), len(rows)]):
            first = int(rows[begin])
            if first != NOBODY:
                np.add(summed[begin:end], values[first : first + end - begin], out=summed[begin:end])
    return summed


def check_neighbours(neighbours: Neighbours, n_units: int) -> None:
    """Refuse a table of neighbours that doesn't fit that many units.

    Raises:
        ShapeError: not a table (N, K) of whole numbers.
        ValueRangeError: a number outside -1..n_units - 1.
    """
    if neighbours.ndim != 2 or not neighbours.shape[1] or neighbours.dtype.kind not in "iu":
        raise ShapeError(
            expected="a table of row numbers, shape (N, K), K at least 1",
            found=f"shape {neighbours.shape} of {neighbours.dtype}",
            where="neighbours",
            remedy="Make it with `neighbour_table`.",
        )
    if neighbours.size and (neighbours.min() < NOBODY or neighbours.max() >= n_units):
        raise ValueRangeError(
            expected=f"rows in 0..{n_units - 1}, or -1 for none",
            found="another number",
            where="neighbours",
            remedy="Make the table for the units of this panel.",
        )


def _unknown_where(values: Values, result: Values) -> Values:
    unknown = np.isnan(values)
    if unknown.any():
        result[unknown] = np.nan
    return result


def _check_windows(windows: Sequence[int]) -> None:
    if not windows or windows[0] < 1 or any(left >= right for left, right in pairwise(windows)):
        raise ValueRangeError(
            expected="windows of at least one period, rising",
            found=f"{list(windows)}",
            where="windows",
            remedy="Name each window once, from short to long.",
        )
