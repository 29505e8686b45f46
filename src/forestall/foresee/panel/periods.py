"""Months or years that follow one another: the columns of a panel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from forestall.clock import MONTHS_PER_YEAR, month_start
from forestall.errors import InvalidField, NotFound, describe

Step = Literal["month", "year"]

_LABEL = {"month": re.compile(r"(\d{4})-(0[1-9]|1[0-2])"), "year": re.compile(r"(\d{4})")}
_EPOCH = {"month": 1970 * MONTHS_PER_YEAR, "year": 1970}
_UNIT = {"month": "datetime64[M]", "year": "datetime64[Y]"}


@dataclass(frozen=True, slots=True)
class Periods:
    """T consecutive months or years."""

    step: Step
    """What one period is."""
    first: int
    """Number of the first: months or years since year 0."""
    n: int
    """How many there are, at least 1."""

    def __len__(self) -> int:
        return self.n

    def __iter__(self) -> Iterator[str]:
        return (label_of(self.step, number) for number in range(self.first, self.first + self.n))

    @property
    def last(self) -> int:
        """Number of the last one."""
        return self.first + self.n - 1

    def start(self, position: int) -> date:
        """First day of the period at that position; that of position T is the day after the last."""
        number = self.first + position
        return month_start(number) if self.step == "month" else date(number, 1, 1)

    def position(self, label: str) -> int:
        """Position of a period written like `2021-12`, or `2021` where periods are years.

        Raises:
            InvalidField: another form.
            NotFound: a period that is not among them.
        """
        position = number_of(self.step, label) - self.first
        if not 0 <= position < self.n:
            first, last = (label_of(self.step, number) for number in (self.first, self.last))
            raise NotFound(
                expected=f"a period from {first} to {last}",
                found=label,
                where="periods of the panel",
                remedy="Ask for a period that the panel has, or build one that has it.",
            )
        return position

    def positions(self, days: NDArray[np.datetime64]) -> NDArray[np.int64]:
        """Position of the period of each day, shape (N,); below 0 or from T on where it is none of these."""
        return days.astype(_UNIT[self.step]).astype(np.int64) + (_EPOCH[self.step] - self.first)

    def until(self, label: str) -> Periods:
        """The same periods up to that one.

        Raises:
            InvalidField: another form.
            NotFound: a period that is not among them.
        """
        return Periods(self.step, self.first, self.position(label) + 1)


def months(first: str, last: str) -> Periods:
    """The months from one to another, both included, written like `2021-12`.

    Raises:
        InvalidField: another form, or the last before the first.
    """
    return _between("month", first, last)


def years(first: int, last: int) -> Periods:
    """The years from one to another, both included.

    Raises:
        InvalidField: no years, or the last before the first.
    """
    return _between("year", f"{first:04}", f"{last:04}")


def label_of(step: Step, number: int) -> str:
    """How a period is written: `2021-12`, or `2021` for a year."""
    if step == "year":
        return f"{number:04}"
    return f"{number // MONTHS_PER_YEAR:04}-{number % MONTHS_PER_YEAR + 1:02}"


def number_of(step: Step, label: str) -> int:
    """Months or years since year 0 of a period as it is written.

    Raises:
        InvalidField: another form.
    """
    found = _LABEL[step].fullmatch(label)
    if found is None:
        raise _invalid(f"a {step} like {label_of(step, _EPOCH[step])}", describe(label))
    parts = [int(part) for part in found.groups()]
    return parts[0] if step == "year" else parts[0] * MONTHS_PER_YEAR + parts[1] - 1


def _between(step: Step, first: str, last: str) -> Periods:
    start, stop = number_of(step, first), number_of(step, last)
    if stop < start:
        raise _invalid(f"a last {step} not before the first", f"{first} to {last}")
    return Periods(step, start, stop - start + 1)


def _invalid(expected: str, found: Any) -> InvalidField:
    return InvalidField(expected=expected, found=found, where="periods", remedy="Write the first, then the last.")
