"""Country outlines: which countries a point lies in on a day, and whether it lies in or near a given one.

The outlines are today's, from Natural Earth at 1:50 million, built by `make setup`. A state of the past
is the union of those of today that lay in it. Where states dispute an area, each of them counts: see
disputed.csv. The invented countries of exercises have outlines of their own, in exercise.geojson.

What follows from that: borders that moved within one outline (the two Germanys, Yemens and Viet Nams) can't
be told apart, so both are given; and an outline may be off by some kilometres, see `BORDER_TOLERANCE_KM`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from forestall.errors import DefinitionError
from forestall.places.admin1 import Areas, read_areas
from forestall.places.countries import countries_at
from forestall.places.country import Country
from forestall.places.points import check_points, is_near
from forestall.places.polygons import PolygonIndex, read_features
from forestall.places.table import FOLDER, optional_day, read_rows

OUTLINES_FILE = FOLDER / "outlines" / "countries.geojson"
EXERCISE_FILE = FOLDER / "exercise.geojson"
BORDER_TOLERANCE_KM = 25.0
"""How far outside its country's outline a place may lie: what 1:50 million can leave out, half a millimetre
on the map."""

DAYS_KEPT = 512
"""For how many days the answer to who held what is remembered."""

_WORLD = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the map and the outlines it counts for."""

    geometry: BaseGeometry
    """In degrees, longitude first."""
    keys: tuple[str, ...]
    """Keys of the outlines; several where the area is disputed, the first also before that."""
    since: date | None = None
    """First day on which all the keys count."""

    def keys_on(self, day: date) -> tuple[str, ...]:
        """The outlines that the piece counts for on that day."""
        return self.keys if self.since is None or self.since <= day else self.keys[:1]


class Outlines:
    """The pieces of the map, ready to be asked."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self.pieces = tuple(pieces)
        self._index = PolygonIndex([piece.geometry for piece in self.pieces])

    def keys_at(self, latitude: float, longitude: float, day: date) -> tuple[str, ...]:
        """Keys of the outlines that have the point, without repeats; several on a border or in a dispute.

        Raises:
            ValueRangeError: the point is not finite or not on the globe.
        """
        at = self._index.at(latitude, longitude)
        return tuple(dict.fromkeys(key for position in at for key in self.pieces[position].keys_on(day)))

    def keys_near(self, latitude: float, longitude: float, day: date) -> tuple[str, ...]:
        """Keys of the outlines within the tolerance of the point, without repeats.

        Raises:
            ValueRangeError: the point is not finite or not on the globe.
        """
        check_points([latitude], [longitude])
        near = (piece for piece in self.pieces if is_near(piece.geometry, latitude, longitude, BORDER_TOLERANCE_KM))
        return tuple(dict.fromkeys(key for piece in near for key in piece.keys_on(day)))

    def draws(self, keys: Iterable[str], day: date) -> bool:
        """True when the map has any of these outlines: without, nothing can be said against a place."""
        wanted = set(keys)
        return any(wanted.intersection(piece.keys_on(day)) for piece in self.pieces)


@cache
def outlines() -> Outlines:
    """The outlines of all countries, real and invented.

    Raises:
        DefinitionError: they were not built yet, or a table of ours can't be read.
    """
    return Outlines((*read_pieces(OUTLINES_FILE), *_exercise_pieces()))


@cache
def exercise_areas() -> Areas:
    """The first-level areas of the invented countries."""
    return read_areas(EXERCISE_FILE)


def outlines_of(country: Country, day: date) -> tuple[str, ...]:
    """Keys of the outlines that were the country's on that day.

    Those its row names, without those that had a state of their own by the Gleditsch-Ward list: Sudan's took
    in South Sudan's up to the day before it left.
    """
    others = _own_states(day) - {country.key, country.within}
    return tuple(key for key in country.outlines if key not in others)


def countries_at_point(latitude: float, longitude: float, day: date) -> tuple[Country, ...]:
    """The countries that a point lay in on that day, the likeliest first; none at sea.

    Several where the outlines of today can't tell them apart, on a border, in a dispute, and where a
    territory is counted under its state as well.

    Raises:
        ValueRangeError: the point is not finite or not on the globe.
        DefinitionError: the outlines were not built yet.
    """
    return _standing(outlines().keys_at(latitude, longitude, day), day)


def countries_near_point(latitude: float, longitude: float, day: date) -> tuple[Country, ...]:
    """The countries within the tolerance of a point on that day; for a point just off a coast, say.

    Raises:
        ValueRangeError: the point is not finite or not on the globe.
        DefinitionError: the outlines were not built yet.
    """
    return _standing(outlines().keys_near(latitude, longitude, day), day)


def _standing(keys: tuple[str, ...], day: date) -> tuple[Country, ...]:
    """The countries that held any of these outlines: those of the same key first."""
    holders = _holders(day)
    found = [country for key in keys for country in holders.get(key, ()) if country.key == key]
    found += [country for key in keys for country in holders.get(key, ())]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=DAYS_KEPT)
def _own_states(day: date) -> frozenset[str]:
    return frozenset(country.key for country in countries_at(day) if country.gw is not None)


@lru_cache(maxsize=DAYS_KEPT)
def _holders(day: date) -> Mapping[str, tuple[Country, ...]]:
    """The countries of that day by the outlines that were theirs."""
    holders: dict[str, tuple[Country, ...]] = {}
    for country in countries_at(day):
        for key in outlines_of(country, day):
            holders[key] = (*holders.get(key, ()), country)
    return holders


def read_pieces(path: Path) -> tuple[Piece, ...]:
    """The outlines of a built file, cut where an area is disputed.

    Raises:
        DefinitionError: the file is not there.
        UnreadableData: it is no GeoJSON of outlines.
    """
    if not path.exists():
        raise DefinitionError(
            expected="country outlines",
            found="none built yet",
            where="places/outlines/countries.geojson",
            remedy="Run `make setup`.",
        )
    whole = {feature.properties["key"]: feature.geometry for feature in read_features(path)}
    disputed: list[Piece] = []
    for row in read_rows(FOLDER / "disputed.csv"):
        if row["drawn_as"] not in whole:
            continue
        edges = [row[edge] for edge in ("west", "south", "east", "north")]
        box = shapely.box(*(map(float, edges) if all(edges) else _WORLD))
        drawn = whole[row["drawn_as"]]
        whole[row["drawn_as"]] = _polygons(shapely.difference(drawn, box))
        part = _polygons(shapely.intersection(drawn, box))
        disputed.append(Piece(part, tuple(row["claimants"].split()), optional_day(row["start"])))
    pieces = (*(Piece(geometry, (key,)) for key, geometry in whole.items()), *disputed)
    return tuple(piece for piece in pieces if not piece.geometry.is_empty)


def _exercise_pieces() -> tuple[Piece, ...]:
    return tuple(Piece(area.geometry, (area.country,)) for area in exercise_areas().areas if area.country)


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shapely.get_parts(geometry))
    kept = [part for part in parts if part.geom_type == "Polygon"]
    whole: BaseGeometry = shapely.multipolygons(kept)
    return whole
