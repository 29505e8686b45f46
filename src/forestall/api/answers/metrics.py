"""The measures of the chain as plain data, of what reaches the reader."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.errors import InvalidField
from forestall.runs.metrics.metrics import metrics
from forestall.runs.metrics.plain import plain

READ = "read_metrics"


def measured(here: Visit, as_of: str | None = None, since: str | None = None, *, exercise: bool) -> dict[str, Any]:
    """Every measure with its denominator.

    Args:
        here: who asks.
        as_of: the day by whose end it must have been recorded; now when not given.
        since: the day from which on it must have begun; a year before when not given.
        exercise: exercises, in place of the real world.

    Raises:
        InvalidField: a day in another form.
        LookAhead: a day that has not come.
    """
    day = _day(as_of, "as_of")
    end = datetime.combine(day + timedelta(days=1), time(), UTC) - timedelta(microseconds=1) if day else None
    # Today isn't over: what is known by now is all there is.
    end = None if day == here.now.date() else end
    start = _day(since, "since")
    begin = datetime.combine(start, time(), UTC) if start else None
    found = metrics(here.node.ledger, here.reader, end, begin, exercise=exercise)
    return plain(found)


def _day(text: str | None, where: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidField(
            expected="a day like 2026-11-22", found="another form", where=where, remedy="Write it so."
        ) from None
