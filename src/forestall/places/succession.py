"""Which country came from which, and which one held the area of another on a given day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from forestall.places.country import Country
from forestall.places.table import country_table, periods_of


def predecessors(country: Country) -> tuple[Country, ...]:
    """The countries it came from: its own period before, then others it left, joined or took over."""
    before = tuple(_latest(key, country.start) for key in (country.key, *country.predecessors))
    return tuple(found for found in before if found is not None)


def successors(country: Country) -> tuple[Country, ...]:
    """The countries that came from it, in order of key; one that only lost a part is not ended by that."""
    return tuple(other for other in country_table() if country in predecessors(other))


def counterparts(country: Country, day: date) -> tuple[Country, ...]:
    """The countries that stood on that day where it stands or stood, as far as the table tells.

    Serbia in 1995 is the Federal Republic of Yugoslavia; Zaire today is the Democratic Republic of the
    Congo. Needed wherever today's codes are written over all years.

    Returns:
        In order of key; none when the area was no country's own, such as a colony's.
    """
    if country.on(day):
        return (country,)
    step = predecessors if day < country.start else successors
    found = _follow(country, day, step)
    return tuple(sorted(set(found), key=lambda other: other.key))


def _follow(country: Country, day: date, step: Callable[[Country], tuple[Country, ...]]) -> list[Country]:
    same = [other for other in periods_of(country.key) if other.on(day)]
    if same:
        return same
    found: list[Country] = []
    for other in step(country):
        found += [other] if other.on(day) else _follow(other, day, step)
    return found


def _latest(key: str, before: date) -> Country | None:
    """The last period of a key that began before that day."""
    earlier = [other for other in periods_of(key) if other.start < before]
    return earlier[-1] if earlier else None
