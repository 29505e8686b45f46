"""Areas read from GeoJSON, and which of them a point lies in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from forestall.errors import UnreadableData
from forestall.places.points import check_points

IntArray = NDArray[np.int64]
NOWHERE = -1
"""Stands for a point that lies in no area."""

_PLAIN_DEGREES = ("CRS84", "4326")


@dataclass(frozen=True, slots=True)
class Feature:
    """One area of a GeoJSON file with what the file says of it."""

    number: int
    """Its place in the file, from 1."""
    properties: Mapping[str, Any]
    geometry: BaseGeometry
    """Polygon or multi-polygon in degrees, longitude first."""


def read_features(path: Path) -> Iterator[Feature]:
    """The areas of a GeoJSON file, in its order; geometry as written, valid or not.

    Raises:
        UnreadableData: no such file, not GeoJSON, other than plain longitude and latitude, or a feature
            without a polygon; names the feature.
    """
    try:
        data = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise _unreadable(path.name, "a GeoJSON file", type(error).__name__) from None
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise _unreadable(path.name, "a GeoJSON FeatureCollection", "something else")
    _check_degrees(path, data.get("crs"))
    for number, feature in enumerate(features, start=1):
        yield _feature(feature, number, f"{path.name} feature {number}")


class PolygonIndex:
    """Which of N areas a point lies in; built once, asked often. A border belongs to the area."""

    def __init__(self, areas: Sequence[BaseGeometry]) -> None:
        self._areas = np.array(areas, dtype=object)
        shapely.prepare(self._areas)
        self._tree = shapely.STRtree(self._areas)

    def at(self, latitude: float, longitude: float) -> tuple[int, ...]:
        """Positions of the areas that have the point, rising: several on a shared border.

        Raises:
            ValueRangeError: the point is not finite or not on the globe.
        """
        _, areas = self._pairs([latitude], [longitude])
        return tuple(int(area) for area in np.sort(areas))

    def first_at(self, latitudes: ArrayLike, longitudes: ArrayLike) -> IntArray:
        """Position of the first area that has each point, shape (N,); -1 where none has.

        Raises:
            ShapeError: the two differ in shape, or are not one-dimensional.
            ValueRangeError: a point is not finite or not on the globe.
        """
        points, areas = self._pairs(latitudes, longitudes)
        first = np.full(np.shape(latitudes), len(self._areas), dtype=np.int64)
        np.minimum.at(first, points, areas)
        return np.where(first == len(self._areas), NOWHERE, first)

    def _pairs(self, latitudes: ArrayLike, longitudes: ArrayLike) -> tuple[IntArray, IntArray]:
        lat, lon = check_points(latitudes, longitudes)
        points = np.asarray(shapely.points(lon, lat))
        point, area = self._tree.query(points)
        inside = shapely.intersects(self._areas[area], points[point])
        return point[inside], area[inside]


def _feature(data: Any, number: int, where: str) -> Feature:
    geometry = data.get("geometry") if isinstance(data, dict) else None
    properties = data.get("properties") if isinstance(data, dict) else None
    if not isinstance(geometry, dict) or not isinstance(properties, dict):
        raise _unreadable(where, "a feature with properties and a geometry", "something else")
    try:
        shape = shapely.from_geojson(orjson.dumps(geometry))
    except shapely.errors.GEOSException:
        raise _unreadable(where, "a GeoJSON geometry", "one that can't be read") from None
    if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
        raise _unreadable(where, "a polygon or multi-polygon", f"an empty or other one: {shape.geom_type}")
    return Feature(number, properties, shape)


def _check_degrees(path: Path, crs: Any) -> None:
    # RFC 7946 knows longitude and latitude alone; older files name them, or some other system.
    if crs is not None and not any(name in str(crs) for name in _PLAIN_DEGREES):
        raise _unreadable(path.name, "longitude and latitude (WGS 84)", "another coordinate system")


def _unreadable(where: str, expected: str, found: str) -> UnreadableData:
    return UnreadableData(
        expected=expected,
        found=found,
        where=where,
        remedy="Use a GeoJSON file (RFC 7946) of polygons, such as those of geoBoundaries.",
    )
