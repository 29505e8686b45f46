"""The parent of every record: frozen, closed, checked, and silent about what it held.

A record that exists is valid, and stays as it is. Unknown fields are refused, no number or yes/no is
guessed from text, and an error names the field by its full path without repeating what was in it: the
record may be marked.

Not for the values themselves: how a date, a text or a count is read stands in `records/values/`.
"""

from __future__ import annotations

import re
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from forestall.errors import ForestallError, InvalidField, UnknownTerm, describe

LONGEST_TEXT = 100_000
UNKNOWN_TERM = "unknown_term"

_PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PHRASES = {
    "missing": "a value; the field is required",
    "extra_forbidden": "no field of that name",
    "string_unicode": "whole characters in one encoding; this holds half a surrogate pair",
    "string_too_long": "text of at most {max_length} characters",
    "string_too_short": "text of at least {min_length} character(s)",
    "string_pattern_mismatch": "text of the form {pattern}",
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing_size": "a smaller whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "finite_number": "a finite number",
    "tuple_type": "a list",
    "frozen_set_type": "a list without repeats",
    "model_type": "an object with the fields of {class_name}",
    "model_attributes_type": "an object with named fields",
    "too_short": "at least {min_length} item(s)",
    "too_long": "at most {max_length} item(s)",
    "invalid_key": "field names that are text",
}


class Record(BaseModel):
    """A frozen, validated thing."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        allow_inf_nan=False,
        ser_json_inf_nan="constants",
        str_max_length=LONGEST_TEXT,
        use_attribute_docstrings=True,
    )

    @classmethod
    def parse(cls, data: Any) -> Self:
        """The record made from plain data.

        Raises:
            InvalidField: the first field that is wrong, named; never with its contents.
            UnknownTerm: the first wrong field holds a word outside its vocabulary.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            refusal = invalid_field(cls.__name__, error)
        # Raised out here so that pydantic's error, which knows the input, isn't carried along with ours.
        raise refusal

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data without empty fields: what is hashed, signed and sent."""
        return self.model_dump(mode="json", exclude_none=True)


def invalid_field(record: str, error: ValidationError) -> ForestallError:
    """The first complaint of pydantic as an InvalidField or UnknownTerm of ours, without the input."""
    first = error.errors(include_url=False)[0]
    others = error.error_count() - 1
    more = f" {others} more field(s) of this record are wrong too." if others else ""
    where = ".".join([record, *map(_path_part, first["loc"])])
    if first["type"] == UNKNOWN_TERM:
        words = first["ctx"]
        return UnknownTerm(expected=words["expected"], found=words["found"], where=where, remedy=words["remedy"] + more)
    return InvalidField(
        expected=_expectation(first),
        found="nothing" if first["type"] == "missing" else describe(first["input"]),
        where=where,
        remedy="Correct the field and try again." + more,
    )


def _path_part(part: int | str) -> str:
    # The name of an unknown field came from outside and may itself hold what is marked.
    if isinstance(part, int) or _PLAIN_NAME.fullmatch(part):
        return str(part)
    return f"(a name of {len(part)} characters)"


def _expectation(first: ErrorDetails) -> str:
    phrase = _PHRASES.get(first["type"])
    if phrase:
        return phrase.format_map(first.get("ctx", {}))
    message = first["msg"].removeprefix("Value error, ")
    return message.removeprefix("Input should be ").removeprefix("Input should ")
