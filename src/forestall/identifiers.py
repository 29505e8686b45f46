"""Stable ids: made from content or from chance, checked, never reused.

Content ids are SHA-256 over canonical JSON (RFC 8785), so two nodes name the same statement alike.
Record ids are a prefix that says what the thing is and 128 random bits: they tell nothing about
when or by whom a record was made.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from typing import Any

import orjson
import rfc8785

from forestall.errors import InvalidField, describe

ENTRY_ID_PATTERN = r"^[0-9a-f]{64}$"
RECORD_ID_PATTERN = r"^[a-z][a-z0-9_]{0,30}-[a-z0-9][a-z0-9.-]{0,79}$"
_RECORD_ID = re.compile(RECORD_ID_PATTERN)

# Number tokens that orjson may write differently from RFC 8785 (exponents, whole floats, minus zero,
# integers near 2^53) and "null" (which is also how orjson writes NaN), and text outside the basic
# plane (which sorts differently as a key): there the slower reference decides. A match inside a
# string only costs time. A token follows a name, a comma or a bracket; one search for each is six times
# faster than one for all, since a search that starts with fixed bytes skips to them.
_TOKEN = rb"(?=[-0-9n])(?:-0|-?[0-9]+(?:\.[0-9]+)?e|-?[0-9]+\.0(?:[,\]}]|$)|-?[0-9]{16}|null)"
_AFTER_NAME, _AFTER_COMMA, _AFTER_BRACKET = (re.compile(before + _TOKEN) for before in (rb'":', rb",", rb"\["))
_OUTSIDE_BASIC_PLANE = re.compile(rb"[\xf0-\xf4]")
_PLAIN = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
)


def canonical_json(value: Any) -> bytes:
    """The value as canonical JSON (RFC 8785), UTF-8.

    Writes with orjson where its sorted output is the same bytes, which a property test holds, and
    with rfc8785 everywhere else: thirty times faster on an ordinary entry.

    Raises:
        InvalidField: the value has no JSON form: not finite, beyond 2^53, a lone surrogate.

    Source:
        RFC 8785, JSON Canonicalization Scheme.
    """
    try:
        fast = orjson.dumps(value, option=_PLAIN)
        if _is_unsure(fast):
            return rfc8785.dumps(value)
    except (TypeError, ValueError, rfc8785.CanonicalizationError, RecursionError) as error:
        raise InvalidField(
            expected="a value with a JSON form (finite numbers within 2^53, whole characters)",
            found=describe(value),
            where="canonical JSON",
            remedy=f"Mend the value and try again ({type(error).__name__}).",
        ) from None
    return fast


def _is_unsure(fast: bytes) -> bool:
    if fast[:1] not in b"{[" or not (fast.isascii() or _OUTSIDE_BASIC_PLANE.search(fast) is None):
        return True
    return bool(_AFTER_NAME.search(fast) or _AFTER_COMMA.search(fast) or _AFTER_BRACKET.search(fast))


def content_id(value: Any) -> str:
    """SHA-256 of the value's canonical JSON, 64 lower-case hex digits."""
    return digest(canonical_json(value))


def digest(payload: bytes) -> str:
    """SHA-256 of bytes, 64 lower-case hex digits."""
    return hashlib.sha256(payload).hexdigest()


def new_record_id(prefix: str) -> str:
    """A fresh record id such as `report-mfrggzdfmztwq2lknnwg23tpoa`, from 128 random bits."""
    return record_id_of(prefix, secrets.token_bytes(16))


def record_id_of(prefix: str, token: bytes) -> str:
    """A record id made from 16 bytes that nobody else can guess: fresh chance, or what a key makes of something."""
    return check_record_id(f"{prefix}-{base64.b32encode(token).decode().rstrip('=').lower()}")


def check_record_id(text: str) -> str:
    """The id itself, when it has the form of one.

    Raises:
        InvalidField: it has not.
    """
    if not _RECORD_ID.fullmatch(text):
        raise InvalidField(
            expected="an id such as report-mfrggzdfmztwq2lknnwg23tpoa",
            found=describe(text),
            where="record id",
            remedy="Use the id a command or page printed.",
        )
    return text
