"""A word of a closed list, checked against the vocabulary at the moment it is read.

`Annotated[str, TermOf("event_type")]` is a field that holds an id of `vocabulary/event_type.yml`. An
unknown word is an UnknownTerm with the nearest suggestion; the word itself isn't repeated, since the
record may be marked.
"""

from __future__ import annotations

from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from forestall.errors import UnknownTerm
from forestall.records.record import UNKNOWN_TERM
from forestall.vocabulary.load import vocabulary
from forestall.vocabulary.term import Vocabulary


class TermOf:
    """Marks a text field as one word of the named vocabulary.

    Args:
        name: the vocabulary's name, which is its file's name without `.yml`.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._words: Vocabulary | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Strict text that must be a word of the list."""
        return core_schema.no_info_after_validator_function(self._check, core_schema.str_schema(strict=True))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The list itself, so that a schema stands alone, and the name of the list."""
        return {"type": "string", "enum": list(vocabulary(self.name)), "x-vocabulary": self.name}

    def _check(self, word: str) -> str:
        # Read at first use, not at import: a command that touches no record reads no vocabulary.
        if self._words is None:
            self._words = vocabulary(self.name)
        try:
            return self._words.term(word, marked=True).id
        except UnknownTerm as error:
            parts = {"expected": error.expected, "found": error.found, "remedy": error.remedy}
            raise PydanticCustomError(UNKNOWN_TERM, "a term of the vocabulary", parts) from None
