"""A calendar day that is known: `2026-05-03`, and no other writing of it.

For a day that may be known only by its month or year, see `partial_date`.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

DAY_PATTERN = r"^\d{4}-\d{2}-\d{2}$"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _read(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("a day of the calendar like 2026-05-03") from None


Day = Annotated[
    date,
    BeforeValidator(_read),
    PlainSerializer(date.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date", "pattern": DAY_PATTERN}),
]
"""A day of the calendar."""
