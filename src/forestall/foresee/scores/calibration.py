"""Whether what was said to happen in so many of a hundred cases happened in so many.

Ranking plays no part here: a constant base rate is well calibrated and of little use.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from scipy.special import betaincinv, expit, logit

from forestall.errors import ValueRangeError
from forestall.foresee.scores.arrays import BoolArray, FloatArray, checked_forecasts
from forestall.foresee.scores.bins import equal_count_bins

IntervalMethod = Literal["wilson", "jeffreys"]

_STEPS = 100
_CLOSE = 1e-10
_STEEPEST = 1e3  # beyond this slope the outcomes are parted by the forecasts, and there is no finite line


@dataclass(frozen=True, slots=True)
class CalibrationLine:
    """The line log odds of what happened = intercept + slope * log odds of the forecast."""

    intercept: float
    """0 when right; above, things happened more often than said."""
    slope: float
    """1 when right; below, forecasts were too extreme; above, too timid."""


def calibration_line(probability: FloatArray, occurred: BoolArray) -> CalibrationLine:
    """Intercept and slope of a logistic regression of what happened on the log odds of the forecasts.

    Args:
        probability: issued probabilities, shape (N,), each in (0, 1), at least two different ones.
        occurred: True where the target occurred inside its window, shape (N,).

    Raises:
        ShapeError: the arrays differ in shape, or N is 0.
        ValueRangeError: a probability of 0, 1 or outside, all alike, or outcomes that a threshold of the
            forecasts parts entirely, so that no finite slope fits best.

    Source:
        Cox (1958), Biometrika 45(3-4), 562-565; fitted by maximum likelihood with Newton steps.
    """
    given, happened = checked_forecasts(probability, occurred)
    if ((given <= 0) | (given >= 1)).any() or np.ptp(given) == 0:
        raise _no_line("probabilities inside (0, 1), at least two different ones")
    design = np.column_stack([np.ones_like(given), logit(given)])
    line = np.array([0.0, 1.0])
    for _ in range(_STEPS):
        expected = expit(design @ line)
        weight = expected * (1 - expected)
        gradient = design.T @ (happened - expected)
        curvature = (design * weight[:, np.newaxis]).T @ design
        if np.linalg.cond(curvature) > 1 / np.finfo(float).eps:
            break
        step = np.linalg.solve(curvature, gradient)
        line = line + step / max(1.0, np.abs(step).max())  # never a stride above 1, so that it can't run away
        if np.abs(line).max() > _STEEPEST:
            break
        if np.abs(step).max() < _CLOSE:
            return CalibrationLine(float(line[0]), float(line[1]))
    raise _no_line("outcomes of both kinds that the forecasts don't part entirely")


def expected_calibration_error(probability: FloatArray, occurred: BoolArray, n_bins: int) -> float:
    """Mean distance between forecast and share over bins of about equal counts, weighted by count.

    Never negative, so chance alone puts it above 0: with few events print its bootstrap interval, and the
    value that perfectly calibrated forecasts of the same size would get.

    Args:
        probability: issued probabilities, shape (N,), each in [0, 1].
        occurred: True where the target occurred inside its window, shape (N,).
        n_bins: how many bins at most; forecasts of one probability are never parted.

    Returns:
        The distance, in [0, 1].

    Raises:
        ShapeError: the arrays differ in shape, or N is 0.
        ValueRangeError: a probability outside [0, 1], or no bin asked for.

    Source:
        Naeini, Cooper and Hauskrecht (2015), AAAI Conference on Artificial Intelligence 29, 2901-2907;
        bins of equal counts after Nguyen and O'Connor (2015), EMNLP, 1587-1598.
    """
    given, happened = checked_forecasts(probability, occurred)
    gaps = np.bincount(equal_count_bins(given, n_bins), given - happened)
    return float(np.abs(gaps).sum() / len(given))


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Forecasts of about one probability and how many of them came true."""

    lowest: float
    """Smallest probability in the bin."""
    highest: float
    """Largest probability in the bin."""
    mean_probability: float
    """What was said on average."""
    n: int
    """How many forecasts."""
    n_occurred: int
    """How many came true."""
    observed_share: float
    """The share that came true."""
    low: float
    """Lower end of the interval of the share."""
    high: float
    """Upper end of the interval of the share."""


def reliability_table(
    probability: FloatArray,
    occurred: BoolArray,
    n_bins: int,
    *,
    coverage: float,
    method: IntervalMethod = "jeffreys",
) -> tuple[ReliabilityBin, ...]:
    """One row for each of about equally filled bins, from the lowest probability up.

    The intervals take forecasts for independent; those of one country or one year are not, and then true
    intervals are wider.

    Args:
        probability: issued probabilities, shape (N,), each in [0, 1].
        occurred: True where the target occurred inside its window, shape (N,).
        n_bins: how many bins at most; forecasts of one probability are never parted.
        coverage: how much the intervals should hold, in (0, 1), such as 0.9.
        method: `jeffreys`, or `wilson`, which is wider where nothing or everything came true.

    Raises:
        ShapeError: the arrays differ in shape, or N is 0.
        ValueRangeError: a probability outside [0, 1], no bin asked for, or coverage outside (0, 1).

    Source:
        Bröcker and Smith (2007), Weather and Forecasting 22(3), 651-661, for what the table shows.
    """
    given, happened = checked_forecasts(probability, occurred)
    bins = equal_count_bins(given, n_bins)
    rows = (np.flatnonzero(bins == number) for number in range(int(bins.max()) + 1))
    return tuple(_bin(given[inside], happened[inside], coverage, method) for inside in rows)


def _bin(given: FloatArray, happened: BoolArray, coverage: float, method: IntervalMethod) -> ReliabilityBin:
    n_occurred = int(happened.sum())
    low, high = share_interval(n_occurred, len(given), coverage=coverage, method=method)
    return ReliabilityBin(
        lowest=float(given.min()),
        highest=float(given.max()),
        mean_probability=float(given.mean()),
        n=len(given),
        n_occurred=n_occurred,
        observed_share=n_occurred / len(given),
        low=low,
        high=high,
    )


def share_interval(n_occurred: float, n: int, *, coverage: float, method: IntervalMethod) -> tuple[float, float]:
    """Low and high end of the interval of a share, n_occurred of n independent cases.

    Args:
        n_occurred: how many came true, in 0..n; with a fraction where n is what the cases are worth.
        n: how many independent cases, at least 1.
        coverage: how much the interval should hold, in (0, 1), such as 0.9.
        method: `wilson` or `jeffreys`.

    Raises:
        ValueRangeError: numbers outside their ranges.

    Source:
        Wilson (1927), Journal of the American Statistical Association 22(158), 209-212; Jeffreys interval:
        Brown, Cai and DasGupta (2001), Statistical Science 16(2), 101-133, section 3.1.2 with its rule that
        the interval of 0 begins at 0 and that of n ends at 1.

    Example:
        >>> low, high = share_interval(0, 10, coverage=0.95, method="wilson")
        >>> round(low, 3), round(high, 3)
        (0.0, 0.278)
    """
    if not (0 <= n_occurred <= n and n >= 1 and 0 < coverage < 1):
        raise ValueRangeError(
            expected="0 <= n_occurred <= n, n at least 1, coverage in (0, 1)",
            found="other numbers",
            where="share",
            remedy="Count cases of both kinds together as n.",
        )
    return (_wilson if method == "wilson" else _jeffreys)(n_occurred, n, coverage)


def _wilson(n_occurred: float, n: int, coverage: float) -> tuple[float, float]:
    z = NormalDist().inv_cdf((1 + coverage) / 2)
    share = n_occurred / n
    middle = share + z**2 / (2 * n)
    half = z * float(np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)))
    scale = 1 + z**2 / n
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def _jeffreys(n_occurred: float, n: int, coverage: float) -> tuple[float, float]:
    tail = (1 - coverage) / 2
    yes, no = n_occurred + 0.5, n - n_occurred + 0.5
    low = 0.0 if n_occurred == 0 else float(betaincinv(yes, no, tail))
    high = 1.0 if n_occurred == n else float(betaincinv(yes, no, 1 - tail))
    return low, high


def _no_line(expected: str) -> ValueRangeError:
    return ValueRangeError(
        expected=expected,
        found="others",
        where="calibration line",
        remedy="Score more forecasts together, or bound them before they are issued.",
    )
