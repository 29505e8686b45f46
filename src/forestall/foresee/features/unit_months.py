"""A panel of units and months as forecasters of counts read it: what was known at the end of its last month.

Unknown is NaN, never 0. A unit outside its source's coverage, or before its state existed, is unknown; a
unit that the source watches and says nothing about is 0. The panel says of each value which it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from forestall.errors import LookAhead, NotFound
from forestall.foresee.months import month_number, month_text
from forestall.foresee.panel.panel import Panel
from forestall.foresee.panel.periods import Periods
from forestall.foresee.scores.arrays import BoolArray, FloatArray


@dataclass(frozen=True, eq=False)
class UnitMonths:
    """A panel of U countries over T months; the last month is the as-of month."""

    panel: Panel
    """With a column `civilian_deaths`."""
    left_out: tuple[str, ...] = ()
    """Codes that the source has rows for and that are no unit here."""
    sources: tuple[str, ...] = ()
    """Datasets the values come from."""

    @property
    def units(self) -> tuple[str, ...]:
        """Codes, length U: ISO alpha-3 for states."""
        return tuple(map(str, self.panel.frame.units))

    @property
    def exists(self) -> BoolArray:
        """Whether the unit stands at the end of the month, shape (U, T)."""
        return self.panel.frame.exists

    @property
    def values(self) -> Mapping[str, FloatArray]:
        """By name, each shape (U, T), NaN where unknown."""
        return {name: self._column(name) for name in self.panel.columns}

    @property
    def first(self) -> int:
        """Months since year 0 of the first month."""
        return self.panel.frame.periods.first

    @property
    def n_months(self) -> int:
        """How many months there are."""
        return len(self.panel.frame.periods)

    @property
    def last(self) -> int:
        """Months since year 0 of the as-of month."""
        return self.panel.frame.periods.last

    @property
    def deaths(self) -> FloatArray:
        """Civilians killed, best estimate, shape (U, T)."""
        return self._column("civilian_deaths")

    def column(self, month: str) -> int:
        """Position of a month.

        Raises:
            LookAhead: it lies after the as-of month: nothing of it was known.
            NotFound: it lies before the first.
        """
        return known_position(self.panel.frame.periods, month, f"record of {', '.join(self.sources)}")

    def cut(self, as_of: str) -> UnitMonths:
        """The same as it stood at the end of that month: later months removed.

        Raises:
            LookAhead: the month lies after the as-of month.
            NotFound: it lies before the first.
        """
        self.column(as_of)  # refuses to look ahead
        return replace(self, panel=self.panel.until(as_of))

    def _column(self, name: str) -> FloatArray:
        return self.panel.column(name).astype(np.float64, copy=False)


def known_position(periods: Periods, month: str, where: str) -> int:
    """Position of a month among those that are known.

    Args:
        periods: months that are known.
        month: such as 2021-12.
        where: what knows them.

    Raises:
        LookAhead: it lies after the last: nothing of it was known.
        NotFound: it lies before the first.
    """
    number = month_number(month)
    if number > periods.last:
        raise LookAhead(
            expected=f"a month up to {month_text(periods.last)}, the last that is known",
            found=month,
            where=where,
            remedy="Ask for an earlier month, or load a newer version of the data.",
        )
    if number < periods.first:
        raise NotFound(
            expected=f"a month from {month_text(periods.first)} on",
            found=month,
            where=where,
            remedy="Ask for a later month.",
        )
    return number - periods.first
