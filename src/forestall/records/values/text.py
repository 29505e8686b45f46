"""Text that neither breaks a store nor a screen, and text that knows its language.

Refused: NUL bytes, halves of surrogate pairs, the replacement characters that a failed decoding leaves
behind, bytes in place of text, and anything longer than its kind allows.

Not a place for what identifies a person: that stands in a seal, whatever the field is called.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema

from forestall.records.record import LONGEST_TEXT, Record

LONGEST_LINE = 300
SHORT_MESSAGE = 160
_CLEAN = "^[^\\u0000\\ufffd]*$"
_LINE = "^[^\\u0000-\\u001f\\u007f\\u0085\\u2028\\u2029\\ufffd]*$"
_BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")

# RFC 5646 without the grandfathered tags: language, script, region, variants, private use.
LANGUAGE_PATTERN = (
    r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?"
    r"(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(-x(-[a-z0-9]{1,8})+)?$"
)


def clean_text(text: str) -> str:
    """The text itself, when stores and screens can hold it.

    Raises:
        ValueError: it holds NUL bytes or the replacement characters of a failed decoding.
    """
    if "\x00" in text:
        raise ValueError("text without NUL bytes")
    if "\ufffd" in text:
        raise ValueError("text in one encoding; this holds replacement characters of a failed decoding")
    return text


def _single_line(text: str) -> str:
    if _BREAKS.search(clean_text(text)):
        raise ValueError("one line of text without line breaks or control characters")
    return text


def _language(tag: Any) -> Any:
    """The tag in its usual letter case: `ZH-hant-tw` becomes `zh-Hant-TW`."""
    return _usual_form(tag) if isinstance(tag, str) and len(tag) <= LONGEST_LINE else tag


@lru_cache(maxsize=1024)
def _usual_form(tag: str) -> str:
    first, *rest = tag.split("-")
    private = False
    parts = [first.lower()]
    for part in rest:
        private = private or part in ("x", "X")
        parts.append(part.lower() if private else _usual_case(part))
    return "-".join(parts)


def _usual_case(subtag: str) -> str:
    if len(subtag) == 2:
        return subtag.upper()
    return subtag.capitalize() if len(subtag) == 4 and subtag.isalpha() else subtag.lower()


def _text(longest: int, pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "minLength": 1, "maxLength": longest, "pattern": pattern})


Text = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=LONGEST_TEXT),
    AfterValidator(clean_text),
    _text(LONGEST_TEXT, _CLEAN),
]
"""Running text, never empty: text that isn't there is a field that isn't there."""
Line = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=LONGEST_LINE),
    AfterValidator(_single_line),
    _text(LONGEST_LINE, _LINE),
]
"""One line: a title, a name of an organisation, a reason."""
ShortMessage = Annotated[
    str,
    StringConstraints(strict=True, min_length=1, max_length=SHORT_MESSAGE),
    AfterValidator(_single_line),
    _text(SHORT_MESSAGE, _LINE),
]
"""One line that fits a single text message."""
Language = Annotated[str, BeforeValidator(_language), StringConstraints(strict=True, pattern=LANGUAGE_PATTERN)]
"""A BCP 47 language tag such as `en`, `ar-SD` or `sr-Latn`: checked for form, not against the registry."""


class LanguageText(Record):
    """Text and the language it is in; a translation is another text, never an overwriting."""

    text: Text
    """The words."""
    language: Language
    """The language they are in, as a BCP 47 tag."""

    def caption(self) -> str:
        """The words with their language, as a screen shows a text in a foreign language."""
        return f"{self.text} [{self.language}]"
