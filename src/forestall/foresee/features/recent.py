"""What a record holds of the recent past, month by month: sums, maxima, shares, time since, fading sums.

Each column of a result reads that column and earlier ones of shape (U, T). Before the record began, and
where a unit did not stand yet, there is nothing to add: these are sums of what is on record. A unit whose
record is unknown must not be read through them; its forecast is made from its neighbours.
"""

from __future__ import annotations

import numpy as np

from forestall.foresee.panel.kernels import decayed_sum
from forestall.foresee.scores.arrays import BoolArray, FloatArray

NEVER = 480.0
"""Months since something that is not on record: forty years."""


def recorded_sum(array: FloatArray, width: int) -> FloatArray:
    """Sum of the last `width` months, of fewer at the start, shape (U, T)."""
    total = np.cumsum(np.nan_to_num(array), axis=1)
    made = total.copy()
    made[:, width:] -= total[:, :-width]
    return made


def recorded_maximum(array: FloatArray, width: int) -> FloatArray:
    """Largest of the last `width` months, shape (U, T)."""
    filled = np.pad(np.nan_to_num(array), ((0, 0), (width - 1, 0)))
    largest: FloatArray = np.lib.stride_tricks.sliding_window_view(filled, width, axis=1).max(axis=2)
    return largest


def months_since(happened: BoolArray) -> FloatArray:
    """Months since it last happened, 0 in that month, NEVER where it is not on record, shape (U, T)."""
    now = np.arange(happened.shape[1])
    last = np.maximum.accumulate(np.where(happened, now, -1), axis=1)
    return np.where(last >= 0, now - last, NEVER)


def fading_sum(array: FloatArray, half_life: float) -> FloatArray:
    """Sum of all months so far, each counting half as much every `half_life` months, shape (U, T)."""
    return decayed_sum(np.nan_to_num(array), half_life).astype(np.float64, copy=False)
