"""The standing sentences of alerts in one language, with its own numerals and dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_percent

from forestall.vocabulary.plain_yaml import read_plain_yaml

FILE = Path(__file__).parent / "phrases.yml"
FALLBACK = "en"
_LOCALES = {"en": "en_GB"}  # day before month, as in the rest of the system
_LEFT_TO_RIGHT = "left-to-right"
_FIRST, _END = "\u2068", "\u2069"  # first strong isolate, pop directional isolate
_TENTH_PERCENT = 0.001
_TEN_PERCENT = 0.095


@dataclass(frozen=True)
class Phrases:
    """One language's sentences."""

    language: str
    """Its code."""
    locale: Locale
    """Its numerals and dates."""
    sentences: Mapping[str, Any]
    """Its rows of phrases.yml."""

    def sentence(self, name: str, **parts: str) -> str:
        """A sentence with its parts put in; a part is never read as a pattern."""
        return str(self.sentences[name]).format(**self._set_apart(parts))

    def likelihood(self, word: str) -> str:
        """The agreed word for a likelihood, by its id in vocabulary/likelihood.yml."""
        return str(self.sentences["likelihood"][word])

    def confidence(self, word: str) -> str:
        """The word for a confidence, by its id in vocabulary/confidence.yml."""
        return str(self.sentences["confidence"][word])

    def on_paper(self, name: str, **parts: str) -> str:
        """A heading or label of the paper form, with its parts put in."""
        return str(self.sentences["paper"][name]).format(**self._set_apart(parts))

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, as HTML writes it."""
        return "ltr" if self.locale.character_order == _LEFT_TO_RIGHT else "rtl"

    def _set_apart(self, parts: Mapping[str, str]) -> Mapping[str, str]:
        # Parts in another script would draw the marks around them to the wrong side (Unicode, UAX 9).
        return parts if self.direction == "ltr" else {name: f"{_FIRST}{part}{_END}" for name, part in parts.items()}

    def percent(self, share: float) -> str:
        """A share as a percentage that never rounds to certainty: `85%`, `2.3%`, `<0.1%`."""
        if 0 < share < _TENTH_PERCENT:
            return "<" + self._percent(_TENTH_PERCENT, "#,##0.0%")
        if 1 - _TENTH_PERCENT < share < 1:
            return ">" + self._percent(1 - _TENTH_PERCENT, "#,##0.0%")
        is_whole = _TEN_PERCENT <= share <= 1 - _TEN_PERCENT or share in (0, 1)
        return self._percent(share, "#,##0%" if is_whole else "#,##0.0%")

    def whole_percent(self, percent: float) -> str:
        """A border of a likelihood word, given in percent: `20%`."""
        return self._percent(percent / 100, "#,##0%")

    def day(self, day: date) -> str:
        """A day in full."""
        return str(format_date(day, "long", self.locale))

    def time(self, instant: datetime) -> str:
        """Hour and minute in UTC."""
        return str(format_time(instant.astimezone(UTC), "HH:mm", tzinfo=UTC, locale=self.locale))

    def _percent(self, share: float, form: str) -> str:
        return str(format_percent(share, form, self.locale))


def languages() -> tuple[str, ...]:
    """The languages that alerts have sentences in."""
    return tuple(_all())


def phrases(language: str) -> Phrases:
    """The sentences in a language, by its tag; English where there are none in it."""
    code = language.split("-", maxsplit=1)[0]
    return _phrases(code if code in _all() else FALLBACK)


@cache
def _phrases(code: str) -> Phrases:
    return Phrases(code, Locale.parse(_LOCALES.get(code, code)), _all()[code])


@cache
def _all() -> Mapping[str, Mapping[str, Any]]:
    read: Mapping[str, Mapping[str, Any]] = read_plain_yaml(FILE)
    return read
