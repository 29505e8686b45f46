"""Scores of a whole distribution, given as draws: each row of N holds S equally likely numbers.

Draws and observations share a unit, such as civilians killed in the window; CRPS and the interval score
come in that unit, ignorance in bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from forestall.errors import ShapeError, ValueRangeError
from forestall.foresee.scores.arrays import FloatArray, check_shapes, checked_draws, numbers
from forestall.foresee.scores.bins import bins_between, checked_edges


def crps_terms(draws: FloatArray, observed: FloatArray, *, fair: bool) -> FloatArray:
    """Continuous ranked probability score of each row, in the unit of the draws, shape (N,).

    Args:
        draws: equally likely numbers, shape (N, S).
        observed: what came, shape (N,).
        fair: False scores the S draws as if they were the whole forecast. True scores the distribution they
            were drawn from, without the charge for having few draws; needs S of at least 2, and can be
            negative. Compare forecasts with different S by the fair one only.

    Raises:
        ShapeError: not one row of draws for each observation, or a fair score of one draw.
        ValueRangeError: a number is not finite.

    Source:
        Gneiting and Raftery (2007), Journal of the American Statistical Association 102(477), 359-378,
        eq. 21; fair: Ferro (2014), Quarterly Journal of the Royal Meteorological Society 140(683), 1917-1923.
    """
    drawn, seen = checked_draws(draws, observed)
    n_draws = drawn.shape[1]
    if fair and n_draws < 2:
        raise ShapeError(
            expected="at least two draws a row",
            found="one",
            where="draws",
            remedy="Draw more, or ask for the score of the draws as they are.",
        )
    ordered = np.sort(drawn, axis=1)
    # sum over i, j of |x_i - x_j| is 2 * sum over k of (2k - S - 1) * x_(k), in rising order
    spread: FloatArray = ordered @ (2.0 * np.arange(1, n_draws + 1) - n_draws - 1) / (n_draws * (n_draws - fair))
    error: FloatArray = np.abs(ordered - seen[:, np.newaxis]).mean(axis=1)
    return error - spread


def crps(draws: FloatArray, observed: FloatArray, *, fair: bool = False) -> float:
    """Mean continuous ranked probability score, in the unit of the draws; lower is better.

    For a single draw it is the absolute error. It is dominated by the largest counts: print it beside the
    same score of log(1 + count), and beside that of the references.

    Args:
        draws: equally likely numbers, shape (N, S).
        observed: what came, shape (N,).
        fair: whether to score the distribution the draws came from rather than the draws; see `crps_terms`.

    Raises:
        ShapeError: not one row of draws for each observation, or a fair score of one draw.
        ValueRangeError: a number is not finite.

    Source:
        Gneiting and Raftery (2007), Journal of the American Statistical Association 102(477), 359-378.

    Example:
        >>> crps(np.array([[0.0, 2.0]]), np.array([1.0]))
        0.5
    """
    return float(crps_terms(draws, observed, fair=fair).mean())


def interval_terms(low: FloatArray, high: FloatArray, observed: FloatArray, coverage: float) -> FloatArray:
    """Interval score of each row, in the unit of the interval, shape (N,), each at least 0.

    Args:
        low: lower ends, shape (N,).
        high: upper ends, shape (N,), none below its lower end.
        observed: what came, shape (N,).
        coverage: how much the central interval should hold, in (0, 1), such as 0.8.

    Raises:
        ShapeError: the arrays differ in shape, or N is 0.
        ValueRangeError: a number is not finite, an interval is upside down, or coverage outside (0, 1).

    Source:
        Gneiting and Raftery (2007), Journal of the American Statistical Association 102(477), 359-378, eq. 43.
    """
    ends = [numbers(name, values) for name, values in (("low", low), ("high", high), ("observed", observed))]
    check_shapes(("low", ends[0]), ("high", ends[1]), ("observed", ends[2]))
    if not 0 < coverage < 1 or (ends[0] > ends[1]).any():
        raise ValueRangeError(
            expected="low <= high, and a coverage between 0 and 1",
            found="other values",
            where="interval",
            remedy="Give the lower end first, and the coverage as a share.",
        )
    lower, upper, seen = ends
    outside = np.maximum(lower - seen, 0) + np.maximum(seen - upper, 0)
    return (upper - lower) + outside * (2 / (1 - coverage))


def interval_score(draws: FloatArray, observed: FloatArray, coverage: float) -> float:
    """Mean interval score of the central interval of the draws, in their unit; lower is better.

    Its width, and a charge of 2 / (1 - coverage) for each unit that the observation lies outside.

    Args:
        draws: equally likely numbers, shape (N, S).
        observed: what came, shape (N,).
        coverage: how much the central interval should hold, in (0, 1), such as 0.8.

    Raises:
        ShapeError: not one row of draws for each observation.
        ValueRangeError: a number is not finite, or coverage outside (0, 1).

    Source:
        Gneiting and Raftery (2007), Journal of the American Statistical Association 102(477), 359-378, eq. 43.

    Example:
        >>> round(interval_score(np.array([[0.0, 1.0, 2.0, 3.0, 4.0]]), np.array([5.0]), 0.5), 6)
        10.0
    """
    drawn, seen = checked_draws(draws, observed)
    numbers("coverage", coverage, lowest=0, highest=1)
    low, high = np.quantile(drawn, [(1 - coverage) / 2, (1 + coverage) / 2], axis=1)
    return float(interval_terms(low, high, seen, coverage).mean())


def ignorance_terms(draws: FloatArray, observed: FloatArray, edges: ArrayLike) -> FloatArray:
    """Ignorance of each row in bits, shape (N,): -log2 of the share of draws in the bin that came.

    Each bin holds one more draw than it was given, so that no bin is held for impossible and a score is at
    most log2(S + B).

    Args:
        draws: equally likely numbers, shape (N, S).
        observed: what came, shape (N,).
        edges: rising edges of B bins that take in all draws and observations, shape (B + 1,); the first and
            last may be infinite.

    Raises:
        ShapeError: not one row of draws for each observation.
        ValueRangeError: a number is not finite or outside the edges, or edges that don't rise.

    Source:
        Roulston and Smith (2002), Monthly Weather Review 130(6), 1653-1660; bins and one added draw in each
        as in the VIEWS prediction challenge 2023/24 (Hegre et al. 2025, Journal of Peace Research).
    """
    drawn, seen = checked_draws(draws, observed)
    n_bins = len(checked_edges(edges)) - 1
    came = bins_between(seen, edges)
    inside = bins_between(drawn.ravel(), edges).reshape(drawn.shape) == came[:, np.newaxis]
    share: FloatArray = (inside.sum(axis=1) + 1) / (drawn.shape[1] + n_bins)
    return -np.log2(share)


def ignorance(draws: FloatArray, observed: FloatArray, edges: ArrayLike) -> float:
    """Mean ignorance in bits over bins; lower is better, log2(B) is what equal chances for all bins score.

    Args:
        draws: equally likely numbers, shape (N, S).
        observed: what came, shape (N,).
        edges: rising edges of B bins that take in all draws and observations, shape (B + 1,); the first and
            last may be infinite.

    Raises:
        ShapeError: not one row of draws for each observation.
        ValueRangeError: a number is not finite or outside the edges, or edges that don't rise.

    Source:
        Roulston and Smith (2002), Monthly Weather Review 130(6), 1653-1660.

    Example:
        >>> ignorance(np.array([[0.0, 0.0, 3.0, 9.0]]), np.array([0.0]), [0, 1, 5, 10, 100])
        1.415037499278844
    """
    return float(ignorance_terms(draws, observed, edges).mean())


def exceedance(draws: FloatArray, thresholds: ArrayLike) -> FloatArray:
    """Share of draws above each threshold, P(Y > c), shape (N, K), each in [0, 1].

    Strict: a draw that equals the threshold is not above it. For at least 25 of a count ask `at_least`.

    Args:
        draws: equally likely numbers, shape (N, S).
        thresholds: shape (K,).

    Raises:
        ShapeError: draws without rows or columns.
        ValueRangeError: a number is not finite.
    """
    return _shares(draws, thresholds, "right")


def at_least(draws: FloatArray, thresholds: ArrayLike) -> FloatArray:
    """Share of draws at or above each threshold, P(Y >= c), shape (N, K), each in [0, 1].

    Args:
        draws: equally likely numbers, shape (N, S).
        thresholds: shape (K,).

    Raises:
        ShapeError: draws without rows or columns.
        ValueRangeError: a number is not finite.

    Example:
        >>> at_least(np.array([[0.0, 25.0, 30.0, 99.0]]), [1, 25, 100])
        array([[0.75, 0.75, 0.  ]])
    """
    return _shares(draws, thresholds, "left")


def _shares(draws: FloatArray, thresholds: ArrayLike, side: str) -> FloatArray:
    drawn = checked_draws(draws, np.zeros(len(draws)))[0]
    limits = numbers("thresholds", thresholds)
    over = np.greater if side == "right" else np.greater_equal
    shares: list[FloatArray] = [over(drawn, limit).mean(axis=1) for limit in np.atleast_1d(limits)]
    return np.stack(shares, axis=1)
