"""Features as one array, with the month up to which each column's source is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.errors import LookAhead
from forestall.foresee.months import month_text
from forestall.foresee.scores.arrays import FloatArray, IntArray

Columns = dict[str, FloatArray]
"""Features by name, each shape (U, T)."""
STALE_TOO_LONG = 12
"""Months after which a source that stopped is no longer read by newly fitted models."""


@dataclass(frozen=True)
class FeatureTable:
    """F features of U units over T months, built with nothing later than the as-of month."""

    names: tuple[str, ...]
    values: NDArray[np.float32]
    """Shape (U, T, F), NaN where unknown."""
    first: int
    """Months since year 0 of the first month."""
    known_until: IntArray
    """Last month that the source of each feature covers, shape (F,)."""

    @property
    def last(self) -> int:
        """The as-of month, in months since year 0."""
        return self.first + int(self.values.shape[1]) - 1

    def at(self, units: IntArray, columns: IntArray) -> NDArray[np.float32]:
        """The features of N unit-months, shape (N, F).

        Args:
            units: positions, shape (N,).
            columns: positions of months, shape (N,).

        Raises:
            LookAhead: a month after the as-of month.
        """
        if len(columns) and int(columns.max()) >= self.values.shape[1]:
            raise LookAhead(
                expected=f"months up to {month_text(self.last)}, with which the features were built",
                found=month_text(self.first + int(columns.max())),
                where="features",
                remedy="Build the features as of a later month, or ask for an earlier one.",
            )
        return self.values[units, columns]

    def usable(self, column: int) -> IntArray:
        """Positions of the features that a model fitted in that month may read, shape (G,).

        A source that stopped within STALE_TOO_LONG months is read at its last month; one that stopped
        before is left out, since a model fitted on live values would misread frozen ones.
        """
        return np.flatnonzero(self.known_until >= self.first + column - STALE_TOO_LONG)


def held_after(columns: Columns, stop: int) -> Columns:
    """The columns with that of the last known month repeated from position `stop` on: stale, and not zero."""
    for array in columns.values():
        if 0 < stop < array.shape[1]:
            array[:, stop:] = array[:, stop - 1 : stop]
    return columns
