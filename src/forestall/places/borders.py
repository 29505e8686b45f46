"""Which countries touch on land, on a given day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from forestall.places.countries import countries_at
from forestall.places.country import Country
from forestall.places.table import FOLDER, optional_day, read_rows


@dataclass(frozen=True, slots=True)
class Border:
    """A land border between two countries: whenever both exist, or within a period."""

    one: str
    """Key of the first country."""
    other: str
    """Key of the second."""
    start: date | None
    """First day; none when as old as the younger of the two."""
    end: date | None
    """First day without it; none while both stand."""
    confidence: str
    """How far it was checked: an id of vocabulary/reference_confidence.yml."""

    def on(self, day: date) -> bool:
        """True when the period has that day; both countries must stand as well."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@cache
def borders() -> tuple[Border, ...]:
    """Every border of the table.

    Raises:
        DefinitionError: the table can't be read.
    """
    return tuple(
        Border(row["one"], row["other"], optional_day(row["start"]), optional_day(row["end"]), row["confidence"])
        for row in read_rows(FOLDER / "borders.csv")
    )


def neighbours(country: Country, day: date) -> tuple[Country, ...]:
    """The countries that touched it on land on that day, in order of key; none for an island.

    A border is one row for both sides, so the relation is symmetric. Territories count: France meets Brazil
    as French Guiana, not as France.

    Args:
        country: any period of it; only its key matters.
        day: when; a country that did not stand on that day has no neighbours.
    """
    standing = {other.key: other for other in countries_at(day)}
    if country.key not in standing:
        return ()
    touching = {
        border.other if border.one == country.key else border.one
        for border in borders()
        if country.key in (border.one, border.other) and border.on(day)
    }
    return tuple(other for key, other in standing.items() if key in touching)
