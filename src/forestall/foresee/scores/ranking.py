"""How well forecasts put the cases that came true before the others; calibration plays no part.

Equal forecasts have no order: they count as every order of them at once, so that nothing here depends
on the order of rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from forestall.errors import ValueRangeError
from forestall.foresee.scores.arrays import (
    BoolArray,
    FloatArray,
    check_shapes,
    checked_forecasts,
    whole_numbers,
)


def roc_auc(probability: FloatArray, occurred: BoolArray) -> float:
    """Chance that a case that came true was forecast higher than one that did not, ties counted half.

    1 is perfect order, 0.5 none. With rare targets it moves little where it matters most, at the top:
    print it beside average precision and recall.

    Args:
        probability: issued probabilities, shape (N,), each in [0, 1].
        occurred: True where the target occurred inside its window, shape (N,).

    Returns:
        The area, in [0, 1].

    Raises:
        ShapeError: the arrays differ in shape, or N is 0.
        ValueRangeError: a probability outside [0, 1], or all cases came true, or none.

    Source:
        Mann and Whitney (1947), Annals of Mathematical Statistics 18(1), 50-60; Hanley and McNeil (1982),
        Radiology 143(1), 29-36.

    Example:
        >>> roc_auc(np.array([0.1, 0.4, 0.4, 0.8]), np.array([False, False, True, True]))
        0.875
    """
    given, happened = checked_forecasts(probability, occurred)
    yes, no = _counts_by_level(given, happened)
    if not yes.any() or not no.any():
        raise _undefined("at least one case that came true and one that did not")
    below = np.cumsum(no) - no
    return float(yes @ (below + no / 2) / (yes.sum() * no.sum()))


def average_precision(probability: FloatArray, occurred: BoolArray) -> float:
    """Mean over the cases that came true of the precision at their level, ties taken together.

    Precision at a level is the share that came true among all forecasts at least as high. No skill gives
    about the base rate, so print it beside that.

    Args:
        probability: issued probabilities, shape (N,), each in [0, 1].
        occurred: True where the target occurred inside its window, shape (N,).

    Returns:
        The average, in (0, 1].

    Raises:
        ShapeError: the arrays differ in shape, or N is 0.
        ValueRangeError: a probability outside [0, 1], or no case came true.

    Source:
        Buckley and Voorhees (2000), SIGIR '00, 33-40; step-wise, without interpolation.

    Example:
        >>> round(average_precision(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True])), 3)
        0.833
    """
    given, happened = checked_forecasts(probability, occurred)
    yes, no = _counts_by_level(given, happened)
    if not yes.any():
        raise _undefined("at least one case that came true")
    hits = np.cumsum(yes[::-1])
    precision = hits / (hits + np.cumsum(no[::-1]))
    return float(precision @ yes[::-1] / yes.sum())


def recall_at_top(probability: FloatArray, occurred: BoolArray, period: ArrayLike, k: int) -> float:
    """Share of all cases that came true that stood among the k highest forecasts of their own period.

    What a reader of a list of k countries, made anew each period, would have found on it. Forecasts that
    tie for the last places share them: each counts as its chance of a place. A period of fewer than k
    forecasts lists them all.

    Args:
        probability: issued probabilities, shape (N,), each in [0, 1].
        occurred: True where the target occurred inside its window, shape (N,).
        period: the origin that each forecast was issued at, as a number or text, shape (N,).
        k: length of the list, from 1.

    Returns:
        The share, in [0, 1].

    Raises:
        ShapeError: the arrays differ in shape, or N is 0.
        ValueRangeError: a probability outside [0, 1], no place on the list, or no case came true.

    Source:
        Early Warning Project, Statistical Risk Assessment: share of onsets in the top 30 of each year; the
        rule for ties is ours.

    Example:
        >>> recall_at_top(np.array([0.9, 0.2, 0.2]), np.array([False, True, False]), [2020, 2020, 2020], 2)
        0.5
    """
    given, happened = checked_forecasts(probability, occurred)
    check_shapes(("probability", given), ("period", np.asarray(period)))
    if k < 1:
        raise ValueRangeError(
            expected="at least one place", found=str(k), where="k", remedy="Ask for a list of one place or more."
        )
    if not happened.any():
        raise _undefined("at least one case that came true")
    return float(chance_of_a_place(given, period, k)[happened].mean())


def chance_of_a_place(probability: FloatArray, period: ArrayLike, k: int) -> FloatArray:
    """How likely each forecast is among the k highest of its period when ties are drawn by lot, shape (N,).

    Its mean over the cases that came true is `recall_at_top`; a bootstrap of countries resamples it as it is,
    since a country's place on a list does not change when it is drawn twice.

    Args:
        probability: issued probabilities, shape (N,).
        period: the origin that each forecast was issued at, shape (N,).
        k: length of the list, from 1.
    """
    order = np.lexsort((-probability, whole_numbers("period", period)))
    groups = whole_numbers("period", period)[order]
    ranked = probability[order]
    new_group = np.r_[True, np.diff(groups) != 0]
    new_level = new_group | np.r_[True, np.diff(ranked) != 0]
    place = np.arange(len(ranked))
    level = np.cumsum(new_level) - 1
    ahead = (place - np.maximum.accumulate(np.where(new_group, place, 0)))[new_level]
    chance = np.clip((k - ahead) / np.bincount(level), 0, 1)
    out = np.empty(len(ranked))
    out[order] = chance[level]
    return out


def _counts_by_level(probability: FloatArray, happened: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Cases that came true and that did not at each distinct forecast, from the lowest up."""
    levels = np.unique(probability, return_inverse=True)[1]
    yes = np.bincount(levels, happened).astype(np.float64)
    return yes, np.bincount(levels).astype(np.float64) - yes


def _undefined(expected: str) -> ValueRangeError:
    return ValueRangeError(
        expected=expected,
        found="none",
        where="occurred",
        remedy="Score more periods or units together: this score has no meaning for these.",
    )
