"""The arrays that scores are made of, checked: one shape, finite, inside their range.

A NaN that slips into a mean lowers or hides a risk without a word, so every score refuses it here.
Messages name the argument and the position, never a value.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from forestall.errors import ShapeError, ValueRangeError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


def checked_forecasts(probability: ArrayLike, occurred: ArrayLike) -> tuple[FloatArray, BoolArray]:
    """Probabilities and what happened, each shape (N,).

    Args:
        probability: issued probabilities, shape (N,), each in [0, 1].
        occurred: True, or 1, where the target occurred inside its window, shape (N,).

    Raises:
        ShapeError: the two differ in shape, or N is 0.
        ValueRangeError: a probability is not finite or outside [0, 1], or an outcome is neither yes nor no.
    """
    given = numbers("probability", probability, lowest=0, highest=1)
    check_shapes(("probability", given), ("occurred", np.asarray(occurred)))
    return given, yes_or_no("occurred", occurred)


def checked_draws(draws: ArrayLike, observed: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Draws of forecasts, shape (N, S), and what was observed, shape (N,).

    Raises:
        ShapeError: not one row of draws for each observation, or none at all.
        ValueRangeError: a number is not finite.
    """
    drawn, seen = numbers("draws", draws), numbers("observed", observed)
    if drawn.ndim != 2 or seen.ndim != 1 or len(drawn) != len(seen) or not drawn.size:
        raise ShapeError(
            expected="draws of shape (N, S) and observations of shape (N,)",
            found=f"shapes {drawn.shape} and {seen.shape}",
            where="draws",
            remedy="Give one row of draws for each observation.",
        )
    return drawn, seen


def check_shapes(*named: tuple[str, NDArray[np.generic]]) -> None:
    """Refuse arrays that are not all of one shape (N,) with N at least 1.

    Raises:
        ShapeError: names the arrays and their shapes.
    """
    shapes = {values.shape for _, values in named}
    names = ", ".join(name for name, _ in named)
    if len(shapes) > 1 or any(values.ndim != 1 or not len(values) for _, values in named):
        raise ShapeError(
            expected="one shape (N,) with N at least 1",
            found=" and ".join(str(values.shape) for _, values in named),
            where=names,
            remedy="Give one value of each for every forecast.",
        )


def numbers(name: str, values: ArrayLike, *, lowest: float = -np.inf, highest: float = np.inf) -> FloatArray:
    """The values as numbers, any shape.

    Args:
        name: what to call them in an error.
        values: whatever NumPy takes for numbers.
        lowest: smallest number allowed.
        highest: largest number allowed.

    Raises:
        ValueRangeError: one is not finite or outside [lowest, highest]; names its position.
    """
    given = np.asarray(values, dtype=np.float64)
    wrong = ~np.isfinite(given) | (given < lowest) | (given > highest)
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        kind = "one outside" if np.isfinite(given.flat[at]) else "one that is not finite"
        raise ValueRangeError(
            expected=f"finite numbers in [{lowest:g}, {highest:g}]",
            found=f"{kind}, at position {at}",
            where=name,
            remedy="An unknown is not a number: leave the row out and count it.",
        )
    return given


def yes_or_no(name: str, values: ArrayLike) -> BoolArray:
    """The values as True and False, any shape; the numbers 1 and 0 will do.

    Raises:
        ValueRangeError: one is neither.
    """
    given = np.asarray(values)
    if given.dtype == np.bool_:
        return given
    if not np.isin(given, (0, 1)).all():
        raise ValueRangeError(
            expected="True and False, or 1 and 0",
            found="another value",
            where=name,
            remedy="An outcome that is not known yet is not a no: leave the row out.",
        )
    return given.astype(np.bool_)


def whole_numbers(name: str, values: ArrayLike) -> IntArray:
    """Labels given as whole numbers or text, numbered 0, 1, 2 in sorted order, shape (N,).

    Raises:
        ShapeError: not one-dimensional, or empty.
        ValueRangeError: a number that is not finite.
    """
    given = np.asarray(values)
    check_shapes((name, given))
    if given.dtype.kind == "f":
        numbers(name, given)
    return np.unique(given, return_inverse=True)[1].astype(np.int64)
