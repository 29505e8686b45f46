"""What a grid of states by years held in the years before: time since, maxima, means, values then.

Every result, shape (U, P), is made from a column and those before it.
"""

from __future__ import annotations

import numpy as np

from forestall.foresee.features.recent import fading_sum
from forestall.foresee.scores.arrays import FloatArray

__all__ = ["fading_sum", "known_maximum", "known_mean", "known_sum", "since", "years_before"]


def since(event: FloatArray, cap: float) -> FloatArray:
    """Periods since the event, 0 in its own, at most `cap`; `cap` where none is on record, shape (U, P)."""
    now = np.arange(event.shape[1])
    last = np.maximum.accumulate(np.where(event > 0, now, -10_000), axis=1)
    return np.minimum(now - last, cap).astype(np.float64)


def years_before(values: FloatArray, n_years: int) -> FloatArray:
    """The value so many years earlier, NaN at the start, shape (U, P)."""
    made = np.full_like(values, np.nan)
    made[:, n_years:] = values[:, :-n_years]
    return made


def known_maximum(values: FloatArray, n_years: int) -> FloatArray:
    """Largest known value of the last so many years, NaN where none is, shape (U, P)."""
    stack = _last_years(values, n_years)
    highest = np.where(np.isnan(stack), -np.inf, stack).max(axis=0)
    return np.where(np.isneginf(highest), np.nan, highest)


def known_mean(values: FloatArray, n_years: int) -> FloatArray:
    """Mean of the known values of the last so many years, NaN where none is, shape (U, P)."""
    stack = _last_years(values, n_years)
    n_known = (~np.isnan(stack)).sum(axis=0)
    return np.where(n_known > 0, np.nansum(stack, axis=0) / np.maximum(n_known, 1), np.nan)


def known_sum(values: FloatArray, n_years: int) -> FloatArray:
    """Sum of the known values of the last so many years, shape (U, P)."""
    summed: FloatArray = np.nansum(_last_years(values, n_years), axis=0)
    return summed


def _last_years(values: FloatArray, n_years: int) -> FloatArray:
    return np.stack([values, *(years_before(values, back) for back in range(1, n_years))])
