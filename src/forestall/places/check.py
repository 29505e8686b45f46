"""Whether a place can be where it says it is: its country stood on that day, and its point lies in it.

Refuses only what is surely wrong. A point within the tolerance of a border or coast passes, so does one in
an area that its country disputes with another, and a country the outlines don't draw can't be held against.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from forestall.errors import InvalidField, UnknownTerm, describe
from forestall.places.admin1 import Areas
from forestall.places.countries import country_by_code, country_by_key
from forestall.places.country import Country
from forestall.places.outlines import BORDER_TOLERANCE_KM, exercise_areas, outlines, outlines_of
from forestall.places.points import is_near
from forestall.records.values.place import Place

PlaceCheck = Literal["inside", "near", "not_drawn", "no_point", "no_country"]
"""What was found: in its country; outside by less than the tolerance; or why nothing could be compared."""


def check_place(place: Place, day: date, *, exercise: bool = False, areas: Areas | None = None) -> PlaceCheck:
    """What is right about a place, on the day it is said to have been so.

    Args:
        place: as a record holds it.
        day: when; a code is valid for a period, and the same ground was another country's before.
        exercise: True in an exercise, where invented countries may stand.
        areas: first-level areas of its country, where at hand, to check its code for one against; an
            invented country brings its own.

    Raises:
        InvalidField: the field that can't be right: `Place.country`, `Place.latitude` or `Place.admin1`;
            never with its contents.
        DefinitionError: the outlines were not built yet.
    """
    if place.country is None:
        return "no_country"
    country = _country(place.country, day)
    if country.exercise:
        if not exercise:
            raise _wrong("country", "a real country; this one is for exercises", place.country)
        areas = exercise_areas()
    _check_area(place, country, areas)
    return _check_point(place, country, day)


def _country(code: str, day: date) -> Country:
    # Datasets write today's code over all years: a key finds the state under its earlier codes as well.
    try:
        return country_by_code("alpha3", code, day)
    except UnknownTerm:
        pass
    try:
        return country_by_key(code, day)
    except UnknownTerm:
        raise _wrong("country", "the code of a country that stood on its day", code) from None


def _check_point(place: Place, country: Country, day: date) -> PlaceCheck:
    if place.latitude is None or place.longitude is None:
        return "no_point"
    own = set(outlines_of(country, day))
    drawn = outlines()
    if not drawn.draws(own, day):
        return "not_drawn"
    if own.intersection(drawn.keys_at(place.latitude, place.longitude, day)):
        return "inside"
    if own.intersection(drawn.keys_near(place.latitude, place.longitude, day)):
        return "near"
    raise _wrong("latitude", f"a point within {BORDER_TOLERANCE_KM:g} km of its country", place.latitude)


def _check_area(place: Place, country: Country, areas: Areas | None) -> None:
    if place.admin1 is None or areas is None:
        return
    area = areas.named(place.admin1)
    if area is None or area.country not in (None, country.alpha3):
        raise _wrong("admin1", "the code of a first-level area of its country", place.admin1)
    if place.latitude is None or place.longitude is None:
        return
    if not is_near(area.geometry, place.latitude, place.longitude, BORDER_TOLERANCE_KM):
        raise _wrong("latitude", f"a point within {BORDER_TOLERANCE_KM:g} km of its admin1", place.latitude)


def _wrong(field: str, expected: str, value: object) -> InvalidField:
    return InvalidField(
        expected=expected,
        found=describe(value),
        where=f"Place.{field}",
        remedy="Correct the place or its day; `forestall places find` shows what stood where, and when.",
    )
