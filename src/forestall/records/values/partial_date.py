"""A date of which the year, the month or the day is known: `2011`, `2011-02`, `2011-02-28`.

Nothing is filled in: `2011` is not 1 January 2011. Where a calculation needs days, it asks for the
earliest and the latest that the date may mean.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import MINYEAR, date
from functools import lru_cache, total_ordering
from typing import Any, ClassVar, Literal, Self

from forestall.errors import InvalidField, describe
from forestall.records.values.written import Written

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DECEMBER = len(_MONTHS)


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate(Written):
    """A year, a month of a year, or a day.

    Sorts by what is earliest, the less precise first. Sorting says nothing about which came first in
    the world: `is_before` does.
    """

    called: ClassVar[str] = "a year, a month or a day"
    pattern: ClassVar[str] = r"^\d{4}(-\d{2}(-\d{2})?)?$"
    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        try:
            if self.month is None and self.day is not None:
                raise ValueError
            date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)
        except (TypeError, ValueError):
            raise _not_a_date(None) from None

    @classmethod
    def parse(cls, text: str) -> Self:
        """The date written as `2011`, `2011-02` or `2011-02-28`.

        Raises:
            InvalidField: another form, or no such day.
        """
        parts = _parts(text) if isinstance(text, str) else None
        if parts is None:
            raise _not_a_date(text)
        return cls(*parts)

    @classmethod
    def of(cls, day: date) -> Self:
        """The fully known date of a day."""
        return cls(day.year, day.month, day.day)

    @property
    def precision(self) -> Literal["year", "month", "day"]:
        """The finest part that is known."""
        if self.day is not None:
            return "day"
        return "year" if self.month is None else "month"

    def earliest(self) -> date:
        """The first day it may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """The last day it may mean."""
        month = self.month or DECEMBER
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def is_before(self, other: PartialDate) -> bool:
        """True when it is earlier whatever the unknown parts are."""
        return self.latest() < other.earliest()

    def may_be(self, other: PartialDate) -> bool:
        """True when both may mean the same day."""
        return self.earliest() <= other.latest() and other.earliest() <= self.latest()

    def caption(self) -> str:
        """The date as English text writes it: `2011`, `February 2011`, `28 February 2011`."""
        parts = (self.day, _MONTHS[self.month - 1] if self.month else None, self.year)
        return " ".join(str(part) for part in parts if part is not None)

    def __str__(self) -> str:
        parts = (f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None))
        return "-".join(parts)

    def __lt__(self, other: Any) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self._rank() < other._rank()

    def _rank(self) -> tuple[date, int]:
        return self.earliest(), -(self.latest() - self.earliest()).days


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[int, ...] | None:
    form = _FORM.fullmatch(text)
    return tuple(int(part) for part in form.groups() if part is not None) if form else None


def _not_a_date(text: object) -> InvalidField:
    return InvalidField(
        expected=f"a date that exists, like 2011, 2011-02 or 2011-02-28, from year {MINYEAR:04}",
        found=describe(text) if text is not None else "a combination of year, month and day that is none",
        where="partial date",
        remedy="Leave out the part that isn't known; never fill it in.",
    )
