"""The body of an entry as plain JSON data, checked to its leaves without knowing its record.

The common case costs one pass of a fast serialiser: what it can write, and what holds no suspicious
byte, is sound. Anything else is walked until the fault is found and named by its path. What comes out
is a copy, so that nobody can change a draft by changing what it was made from.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Any

import orjson
from pydantic import BeforeValidator, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from forestall.records.record import LONGEST_TEXT
from forestall.records.values.text import clean_text

LARGEST_BODY = 2_000_000
DEEPEST = 254
SHOWN = 8
LARGEST_WHOLE = 2**53 - 1
# A NUL byte, a replacement character, and how the serialiser writes a number that isn't finite.
_SUSPICIOUS = (b"\\u0000", "\ufffd".encode(), b"null")
_STRICT = (
    orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
)

_Path = tuple[str | int, ...]
_Fault = tuple[_Path, str, Any]
"""Where, what was expected, and what stood there."""


def _check(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise ValueError("an object with named fields")
    try:
        written = orjson.dumps(body, option=_STRICT)
    except TypeError:
        raise _located(_first_fault(body) or ((), "plain JSON data", body)) from None
    if len(written) > LARGEST_BODY:
        raise ValueError(f"at most {LARGEST_BODY} bytes of JSON; larger things belong in the lake")
    if len(written) > LONGEST_TEXT or any(sign in written for sign in _SUSPICIOUS):
        fault = _first_fault(body)
        if fault:
            raise _located(fault)
    copy: dict[str, Any] = orjson.loads(written)
    return copy


def _first_fault(body: dict[str, Any]) -> _Fault | None:
    return next(_faults_in(body, ()), None)


def _faults_in(value: Any, path: _Path) -> Iterator[_Fault]:
    if len(path) > DEEPEST:
        yield path[:SHOWN], f"at most {DEEPEST} levels of nesting", value
    elif isinstance(value, dict):
        for name, item in value.items():
            fault = _fault_of(name) if isinstance(name, str) else "field names that are text"
            if fault:
                yield path, f"field names of clean text ({fault})", name
                return
            yield from _faults_in(item, (*path, name))
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value):
            yield from _faults_in(item, (*path, place))
    elif fault := _fault_of(value):
        yield path, fault, value


def _fault_of(leaf: Any) -> str | None:
    if isinstance(leaf, str):
        return _text_fault(leaf)
    if isinstance(leaf, float) and not math.isfinite(leaf):
        return "a finite number"
    if isinstance(leaf, int) and abs(leaf) > LARGEST_WHOLE:
        return "a whole number within 2^53"
    return None if leaf is None or isinstance(leaf, int | float) else "plain JSON data"


def _text_fault(text: str) -> str | None:
    if len(text) > LONGEST_TEXT:
        return f"text of at most {LONGEST_TEXT} characters"
    try:
        clean_text(text).encode()
    except UnicodeEncodeError:
        return "whole characters in one encoding; this holds half a surrogate pair"
    except ValueError as error:
        return str(error)
    return None


def _located(fault: _Fault) -> ValidationError:
    """Pydantic's own error for a place inside the body, so that the full path comes out at the top."""
    path, expected, found = fault
    message = PydanticCustomError("body", "{expected}", {"expected": expected})
    return ValidationError.from_exception_data(
        "body", [InitErrorDetails(type=message, loc=path, input=found)], hide_input=True
    )


JsonObject = Annotated[dict[str, Any], BeforeValidator(_check)]
"""A JSON object of any shape: finite numbers, clean text, names that are text."""
