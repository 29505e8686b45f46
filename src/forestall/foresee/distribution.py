"""How many, as a distribution: P(Y >= c) on one fixed grid of thresholds, for each row and horizon.

Every model of counts speaks this form, so that probabilities, draws, means and medians all come from one
object and can't disagree. Shape (N, H, K): N rows, H horizons rising, K thresholds of the grid.
"""

from __future__ import annotations

import numpy as np

from forestall.foresee.scores.arrays import FloatArray

GRID: tuple[int, ...] = (
    1, 2, 3, 5, 8, 12, 18, 25, 35, 50, 70, 100, 150, 250, 400, 630, 1000, 1600, 2500, 5000, 10000, 30000, 100000,
)  # fmt: skip
"""Fine enough to read any threshold between by interpolation in log count."""
FLOOR, CAP = 0.0003, 0.9985
"""No forecast is surer than this: 0.0003 of a month is about one in 280 country-years."""
LARGEST_COUNT = 1_000_000
"""Nothing above is drawn; no country-year on record comes near."""
N_DRAWS = 200

_TAIL_EXPONENT = 1.5
_TAIL_FROM = 100
_TAIL_SHARE = 0.1
_SMALLEST = 1e-15


def make_coherent(exceedance: FloatArray) -> FloatArray:
    """The same, never rising over thresholds and never falling over horizons, shape (N, H, K).

    A crossing is settled half way between the lower and the higher, not always up or always down.
    """
    made = exceedance
    for _ in range(2):
        falling = np.minimum.accumulate(made, axis=2)
        made = (falling + np.maximum.accumulate(made[:, :, ::-1], axis=2)[:, :, ::-1]) / 2
        rising = np.maximum.accumulate(made, axis=1)
        made = (rising + np.minimum.accumulate(made[:, ::-1], axis=1)[:, ::-1]) / 2
    return np.maximum.accumulate(np.minimum.accumulate(made, axis=2), axis=1)


def bound_tail(exceedance: FloatArray) -> FloatArray:
    """The same with a far tail that falls at least like count ** -1.5, shape (N, H, K).

    History holds a handful of totals above 10,000, so what a model says of its steps there is noise, and
    dear: without a bound one row in a thousand at 100,000 makes up the mean. Each step from 100 on whose
    probability is at most 0.1 is bounded. Exponent and start were chosen on origins 2005-2013.
    """
    made = exceedance.copy()
    for step in range(GRID.index(_TAIL_FROM), len(GRID) - 1):
        highest = made[:, :, step] * (GRID[step + 1] / GRID[step]) ** -_TAIL_EXPONENT
        is_over = (made[:, :, step] <= _TAIL_SHARE) & (made[:, :, step + 1] > highest)
        made[:, :, step + 1] = np.where(is_over, highest, made[:, :, step + 1])
    return np.minimum.accumulate(made, axis=2)


def probability_of(exceedance: FloatArray, threshold: int) -> FloatArray:
    """P(Y >= threshold), never surer than FLOOR and CAP, shape (N, H).

    Args:
        exceedance: shape (N, H, K).
        threshold: one of GRID.
    """
    return np.clip(exceedance[:, :, GRID.index(threshold)], FLOOR, CAP)


def draws_of(exceedance: FloatArray, n_draws: int = N_DRAWS) -> FloatArray:
    """Equally likely counts in rising order, shape (N, H, S): the quantiles at (s + 1/2) / S.

    Between thresholds log P is linear in log count, a local Pareto tail. Levels are shared over horizons,
    so draw s never falls as the window grows.
    """
    n_rows, n_horizons, n_steps = exceedance.shape
    counts, log_count = np.array(GRID, dtype=float), np.log(np.array(GRID, dtype=float))
    flat = exceedance.reshape(n_rows * n_horizons, n_steps)
    log_p = np.log(np.maximum(flat, 1e-12))
    rows = np.arange(len(flat))
    made = np.zeros((len(flat), n_draws))
    for number in range(n_draws):
        level = (number + 0.5) / n_draws
        n_above = (flat >= level).sum(axis=1)
        step = np.clip(n_above, 1, n_steps - 1)
        upper, lower = log_p[rows, step - 1], log_p[rows, step]
        share = np.clip((upper - np.log(level)) / np.maximum(upper - lower, 1e-9), 0, 1)
        count = np.floor(np.exp(log_count[step - 1] + share * (log_count[step] - log_count[step - 1])) + 1e-9)
        inside = np.minimum(count, counts[step] - 1)
        made[:, number] = np.select([n_above == 0, n_above == n_steps], [0.0, float(LARGEST_COUNT)], inside)
    return made[:, ::-1].reshape(n_rows, n_horizons, n_draws)


def exceedance_of(draws: FloatArray) -> FloatArray:
    """Share of draws at or above each threshold, shape (N, H, K).

    Args:
        draws: equally likely counts, shape (N, H, S).
    """
    shares: list[FloatArray] = [(draws >= threshold).mean(axis=2) for threshold in GRID]
    return np.stack(shares, axis=2)


def mean_of(exceedance: FloatArray) -> FloatArray:
    """Expected count, shape (N, H): the sum of P(Y >= c) over c from 1 on, as an integral between thresholds.

    The mean of a heavy tail runs far above what usually comes: show the median beside it, or in its place.
    """
    log_count = np.log(np.array((*GRID, LARGEST_COUNT), dtype=float))
    last = exceedance[:, :, -1:] * (GRID[-1] / LARGEST_COUNT) ** _TAIL_EXPONENT
    p = np.maximum(np.concatenate([exceedance, last], axis=2), _SMALLEST)
    slope = np.diff(np.log(p), axis=2) / np.diff(log_count)
    low, high = np.exp(log_count[:-1]), np.exp(log_count[1:])
    is_hyperbola = np.abs(slope + 1) < 1e-6
    power = np.where(is_hyperbola, 0.0, slope) + 1
    area = np.where(is_hyperbola, np.log(high / low), ((high / low) ** power - 1) / power) * p[:, :, :-1] * low
    total: FloatArray = area.sum(axis=2) + exceedance[:, :, 0] / 2
    return total


def median_of(exceedance: FloatArray) -> FloatArray:
    """The count that is as likely reached as not, shape (N, H): the typical value to show."""
    middle: FloatArray = np.median(draws_of(exceedance), axis=2)
    return middle
