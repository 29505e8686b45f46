"""The logarithmic score of probabilities, in nats, and its skill over a reference."""

from __future__ import annotations

import numpy as np

from forestall.foresee.scores.arrays import BoolArray, FloatArray, checked_forecasts
from forestall.foresee.scores.brier import skill


def log_terms(probability: FloatArray, occurred: BoolArray) -> FloatArray:
    """Negative log of the probability given to what happened, in nats, shape (N,), each in [0, inf].

    Args:
        probability: issued probabilities, shape (N,), each in [0, 1].
        occurred: True where the target occurred inside its window, shape (N,).

    Raises:
        ShapeError: the arrays differ in shape, or N is 0.
        ValueRangeError: a probability is not finite or lies outside [0, 1].
    """
    given, happened = checked_forecasts(probability, occurred)
    with np.errstate(divide="ignore"):  # certainty that proved wrong costs infinity, which is meant
        return np.where(happened, -np.log(given), -np.log1p(-given))


def log_score(probability: FloatArray, occurred: BoolArray) -> float:
    """Mean negative log of the probability given to what happened, in nats.

    Lower is better; 0 is certainty that proved right. One certainty that proved wrong makes it infinite:
    nothing here softens it, so bound the forecasts before they are issued, not when they are scored.
    Divide by log(2) for bits.

    Args:
        probability: issued probabilities, shape (N,), each in [0, 1].
        occurred: True where the target occurred inside its window, shape (N,).

    Returns:
        The score, in [0, inf].

    Raises:
        ShapeError: the arrays differ in shape, or N is 0.
        ValueRangeError: a probability is not finite or lies outside [0, 1].

    Source:
        Good (1952), Journal of the Royal Statistical Society B 14(1), 107-114.

    Example:
        >>> round(log_score(np.array([0.9, 0.2]), np.array([True, False])), 3)
        0.164
    """
    return float(log_terms(probability, occurred).mean())


def log_skill(probability: FloatArray, occurred: BoolArray, reference: FloatArray) -> float:
    """Share of the reference's logarithmic score that the forecasts do away with, at most 1.

    0 is no better than the reference, negative is worse.

    Args:
        probability: issued probabilities, shape (N,), each in [0, 1].
        occurred: True where the target occurred inside its window, shape (N,).
        reference: probabilities of the reference, such as the base rate known then, shape (N,), each in [0, 1].

    Raises:
        ShapeError: the arrays differ in shape, or N is 0.
        ValueRangeError: a probability outside [0, 1], an infinite score, or a reference without any error.

    Source:
        Roulston and Smith (2002), Monthly Weather Review 130(6), 1653-1660.
    """
    return skill(log_score(probability, occurred), log_score(reference, occurred))
