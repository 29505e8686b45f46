"""The units of some countries that points can lie in, areas or cells, and which of them lie next to each other."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from forestall.errors import NotFound, UnreadableData
from forestall.foresee.panel.cells import cell_boxes, cells_touching, neighbour_table
from forestall.foresee.panel.frame import Frame, Unit, UnitKind
from forestall.foresee.panel.kernels import NOBODY
from forestall.foresee.panel.periods import Periods
from forestall.places.admin1 import Area, Areas
from forestall.places.countries import countries_at
from forestall.places.outlines import outlines, outlines_of

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
TOUCHING_DEGREES = 0.01
"""Areas this near to each other are neighbours: a kilometre, since files don't draw a shared border alike."""


@dataclass(frozen=True, eq=False)
class Region:
    """U units of one kind, in rising order."""

    kind: UnitKind
    units: tuple[Unit, ...]
    geometries: NDArray[Any]
    """In degrees, longitude first, shape (U,)."""
    countries: tuple[str, ...]
    """Key of the country that each lies in, or mostly does; length U."""
    official: BoolArray
    """False where a copy regrouped the official first-level areas, shape (U,)."""
    neighbours: IntArray
    """Positions of the units next to each, shape (U, K), -1 for none."""
    areas: Areas | None = None
    """The same as areas, where they are such."""

    def frame(self, periods: Periods) -> Frame:
        """Its units over some periods, as if they had always been as they are now."""
        return Frame(self.kind, self.units, periods, np.ones((len(self.units), len(periods)), dtype=np.bool_))

    def country_numbers(self) -> IntArray:
        """Position of each unit's country among the countries in rising order, shape (U,)."""
        return np.unique(self.countries, return_inverse=True)[1].astype(np.int64)


def area_region(rows: pa.Table, countries: Collection[str]) -> Region:
    """The first-level areas of some countries.

    An area's id is the publisher's, or its ISO code, or country and name where it has neither.

    Args:
        rows: of the dataset of outlines, one for each area.
        countries: keys of the countries.

    Raises:
        NotFound: no area of any of them.
        UnreadableData: two areas with one id.
    """
    chosen = [row for row in rows.to_pylist() if row["country"] in countries]
    found = {row["unit_id"] or row["iso_code"] or f"{row['country']}:{row['name']}": row for row in chosen}
    if not found:
        raise _nothing("first-level areas", countries, "Load their outlines, such as those of geoBoundaries.")
    if len(found) < len(chosen):
        raise UnreadableData(
            expected="areas with an id of their own",
            found=f"{len(chosen)} areas with {len(found)} ids",
            where="first-level areas",
            remedy="Use the outlines as their publisher gave them out.",
        )
    areas = Areas(tuple(_area(name, row) for name, row in found.items()))
    geometries = np.array([area.geometry for area in areas.areas], dtype=object)
    return Region(
        "admin1",
        tuple(area.id for area in areas.areas),
        geometries,
        tuple(str(area.country) for area in areas.areas),
        np.array([bool(found[area.id]["is_official"]) for area in areas.areas]),
        _touching(geometries),
        areas,
    )


def cell_region(countries: Collection[str], day: date) -> Region:
    """The cells that some countries reach into, by their outlines of a day.

    A cell on a border belongs to the country with most of it. Neighbours outside are not counted, so what a
    region's rim says of its surroundings is a lower bound.

    Args:
        countries: keys of the countries.
        day: whose borders count.

    Raises:
        NotFound: no outline of any of them.
        DefinitionError: the outlines were not built yet.
    """
    outlined = {
        country.key: shapely.union_all([piece.geometry for piece in outlines().pieces if own & {*piece.keys_on(day)}])
        for country in countries_at(day)
        if country.key in countries
        for own in ({*outlines_of(country, day)},)
    }
    keys = sorted(key for key, shape in outlined.items() if not shape.is_empty)
    if not keys:
        raise _nothing("outlines", countries, "Name countries that stand on that day.")
    shapes = np.array([outlined[key] for key in keys], dtype=object)
    cells = cells_touching(shapes)
    boxes = cell_boxes(cells)
    return Region(
        "cell",
        tuple(cells.tolist()),
        boxes,
        tuple(keys[owner] for owner in _owners(shapes, boxes)),
        np.ones(len(cells), dtype=np.bool_),
        neighbour_table(cells),
    )


def _owners(shapes: NDArray[Any], boxes: NDArray[Any]) -> IntArray:
    """Position of the shape that has most of each box, shape (U,)."""
    shape, box = shapely.STRtree(boxes).query(shapes, predicate="intersects")
    held = np.ones(len(box))
    shared = np.bincount(box, minlength=len(boxes))[box] > 1
    parts = [
        shapely.clip_by_rect(shapes[one], *boxes[other].bounds)
        for one, other in zip(shape[shared], box[shared], strict=True)
    ]
    held[shared] = shapely.area(np.array(parts, dtype=object))
    largest_first = np.lexsort((shape, -held, box))
    _, first = np.unique(box[largest_first], return_index=True)
    owners: IntArray = shape[largest_first][first].astype(np.int64)
    return owners


def _touching(geometries: NDArray[Any]) -> IntArray:
    one, other = shapely.STRtree(geometries).query(geometries, predicate="dwithin", distance=TOUCHING_DEGREES)
    pairs = sorted((int(a), int(b)) for a, b in zip(one, other, strict=True) if a != b)
    near: list[list[int]] = [[] for _ in geometries]
    for a, b in pairs:
        near[a].append(b)
    width = max(1, *map(len, near)) if near else 1
    return np.array([[*row, *[NOBODY] * (width - len(row))] for row in near], dtype=np.int64)


def _area(name: str, row: dict[str, Any]) -> Area:
    geometry = shapely.from_wkb(row["geometry"])
    sound = geometry if geometry.is_valid else shapely.make_valid(geometry)
    return Area(name, row["name"], row["iso_code"], row["country"], sound)


def _nothing(what: str, countries: Collection[str], remedy: str) -> NotFound:
    return NotFound(
        expected=f"{what} of {', '.join(sorted(countries)[:8]) or 'some country'}",
        found="none",
        where="region",
        remedy=remedy,
    )
