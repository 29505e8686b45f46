"""First-level administrative areas from GeoJSON, and which one a point lies in.

Reads the form of geoBoundaries: `shapeName`, `shapeISO`, `shapeID`, `shapeGroup`. Older and regrouped files
lack some; the name must be there.

Source:
    Runfola et al. (2020), geoBoundaries: A global database of political administrative boundaries,
    PLoS ONE 15(4), e0231866.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from forestall.errors import InvalidField, UnreadableData
from forestall.places.polygons import Feature, IntArray, PolygonIndex, read_features

_ABSENT = ("", "N/A", "None", "NULL")


@dataclass(frozen=True, slots=True)
class Area:
    """One first-level area."""

    id: str
    """The file's own id, or its code, or its name where there is no other."""
    name: str
    code: str | None
    """ISO 3166-2 code, where the file gives one."""
    country: str | None
    """ISO 3166-1 alpha-3 code of its country, where the file gives one."""
    geometry: BaseGeometry
    """Polygon or multi-polygon in degrees, longitude first."""


class Areas:
    """The first-level areas of one file, in order of id; a point on a border belongs to the first."""

    def __init__(self, areas: tuple[Area, ...]) -> None:
        self.areas = tuple(sorted(areas, key=lambda area: area.id))
        self._index = PolygonIndex([area.geometry for area in self.areas])

    def find(self, latitude: float, longitude: float) -> Area | None:
        """The area that has the point, its border included; none when it lies outside them all.

        Raises:
            ValueRangeError: the point is not finite or not on the globe.
        """
        at = self._index.at(latitude, longitude)
        return self.areas[at[0]] if at else None

    def find_all(self, latitudes: ArrayLike, longitudes: ArrayLike) -> IntArray:
        """Position in `areas` of each point, shape (N,); -1 where a point lies outside them all.

        Raises:
            ShapeError: the two differ in shape, or are not one-dimensional.
            ValueRangeError: a point is not finite or not on the globe.
        """
        return self._index.first_at(latitudes, longitudes)

    def named(self, code: str) -> Area | None:
        """The area with that code or id, if there is one."""
        return next((area for area in self.areas if code in (area.code, area.id)), None)


def read_areas(path: Path) -> Areas:
    """The first-level areas of a GeoJSON file.

    Raises:
        UnreadableData: the file can't be read, holds no area, or two with one id.
        InvalidField: an area has no name, or its geometry crosses itself; names the area.
    """
    areas = tuple(_area(feature, path.name) for feature in read_features(path))
    ids = {area.id for area in areas}
    if not areas or len(ids) < len(areas):
        raise UnreadableData(
            expected="at least one area, each with an id of its own",
            found=f"{len(areas)} areas with {len(ids)} ids",
            where=path.name,
            remedy="Use the file as its publisher gave it out.",
        )
    return Areas(areas)


def _area(feature: Feature, file: str) -> Area:
    name = _text(feature, "shapeName") or _text(feature, "name")
    where = f"{file} area {name or feature.number}"
    if name is None:
        raise _invalid(f"{where} shapeName", "a name", "none")
    if not feature.geometry.is_valid:
        raise _invalid(f"{where} geometry", "rings that don't cross", shapely.is_valid_reason(feature.geometry))
    code = _text(feature, "shapeISO")
    return Area(
        id=_text(feature, "shapeID") or code or name,
        name=name,
        code=code,
        country=_text(feature, "shapeGroup"),
        geometry=feature.geometry,
    )


def _text(feature: Feature, name: str) -> str | None:
    value = feature.properties.get(name)
    return value.strip() if isinstance(value, str) and value.strip() not in _ABSENT else None


def _invalid(where: str, expected: str, found: str) -> InvalidField:
    return InvalidField(
        expected=expected,
        found=found,
        where=where,
        remedy="Mend the area in the file, or use the publisher's newer one.",
    )
