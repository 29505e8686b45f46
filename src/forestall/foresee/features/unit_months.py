"""What is known of units and months at the end of one month, and nothing later.

Unknown is NaN, never 0. A unit outside its source's coverage, or before its state existed, is unknown; a
unit that the source watches and says nothing about is 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from forestall.errors import LookAhead, NotFound
from forestall.foresee.months import month_number, month_text
from forestall.foresee.scores.arrays import BoolArray, FloatArray


@dataclass(frozen=True)
class UnitMonths:
    """Values of U units over T months that follow one another; the last month is the as-of month."""

    units: tuple[str, ...]
    """Codes, length U: ISO alpha-3 for states."""
    first: int
    """Months since year 0 of the first month."""
    exists: BoolArray
    """Whether the unit stands at the end of the month, shape (U, T)."""
    values: Mapping[str, FloatArray]
    """By name, each shape (U, T), NaN where unknown."""
    left_out: tuple[str, ...] = ()
    """Codes that the source has rows for and that are no unit here."""
    sources: tuple[str, ...] = field(default=())
    """Datasets the values come from."""

    @property
    def n_months(self) -> int:
        """How many months there are."""
        return int(self.exists.shape[1])

    @property
    def last(self) -> int:
        """Months since year 0 of the as-of month."""
        return self.first + self.n_months - 1

    @property
    def deaths(self) -> FloatArray:
        """Civilians killed, best estimate, shape (U, T)."""
        return self.values["civilian_deaths"]

    def column(self, month: str) -> int:
        """Position of a month.

        Raises:
            LookAhead: it lies after the as-of month: nothing of it was known.
            NotFound: it lies before the first.
        """
        number = month_number(month)
        if number > self.last:
            raise LookAhead(
                expected=f"a month up to {month_text(self.last)}, the last that is known",
                found=month,
                where=f"record of {', '.join(self.sources) or 'units and months'}",
                remedy="Ask for an earlier month, or load a newer version of the data.",
            )
        if number < self.first:
            raise NotFound(
                expected=f"a month from {month_text(self.first)} on",
                found=month,
                where=f"record of {', '.join(self.sources) or 'units and months'}",
                remedy="Ask for a later month.",
            )
        return number - self.first

    def cut(self, as_of: str) -> UnitMonths:
        """The same as it stood at the end of that month: later months removed.

        Raises:
            LookAhead: the month lies after the as-of month.
            NotFound: it lies before the first.
        """
        stop = self.column(as_of) + 1
        values = {name: array[:, :stop] for name, array in self.values.items()}
        return replace(self, exists=self.exists[:, :stop], values=values)
