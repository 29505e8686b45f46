"""When, as people type it: a day or an instant."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated

import typer

from forestall.clock import Clock, parse_instant
from forestall.errors import InvalidField

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="What was known by the end of that day (2024-04-30), or at that instant in UTC."),
]


def parse_as_of(text: str | None, clock: Clock) -> datetime | None:
    """The instant that was meant: a day's last one, now for the day that is not over, None for None.

    Raises:
        InvalidField: neither a day nor an instant.
    """
    if text is None:
        return None
    now = clock.now()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return _instant(text)
    last = datetime.combine(day + timedelta(days=1), time(), now.tzinfo) - timedelta(microseconds=1)
    return now if day == now.date() else last


def _instant(text: str) -> datetime:
    try:
        return parse_instant(text)
    except InvalidField as error:
        raise InvalidField(
            expected=f"a day like 2024-04-30, or {error.expected}",
            found=error.found,
            where="--as-of",
            remedy="Write it in one of these forms.",
        ) from None
