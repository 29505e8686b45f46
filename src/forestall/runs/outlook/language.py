"""One language of the outlook: its words, numerals, dates, country names and direction.

Words come from gettext catalogues under `translations/`, read as they are; a message without a
translation appears in English, and a test names it.
"""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from forestall.errors import UnknownTerm

LANGUAGES = ("en", "fr", "ar")
_LEFT_TO_RIGHT = "left-to-right"
_TENTH_PERCENT = 0.001
_TEN_PERCENT = 0.095
_NEARLY_CERTAIN = 0.99


@dataclass(frozen=True)
class Language:
    """A language as pages use it."""

    code: str
    locale: Locale
    messages: gettext.NullTranslations

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, as HTML writes it."""
        return "ltr" if self.locale.character_order == _LEFT_TO_RIGHT else "rtl"

    def text(self, message: str, **parts: object) -> str:
        """The message in this language, with its named parts put in."""
        return self.messages.gettext(message) % parts if parts else self.messages.gettext(message)

    def percent(self, probability: float) -> str:
        """A probability that never rounds to certainty: `85%`, `2.3%`, `under 0.1%`."""
        if 0 < probability < _TENTH_PERCENT:
            return self.text("under %(least)s", least=self._percent(_TENTH_PERCENT, 1))
        if probability > 1 - _TENTH_PERCENT:
            return self.text("over %(most)s", most=self._percent(1 - _TENTH_PERCENT, 1))
        return self._percent(probability, 0 if _TEN_PERCENT <= probability <= _NEARLY_CERTAIN else 1)

    def whole_percent(self, percent: float) -> str:
        """A border of a likelihood word, given in percent: `20%`."""
        return self._percent(percent / 100, 0)

    def _percent(self, share: float, decimals: int) -> str:
        """As the language writes percents: where the sign stands, and whether a space parts it from the number."""
        whole = self.locale.percent_formats[None].pattern
        return str(format_percent(share, whole.replace("0", "0." + "0" * decimals) if decimals else whole, self.locale))

    def share(self, share: float) -> str:
        """A share that was counted, which may be none or all: `0%`, `2.3%`, `85%`, `100%`."""
        return self.percent(share) if 0 < share < 1 else self.whole_percent(100 * share)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with this language's separators and numerals."""
        return str(format_decimal(value, "#,##0" + ("." + "0" * decimals if decimals else ""), self.locale))

    def signed(self, value: float) -> str:
        """A number with two decimals and always its sign."""
        return str(format_decimal(round(value, 2) + 0.0, "+#,##0.00;-#,##0.00", self.locale))

    def short_number(self, value: float) -> str:
        """A number with as many decimals as it has, at most two."""
        return str(format_decimal(value, "#,##0.##", self.locale))

    def listed(self, items: list[str]) -> str:
        """Items as a sentence lists them: `1998 and 2003`."""
        return str(format_list(items, locale=self.locale))

    def month(self, value: date) -> str:
        """The month of a day, in full: `March 2023`."""
        return str(format_date(value, "MMMM y", self.locale))

    def day(self, value: date) -> str:
        """A day, in full."""
        return str(format_date(value, "long", self.locale))


@cache
def language(code: str) -> Language:
    """The language with that code.

    Raises:
        UnknownTerm: the outlook isn't translated into it.
    """
    if code not in LANGUAGES:
        raise UnknownTerm(
            expected=f"one of {', '.join(LANGUAGES)}",
            found=repr(code),
            where="language",
            remedy="Choose one of them; another needs a catalogue under runs/outlook/translations.",
        )
    return Language(code, Locale.parse(code), _messages(code))


def _messages(code: str) -> gettext.NullTranslations:
    source = files(__package__).joinpath(f"translations/{code}.po")
    if not source.is_file():  # English is the language the messages are written in
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source.read_bytes()), locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
