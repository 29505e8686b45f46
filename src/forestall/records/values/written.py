"""The parent of values that have one text form: `2011-02`, `B2`.

A record holds such a value as an object and writes it as text; reading accepts either.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from forestall.errors import InvalidField


class Written(ABC):
    """A value that is read from text and writes itself as the same text."""

    __slots__ = ()
    pattern: ClassVar[str]
    """The text form as a regular expression, for the JSON Schema."""
    called: ClassVar[str]
    """What such a value is called there."""

    @classmethod
    @abstractmethod
    def parse(cls, text: str) -> Self:
        """The value written so.

        Raises:
            InvalidField: no value is written so.
        """

    @abstractmethod
    def __str__(self) -> str: ...

    @classmethod
    def _read(cls, value: Any) -> Self:
        if isinstance(value, cls):
            return value
        try:
            return cls.parse(value)
        except InvalidField as error:
            raise ValueError(error.expected) from None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read by `parse`, write by `str`."""
        return core_schema.no_info_plain_validator_function(cls._read, serialization=core_schema.to_string_ser_schema())

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Text of the value's pattern."""
        return {"type": "string", "pattern": cls.pattern, "x-value": cls.called}
