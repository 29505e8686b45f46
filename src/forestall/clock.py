"""The only place that reads the time, and the arithmetic of instants and months.

An instant is an aware UTC `datetime` with microseconds. A month is counted from year 0, so that
horizons add up as plain integers. Verbs take a `Clock`; a replay or an exercise passes its own.
"""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from forestall.errors import InvalidField, describe

INSTANT_PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$"
_INSTANT = re.compile(INSTANT_PATTERN)
_WITHOUT_OFFSET = len("2026-05-03T10:11:12.123456")
MONTHS_PER_YEAR = 12


class Clock(Protocol):
    """Anything that can say what time it is."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)


seconds_elapsed = time.monotonic
"""Seconds on a clock that never goes back: for measuring how long, never for when."""


def format_instant(instant: datetime) -> str:
    """An instant as `2026-05-03T10:11:12.123456Z`: fixed width, so text order is time order.

    Raises:
        InvalidField: the instant carries no time zone.
    """
    if instant.tzinfo is None:
        raise InvalidField(
            expected="an instant with a time zone",
            found="one without",
            where="instant",
            remedy="Attach UTC, or the zone in which it was observed.",
        )
    utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    # Asked for by name, the microseconds take twice as long; without, they are left out only where there are none.
    written = utc.isoformat() if utc.microsecond else utc.isoformat(timespec="microseconds")
    return written[:_WITHOUT_OFFSET] + "Z"


def parse_instant(text: str) -> datetime:
    """The instant written in the form of `format_instant`.

    Raises:
        InvalidField: another form, or no such day or hour.
    """
    try:
        if not _INSTANT.fullmatch(text):
            raise ValueError
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise InvalidField(
            expected="an instant like 2026-05-03T10:11:12.123456Z",
            found=describe(text),
            where="instant",
            remedy="Write it in UTC with six decimals and a Z.",
        ) from None


def month_index(day: date) -> int:
    """Months since year 0, so that differences are horizons."""
    return day.year * MONTHS_PER_YEAR + day.month - 1


def month_start(index: int) -> date:
    """First day of the month with that index."""
    return date(index // MONTHS_PER_YEAR, index % MONTHS_PER_YEAR + 1, 1)


def days_later(instant: datetime, days: float) -> datetime:
    """The instant that many days on; negative goes back."""
    return instant + timedelta(days=days)


class ExerciseClock:
    """The parent of clocks that don't show real time: where one runs, nothing real can be recorded."""


class StoryClock(ExerciseClock):
    """A clock that stands still until it is moved: for an exercise that is played through without waiting.

    Args:
        begins_at: what it shows at first.
    """

    def __init__(self, begins_at: datetime) -> None:
        self._present = begins_at

    def now(self) -> datetime:
        """The instant of the story."""
        return self._present

    def move(self, hours: float) -> None:
        """Go on by so many hours; never back."""
        self._present += timedelta(hours=max(hours, 0.0))


class PacedClock(ExerciseClock):
    """A clock on which days pass faster than real ones: for an exercise that people play.

    Args:
        begins_at: what it showed when it was started.
        started_at: when that was on the machine's clock.
        pace: how many days of the exercise pass in one real day.
    """

    def __init__(self, begins_at: datetime, started_at: datetime, pace: float) -> None:
        self._begins_at, self._started_at, self._pace = begins_at, started_at, pace

    def now(self) -> datetime:
        """The instant of the exercise."""
        return self._begins_at + (datetime.now(UTC) - self._started_at) * self._pace
