"""The inner problem of an elastic net: least squares with both penalties, by coordinate descent.

scikit-learn's compiled descent on a Gram matrix has no public name that could be called a hundred thousand
times a second, so its private one is used, and tested against the plain one below, which takes its place
where a later scikit-learn moves it.

Source:
    Friedman, Hastie and Tibshirani (2010), Journal of Statistical Software 33(1), 1-22.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from forestall.foresee.scores.arrays import FloatArray

STEPS, TOLERANCE = 40, 1e-6
_SCALE = np.array([1.0])  # sets the scale of the compiled stopping rule
_CHANCE = np.random.RandomState(0)  # asked for by the signature; not drawn from where columns go in turn


def descend(
    start: FloatArray, gram: FloatArray, target: FloatArray, penalties: tuple[float, float], *, positive: bool
) -> FloatArray:
    """The w that minimises w'Gw / 2 - t'w + l1 |w| + l2 w'w / 2, from a start, shape (F,).

    It stops after a fixed number of rounds, with a `ConvergenceWarning` where these were too few: the
    caller's outer loop judges convergence.

    Args:
        start: where to begin, shape (F,).
        gram: symmetric, contiguous, shape (F, F).
        target: contiguous, shape (F,).
        penalties: l1 and l2.
        positive: whether no coefficient may fall below 0.
    """
    compiled = compiled_descent()
    if compiled is None:
        return descend_plainly(start, gram, target, penalties, positive=positive)
    found = start.copy()
    compiled(found, *penalties, gram, target, _SCALE, STEPS, TOLERANCE, _CHANCE, False, positive)
    return found


@cache
def compiled_descent() -> Callable[..., Any] | None:
    """scikit-learn's descent; none where it has moved."""
    try:
        from sklearn.linear_model._cd_fast import (  # noqa: PLC0415 - as in boosted_trees
            enet_coordinate_descent_gram,
        )
    except ImportError:
        return None
    found: Callable[..., Any] = enet_coordinate_descent_gram
    return found


def descend_plainly(
    start: FloatArray, gram: FloatArray, target: FloatArray, penalties: tuple[float, float], *, positive: bool
) -> FloatArray:
    """As `descend`, in NumPy."""
    l1, l2 = penalties
    found, diagonal = start.copy(), np.diag(gram)
    fitted = gram @ found
    for _ in range(STEPS):
        largest = 0.0
        for column in np.flatnonzero(diagonal):
            before = found[column]
            pull = target[column] - fitted[column] + diagonal[column] * before
            shrunk = max(pull - l1, 0.0) if positive else np.sign(pull) * max(abs(pull) - l1, 0.0)
            found[column] = shrunk / (diagonal[column] + l2)
            if found[column] != before:
                fitted += gram[:, column] * (found[column] - before)
                largest = max(largest, abs(found[column] - before))
        if largest <= TOLERANCE * max(float(np.abs(found).max()), TOLERANCE):
            break
    return found
