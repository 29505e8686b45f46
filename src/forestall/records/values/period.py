"""A span of days, half-open: it begins on `start` and is over on `end`, which is no longer part of it.

So that `2026-05-01` to `2026-08-01` is exactly three months, and the next period begins where this ends.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.day import Day
from forestall.records.values.partial_date import PartialDate


class Period(Record):
    """The days from `start` on, before `end`."""

    start: Day
    """Its first day."""
    end: Day
    """The first day after it."""

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.end <= self.start:
            raise ValueError("an end after the start")
        return self

    @classmethod
    def of(cls, when: PartialDate) -> Self:
        """The days that a partial date may mean."""
        return cls(start=when.earliest(), end=when.latest() + timedelta(days=1))

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    def __contains__(self, day: date) -> bool:
        """True for a day of the period."""
        return self.start <= day < self.end

    def overlaps(self, other: Period) -> bool:
        """True when both have a day in common."""
        return self.start < other.end and other.start < self.end

    def caption(self) -> str:
        """The period as English text with both days in it: `1 May 2026 to 31 July 2026`."""
        last = self.end - timedelta(days=1)
        first, until = PartialDate.of(self.start).caption(), PartialDate.of(last).caption()
        return first if first == until else f"{first} to {until}"
