"""An instant in UTC, written with six decimals so that text order is time order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from forestall.clock import INSTANT_PATTERN, format_instant, parse_instant
from forestall.errors import InvalidField


def _read(value: Any) -> datetime:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant with a time zone")
        return value.astimezone(UTC)
    try:
        return parse_instant(value)
    except InvalidField as error:
        raise ValueError(error.expected) from None


Instant = Annotated[
    datetime,
    BeforeValidator(_read),
    PlainSerializer(format_instant, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": INSTANT_PATTERN}),
]
