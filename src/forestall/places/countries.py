"""Finding a country as it was on a day: by key, by a code of any scheme, or by name.

Every question takes a day, because a code is valid for a period: CS was Czechoslovakia, then Serbia
and Montenegro, and is nobody's now.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import TypeVar

from forestall.errors import UnknownTerm
from forestall.places.country import SCHEMES, Country, Scheme
from forestall.places.succession import counterparts
from forestall.places.table import country_table, periods_of

T = TypeVar("T")

LONGEST_NAME = 80
_ISO: tuple[Scheme, ...] = ("alpha2", "alpha3", "numeric")
_NUMBERS: dict[str, Scheme] = {"gw": "gw", "cow": "cow", "iso": "numeric"}
_NUMBERED = re.compile(r"(gw|cow|iso)[ :]?([0-9]{1,3})")
_DOTLESS_I = "\N{LATIN SMALL LETTER DOTLESS I}"  # the one letter of Turkish that folding leaves as it is
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def countries() -> tuple[Country, ...]:
    """Every country and period of the table, in order of key and start."""
    return country_table()


def countries_at(day: date) -> tuple[Country, ...]:
    """The states, territories and exercise countries of that day, in order of key."""
    return tuple(country for country in country_table() if country.on(day))


def states_at(day: date) -> tuple[Country, ...]:
    """The states of that day, in order of key."""
    return tuple(country for country in countries_at(day) if country.kind == "state")


def country_by_key(key: str, day: date) -> Country:
    """The country with that key as it was on that day.

    Raises:
        UnknownTerm: no such key, or none on that day; says what stood there instead.
    """
    return _the_one(periods_of(key), day, f"key {key[:LONGEST_NAME]!r}")


def country_by_code(scheme: Scheme, code: str | int, day: date) -> Country:
    """The country that had that code on that day.

    Args:
        scheme: alpha2, alpha3 or numeric of ISO 3166, gw (Gleditsch-Ward) or cow (Correlates of War).
        code: as printed; leading zeros of ISO numbers may be left out.
        day: when.

    Raises:
        UnknownTerm: the code is nobody's, or was nobody's on that day.
    """
    return _the_one(_coded(scheme, str(code)), day, f"{scheme} {str(code)[:LONGEST_NAME]!r}")


def find_country(text: str, day: date) -> Country:
    """The country that a person means by a name or a code.

    Reads, in this order: `gw:625`, `cow:625` or `iso:729`; two or three letters as an ISO code, then as a
    key; three digits as an ISO number; names and common aliases, whatever their accents and case.

    Raises:
        UnknownTerm: none is called so on that day; names the nearest, or what stood there instead.
    """
    known = list(_meant(text))
    for found in known:
        if found.on(day):
            return found
    return _the_one(known, day, repr(text[:LONGEST_NAME]), _nearest(text, day))


def _meant(text: str) -> Iterable[Country]:
    plain = text.strip()
    numbered = _NUMBERED.fullmatch(plain.lower())
    if numbered:
        yield from _coded(_NUMBERS[numbered[1]], numbered[2])
        return
    code = plain.upper()
    for scheme in _ISO:
        yield from _by_code().get((scheme, code), ())
    yield from periods_of(code)
    yield from _by_name().get(fold(plain), ())


def _coded(scheme: Scheme, code: str) -> tuple[Country, ...]:
    text = code.strip().upper()
    if text.isdecimal():
        text = text.zfill(3) if scheme == "numeric" else text.lstrip("0")
    return _by_code().get((scheme, text), ())


def _the_one(known: Iterable[Country], day: date, asked: str, nearest: str = "") -> Country:
    for found in known:
        if found.on(day):
            return found
    raise UnknownTerm(
        expected=f"a country of places/countries.csv that stood on {day}",
        found=asked,
        where="country",
        remedy=_instead(tuple(known), day) or nearest or "`forestall places find NAME` shows what is known.",
    )


def _instead(known: tuple[Country, ...], day: date) -> str:
    if not known:
        return ""
    periods = "; ".join(dict.fromkeys(found.caption() for found in known))
    then = {other.key: other for found in known for other in counterparts(found, day)}
    holders = " or ".join(f"{other.name} ({other.key})" for other in then.values())
    return f"It is {periods}." + (f" On that day its area was that of {holders}." if holders else "")


def _nearest(text: str, day: date) -> str:
    names = {name: found for name, known in _by_name().items() for found in known if found.on(day)}
    near = get_close_matches(fold(text[:LONGEST_NAME]), names, n=1, cutoff=0.6)
    return f"Did you mean {names[near[0]].name} ({names[near[0]].key})?" if near else ""


def fold(name: str) -> str:
    """A name without accents, case, punctuation and a leading article, so that spellings meet."""
    letters = unicodedata.normalize("NFKD", name.replace("&", " and ")).casefold()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_A_WORD.sub(" ", plain.replace(_DOTLESS_I, "i")).strip().removeprefix("the ")


@cache
def _by_code() -> Mapping[tuple[str, str], tuple[Country, ...]]:
    return _grouped(
        ((scheme, code), found)
        for found in country_table()
        for scheme in SCHEMES
        if (code := found.code(scheme)) is not None
    )


@cache
def _by_name() -> Mapping[str, tuple[Country, ...]]:
    return _grouped((fold(name), found) for found in country_table() for name in (found.name, *found.aliases))


def _grouped(pairs: Iterable[tuple[T, Country]]) -> Mapping[T, tuple[Country, ...]]:
    groups: dict[T, list[Country]] = defaultdict(list)
    for name, found in pairs:
        groups[name].append(found)
    return {name: tuple(group) for name, group in groups.items()}
