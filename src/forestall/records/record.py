"""The parent of every record: frozen, closed, checked, and silent about what it held.

A record that exists is valid. Unknown fields are refused, text is checked for what breaks stores and
screens, and an error names the field without repeating what was in it: the record may be marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from forestall.errors import InvalidField, describe

LONGEST_TEXT = 100_000


class Record(BaseModel):
    """A frozen, validated thing."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        allow_inf_nan=False,
        ser_json_inf_nan="constants",
        use_attribute_docstrings=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _check_texts(cls, data: Any) -> Any:
        if isinstance(data, dict):
            for field, value in data.items():
                for text in _texts(value):
                    problem = _text_problem(text)
                    if problem:
                        raise ValueError(f"{field}: {problem}")
        return data

    @classmethod
    def parse(cls, data: Any) -> Self:
        """The record made from plain data.

        Raises:
            InvalidField: the first field that is wrong, named; never with its contents.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise invalid_field(cls.__name__, error) from None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data without empty fields: what is hashed, signed and sent."""
        return self.model_dump(mode="json", exclude_none=True)


def invalid_field(record: str, error: ValidationError) -> InvalidField:
    """The first complaint of pydantic as our own error, without the input."""
    first = error.errors(include_input=False, include_url=False)[0]
    path = ".".join(str(part) for part in first["loc"])
    others = error.error_count() - 1
    return InvalidField(
        expected=first["msg"].removeprefix("Value error, "),
        found=describe(first.get("input")) if "input" in first else "something else",
        where=f"{record}.{path}" if path else record,
        remedy="Correct the field and try again."
        + (f" {others} more field(s) of this record are wrong too." if others else ""),
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _texts(item)


def _text_problem(text: str) -> str | None:
    if len(text) > LONGEST_TEXT:
        return f"text of at most {LONGEST_TEXT} characters; this one has {len(text)}"
    if "\x00" in text:
        return "text without NUL bytes"
    if any("\ud800" <= character <= "\udfff" for character in text) if not text.isascii() else False:
        return "whole characters in one encoding; this holds half a surrogate pair"
    if "\ufffd" in text:
        return "text in one encoding; this holds replacement characters of a failed decoding"
    return None
