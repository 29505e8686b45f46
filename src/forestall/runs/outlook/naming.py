"""Names of countries in one language, and the outlines the map draws them by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from shapely import union_all
from shapely.geometry.base import BaseGeometry

from forestall.errors import UnknownTerm
from forestall.places.countries import countries, country_by_key
from forestall.places.country import Country
from forestall.places.outlines import outlines
from forestall.runs.outlook.language import Language

_NOT_DRAWN = {"ATA"}  # nobody lives there for a warning to reach


def names_in(words: Language, today: date) -> Callable[[str], str]:
    """What to call a country by its key, as of today or as it was last called."""

    @cache
    def name(key: str) -> str:
        try:
            country = country_by_key(key, today)
        except UnknownTerm:
            country = _last(key)
        local = words.locale.territories.get(country.alpha2) if country.on(today) and country.alpha2 else None
        return str(local or country.name)

    return name


def drawn_outlines() -> Mapping[str, BaseGeometry]:
    """One shape for each country or territory of today, by key; disputed land with its first claimant."""
    invented = {country.key for country in countries() if country.exercise}
    pieces: dict[str, list[BaseGeometry]] = {}
    for piece in outlines().pieces:
        if piece.keys[0] not in invented | _NOT_DRAWN:
            pieces.setdefault(piece.keys[0], []).append(piece.geometry)
    return {key: union_all(found) if len(found) > 1 else found[0] for key, found in pieces.items()}


def _last(key: str) -> Country:
    """The last period of a country that is no more."""
    return max((country for country in countries() if country.key == key), key=lambda country: country.start)
