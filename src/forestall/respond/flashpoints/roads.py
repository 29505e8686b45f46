"""Which places are so many days apart, and the best of those from each: the costly step of finding schedules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forestall.respond.flashpoints.problem import BoolArray, FloatArray, IntArray

NEVER = -np.inf
_BEST = 10
"""Among how many of the best places one at the right distance is looked for before all are."""
_DENSE = 64
"""Up to how many places all are looked at at once."""


@dataclass(frozen=True, slots=True)
class Road:
    """All pairs of different places that are one number of days apart."""

    days: int
    is_apart: BoolArray
    """Whether two places are, shape (P, P)."""
    barrier: FloatArray
    """0 where they are, else minus infinity, shape (P, P)."""

    @classmethod
    def of(cls, days: int, is_apart: BoolArray) -> Road:
        """The pairs, made ready for looking."""
        return cls(days, is_apart, np.where(is_apart, 0.0, NEVER))

    def only(self, chosen: IntArray) -> Road:
        """The same among some of the places, by their number."""
        some = np.ix_(chosen, chosen)
        return Road(self.days, self.is_apart[some], self.barrier[some])

    def best_from(self, value: FloatArray, known: FloatArray) -> FloatArray:
        """The most that a place so many days away is worth, from each place, shape (W, P).

        Args:
            value: what each place is worth by the day of the tour on which it is reached, shape (W, P).
            known: what can be had without the move, shape (W, P); less than that need not be found.
        """
        n = value.shape[1]
        if n <= _DENSE:
            return self._all(value, np.arange(n))
        best = np.argpartition(-value, _BEST, axis=1)[:, :_BEST]
        top = np.take_along_axis(value, best, axis=1)
        found: FloatArray = (top[:, :, None] + self.barrier[best]).max(axis=1)
        # None of the best is at this distance: a place further down may be, where there are more.
        widths, places = np.nonzero((found == NEVER) & (top.min(axis=1)[:, None] > known) & self.is_apart.any(axis=1))
        if len(widths):
            found[widths, places] = (value[widths] + self.barrier[places]).max(axis=1)
        return found

    def _all(self, value: FloatArray, places: IntArray) -> FloatArray:
        found: FloatArray = (value[:, None, :] + self.barrier[places][None, :, :]).max(axis=2, initial=NEVER)
        return found
