"""A place and how precisely it is known, from a country to a point.

Not a territory: which codes and borders hold on a day is for `places`. Not for shelter: where people at
risk live, hide, worship or flee is never stored outside a seal, and a record that could betray them
takes a `CoarsePlace`.
"""

from __future__ import annotations

import math
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from forestall.records.record import Record
from forestall.records.values.term import TermOf
from forestall.records.values.text import Line
from forestall.vocabulary.load import vocabulary

LIST = "precision"
COARSE_ENOUGH = "admin1"
NO_COUNTRY = "international"
EARTH_RADIUS_KM = 6371.0088

Iso3 = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{3}$")]
"""A state by its ISO 3166-1 alpha-3 code."""
Admin1 = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")]
"""A first-level administrative unit by its code, such as `SD-DN`."""
Latitude = Annotated[float, Field(strict=True, ge=-90, le=90, allow_inf_nan=False)]
"""Degrees north of the equator."""
Longitude = Annotated[float, Field(strict=True, ge=-180, le=180, allow_inf_nan=False)]
"""Degrees east of Greenwich."""


class Place(Record):
    """Where something is, as far as it is known."""

    precision: Annotated[str, TermOf(LIST)]
    """How precisely it is known; a point that stands for a coarse place is not where it happened."""
    country: Iso3 | None = None
    """The state it lies in; empty at sea and in the air only."""
    admin1: Admin1 | None = None
    """The first-level unit it lies in; empty when unknown."""
    name: Line | None = None
    """What the place is called."""
    latitude: Latitude | None = None
    """Latitude of the point in degrees, WGS 84."""
    longitude: Longitude | None = None
    """Longitude of the point in degrees, WGS 84."""

    @model_validator(mode="after")
    def _check_parts(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("latitude and longitude together")
        if self.country is None and self.precision != NO_COUNTRY:
            raise ValueError(f"a country, unless the precision is {NO_COUNTRY}")
        if self.precision in ("exact", "near") and self.latitude is None and self.name is None:
            raise ValueError("a point or a name where the place itself is known")
        return self

    @property
    def has_point(self) -> bool:
        """True when a point stands for it."""
        return self.latitude is not None

    def is_finer_than(self, precision: str) -> bool:
        """True when it is known more precisely than that.

        Raises:
            UnknownTerm: no such precision.
        """
        terms = vocabulary(LIST)
        return bool(terms.term(self.precision).extra["order"] < terms.term(precision).extra["order"])

    def coarsened(self) -> Place:
        """The same place known to its first-level unit at most: without name and point."""
        coarse = COARSE_ENOUGH if self.admin1 else "country"
        precision = coarse if self.is_finer_than(coarse) else self.precision
        return Place(precision=precision, country=self.country, admin1=self.admin1)

    def distance_km(self, other: Place) -> float | None:
        """Kilometres between the two points along a great circle; None unless both have one."""
        if self.latitude is None or self.longitude is None:
            return None
        if other.latitude is None or other.longitude is None:
            return None
        here, there = math.radians(self.latitude), math.radians(other.latitude)
        across = math.radians(other.longitude - self.longitude)
        half = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(across / 2) ** 2
        return 2 * EARTH_RADIUS_KM * math.asin(min(1, math.sqrt(half)))

    def may_be(self, other: Place) -> bool:
        """True unless country or unit says that the two are different places."""
        for mine, theirs in ((self.country, other.country), (self.admin1, other.admin1)):
            if mine is not None and theirs is not None and mine != theirs:
                return False
        return True

    def caption(self) -> str:
        """The place as text, from small to large, with its precision: `Geneina, SD-DW, SDN (exact place)`."""
        parts = ", ".join(part for part in (self.name, self.admin1, self.country) if part)
        label = vocabulary(LIST)[self.precision].label
        return f"{parts} ({label.lower()})" if parts else label


def is_coarse(place: Place) -> bool:
    """True for a place that betrays nobody: the first-level unit at most, without name and point."""
    return not (place.has_point or place.name is not None or place.is_finer_than(COARSE_ENOUGH))


def _coarse(place: Place) -> Place:
    if not is_coarse(place):
        raise ValueError(f"a place no finer than {COARSE_ENOUGH}, without name and point; seal the exact one")
    return place


CoarsePlace = Annotated[Place, AfterValidator(_coarse)]
"""A place that betrays nobody: the first-level unit at most, without name and point."""
