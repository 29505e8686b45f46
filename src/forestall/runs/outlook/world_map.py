"""The world as SVG paths in an equal-area projection: readable without a script, small enough to inline.

An equal-area projection, since a map of risk must not make countries near the poles look larger.

Source:
    Savric, Patterson and Jenny (2018), The Equal Earth map projection, International Journal of
    Geographical Information Science 33(3), 454-465, equations 1-4.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from shapely import get_coordinates, transform
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

WIDTH = 960.0
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = math.sqrt(3) / 2
_SOUTHERNMOST = -60.0  # Antarctica has no population to warn
_SIMPLIFY = 0.35  # map units: below what a screen shows
_SMALLEST = 0.4  # square map units: smaller islands are left out, unless they are all a country has


def equal_earth(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes and latitudes, shape (N, 2), as x and y of the projection on a unit sphere, shape (N, 2)."""
    longitude, latitude = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    theta = np.arcsin(_M * np.sin(latitude))
    square = theta**2
    sixth = square**3
    denominator = _M * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square))
    x = longitude * np.cos(theta) / denominator
    y = theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    return np.column_stack([x, y])


def _frame() -> tuple[float, float, float]:
    """Scale, top and height of the drawing, so that the equator spans its width."""
    edge = equal_earth(np.array([[180.0, 0.0], [0.0, 84.0], [0.0, _SOUTHERNMOST]]))
    scale = WIDTH / (2 * edge[0, 0])
    return scale, edge[1, 1], (edge[1, 1] - edge[2, 1]) * scale


_SCALE, _TOP, HEIGHT = _frame()


def project(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes and latitudes, shape (N, 2), in drawing units: x to the right, y down, shape (N, 2)."""
    unit = equal_earth(degrees)
    return np.column_stack([unit[:, 0] * _SCALE + WIDTH / 2, (_TOP - unit[:, 1]) * _SCALE])


def country_paths(outlines: Mapping[str, BaseGeometry]) -> dict[str, str]:
    """For each country code the `d` of an SVG path, at the accuracy of a screen."""
    paths = {code: _path(outline) for code, outline in outlines.items()}
    return {code: path for code, path in paths.items() if path}


def marker(outline: BaseGeometry) -> tuple[float, float]:
    """A point inside a country, in drawing units: where a tiny state gets its dot."""
    x, y = project(get_coordinates(outline.representative_point()))[0]
    return float(x), float(y)


def drawn_area(outline: BaseGeometry) -> float:
    """Area of a country on the drawing, in square drawing units."""
    return float(transform(outline, project).area)


def _path(outline: BaseGeometry) -> str:
    drawn = transform(outline, project).simplify(_SIMPLIFY, preserve_topology=True)
    polygons = [part for part in _polygons(drawn) if part.centroid.y < HEIGHT]
    largest = max((part.area for part in polygons), default=0)
    kept = [part for part in polygons if part.area >= min(_SMALLEST, largest)]
    return "".join(_ring(ring) for part in kept for ring in (part.exterior.coords, *(i.coords for i in part.interiors)))


def _polygons(shape: BaseGeometry) -> Iterable[Polygon]:
    if isinstance(shape, Polygon):
        return [shape]
    return shape.geoms if isinstance(shape, MultiPolygon) else []


def _ring(points: Iterable[tuple[float, ...]]) -> str:
    """One closed ring, as relative steps with one decimal: half the length of absolute ones."""
    tenths = np.rint(np.array([point[:2] for point in points]) * 10).astype(int)
    steps = np.diff(tenths, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    x, y = tenths[0]
    # A state smaller than a tenth is a point, which takes no line.
    line = "l" + " ".join(f"{dx / 10:g},{dy / 10:g}" for dx, dy in steps[:-1]) if len(steps) > 1 else ""
    return f"M{x / 10:g},{y / 10:g}{line}z"
