"""The Brier score of probabilities, its skill over a reference, and the parts it is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forestall.errors import ValueRangeError
from forestall.foresee.scores.arrays import BoolArray, FloatArray, IntArray, checked_forecasts
from forestall.foresee.scores.bins import equal_count_bins


def brier_terms(probability: FloatArray, occurred: BoolArray) -> FloatArray:
    """Squared distance of each probability from what happened, shape (N,), each in [0, 1].

    Their mean is the Brier score; a bootstrap resamples them.

    Args:
        probability: issued probabilities, shape (N,), each in [0, 1].
        occurred: True where the target occurred inside its window, shape (N,).

    Raises:
        ShapeError: the arrays differ in shape, or N is 0.
        ValueRangeError: a probability is not finite or lies outside [0, 1].
    """
    given, happened = checked_forecasts(probability, occurred)
    return np.square(given - happened)


def brier_score(probability: FloatArray, occurred: BoolArray) -> float:
    """Mean squared distance between forecast probabilities and what happened.

    Lower is better; 0 is certainty that proved right, 1 certainty that proved wrong.
    A constant forecast of the base rate b scores b * (1 - b), so with rare onsets a
    small number is not yet skill: print it beside the base-rate score.

    Args:
        probability: issued probabilities, shape (N,), each in [0, 1].
        occurred: True where the target occurred inside its window, shape (N,).

    Returns:
        The score, in [0, 1].

    Raises:
        ShapeError: the arrays differ in shape, or N is 0.
        ValueRangeError: a probability is not finite or lies outside [0, 1].

    Source:
        Brier (1950), Monthly Weather Review 78(1), 1-3; two-class half form.

    Example:
        >>> round(brier_score(np.array([0.9, 0.2]), np.array([True, False])), 3)
        0.025
    """
    return float(brier_terms(probability, occurred).mean())


def brier_skill(probability: FloatArray, occurred: BoolArray, reference: FloatArray) -> float:
    """Share of the reference's Brier score that the forecasts do away with, at most 1.

    0 is no better than the reference, negative is worse. The reference must have been knowable when the
    forecasts were made: a base rate counted over the test years flatters nobody but itself.

    Args:
        probability: issued probabilities, shape (N,), each in [0, 1].
        occurred: True where the target occurred inside its window, shape (N,).
        reference: probabilities of the reference, such as the base rate known then, shape (N,), each in [0, 1].

    Raises:
        ShapeError: the arrays differ in shape, or N is 0.
        ValueRangeError: a probability outside [0, 1], or a reference without any error.

    Source:
        Murphy (1973), Journal of Applied Meteorology 12(1), 215-223.

    Example:
        >>> round(brier_skill(np.array([0.9, 0.2]), np.array([True, False]), np.array([0.5, 0.5])), 3)
        0.9
    """
    return skill(brier_score(probability, occurred), brier_score(reference, occurred))


def skill(score: float, reference: float) -> float:
    """Share of the reference's score done away with, for scores of which lower is better and 0 perfect.

    Args:
        score: of the forecasts, at least 0.
        reference: of the reference, above 0.

    Raises:
        ValueRangeError: either is infinite, or the reference is perfect: then no share of it can be told.

    Source:
        Murphy (1973), Journal of Applied Meteorology 12(1), 215-223.
    """
    if not (np.isfinite(score) and np.isfinite(reference) and reference > 0):
        raise ValueRangeError(
            expected="two finite scores, that of the reference above 0",
            found="an infinite score, or a reference that made no error",
            where="skill",
            remedy="Compare the two scores themselves, or choose another reference.",
        )
    return 1 - score / reference


@dataclass(frozen=True, slots=True)
class BrierParts:
    """A Brier score taken apart: score = reliability - resolution + uncertainty + within."""

    reliability: float
    """How far the bins' mean probabilities are from the shares that came true; lower is better, in [0, 1]."""
    resolution: float
    """How far the bins' shares are from the base rate; higher is better, in [0, 0.25]."""
    uncertainty: float
    """What the base rate alone leaves open, in [0, 0.25]; no forecast changes it."""
    within: float
    """What bins that hold different probabilities hide; 0 when each holds one only."""

    @property
    def score(self) -> float:
        """The Brier score that the parts add up to."""
        return self.reliability - self.resolution + self.uncertainty + self.within


def brier_parts(probability: FloatArray, occurred: BoolArray, n_bins: int) -> BrierParts:
    """The parts of the Brier score over bins of about equal counts.

    Args:
        probability: issued probabilities, shape (N,), each in [0, 1].
        occurred: True where the target occurred inside its window, shape (N,).
        n_bins: how many bins at most; forecasts of one probability are never parted.

    Raises:
        ShapeError: the arrays differ in shape, or N is 0.
        ValueRangeError: a probability outside [0, 1], or no bin asked for.

    Source:
        Murphy (1973), Journal of Applied Meteorology 12(4), 595-600; `within` is the sum of the two
        within-bin terms of Stephenson, Coelho and Jolliffe (2008), Weather and Forecasting 23(4), 752-757.
    """
    given, happened = checked_forecasts(probability, occurred)
    bins = equal_count_bins(given, n_bins)
    share, n_rows = _bin_means(bins, happened.astype(np.float64))
    mean = _bin_means(bins, given)[0]
    base_rate, n_all = happened.mean(), len(given)
    apart = given - mean[bins]
    return BrierParts(
        reliability=float(n_rows @ np.square(mean - share) / n_all),
        resolution=float(n_rows @ np.square(share - base_rate) / n_all),
        uncertainty=float(base_rate * (1 - base_rate)),
        within=float(np.mean(np.square(apart) - 2 * apart * (happened - share[bins]))),
    )


def _bin_means(bins: IntArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    n_rows = np.bincount(bins).astype(np.float64)
    return np.bincount(bins, values) / n_rows, n_rows
