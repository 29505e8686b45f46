"""What is known of a country or a point on a day, as one answer: country, codes, neighbours, cell, area."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from forestall.places.admin1 import Area, read_areas
from forestall.places.borders import neighbours
from forestall.places.countries import find_country
from forestall.places.country import Country
from forestall.places.grid import cell_at, centroid
from forestall.places.outlines import countries_at_point, countries_near_point, exercise_areas
from forestall.places.succession import predecessors, successors

_POINT = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*[,;]\s*([+-]?\d+(?:\.\d+)?)\s*")


@dataclass(frozen=True, slots=True)
class Location:
    """The answer to where something is."""

    day: date
    """The day the answer holds for."""
    countries: tuple[Country, ...]
    """The country meant, or those a point lies in or near, the likeliest first; none at sea."""
    point: tuple[float, float] | None = None
    """Latitude and longitude, when asked for a point."""
    near: bool = False
    """True when the point lies in none of them, and within the tolerance of each."""
    area: Area | None = None
    """The first-level area that the point lies in, where areas were at hand."""

    def to_json(self) -> dict[str, Any]:
        """The answer as plain JSON data."""
        return {
            "on": self.day.isoformat(),
            "countries": [_country_json(country, self.day) for country in self.countries],
            **(self._point_json() if self.point else {}),
        }

    def _point_json(self) -> dict[str, Any]:
        latitude, longitude = self.point or (0.0, 0.0)
        cell = cell_at(latitude, longitude)
        area = self.area
        return {
            "latitude": latitude,
            "longitude": longitude,
            "near": self.near,
            "cell": cell,
            "cell_centroid": list(centroid(cell)),
            "admin1": {"name": area.name, "code": area.code, "id": area.id} if area else None,
        }


def locate(query: str, day: date, admin1: Path | None = None) -> Location:
    """The country that a name or code means, or the countries, cell and area of a point.

    Args:
        query: a name, a code such as `SDN`, `gw:625` or `729`, or `LATITUDE,LONGITUDE` in degrees.
        day: when.
        admin1: a GeoJSON file of first-level areas to look a point up in.

    Raises:
        UnknownTerm: no country is called so on that day.
        ValueRangeError: the point is not on the globe.
        DefinitionError: the outlines were not built yet.
        UnreadableData: the file of areas can't be read.
        InvalidField: an area in it is broken.
    """
    point = _POINT.fullmatch(query)
    if point is None:
        return Location(day, (find_country(query, day),))
    return _locate_point(float(point[1]), float(point[2]), day, admin1)


def _locate_point(latitude: float, longitude: float, day: date, admin1: Path | None) -> Location:
    inside = countries_at_point(latitude, longitude, day)
    invented = any(country.exercise for country in inside)
    areas = exercise_areas() if invented else read_areas(admin1) if admin1 else None
    near = () if inside else countries_near_point(latitude, longitude, day)
    return Location(
        day=day,
        countries=inside or near,
        point=(latitude, longitude),
        near=bool(near),
        area=areas.find(latitude, longitude) if areas else None,
    )


def _country_json(country: Country, day: date) -> dict[str, Any]:
    return country.to_json() | {
        "exercise": country.exercise,
        "neighbours": [other.key for other in neighbours(country, day)],
        "predecessors": [other.caption() for other in predecessors(country)],
        "successors": [other.caption() for other in successors(country)],
    }
