"""Points on the globe as latitude and longitude: checked, and how far they are from an area."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from forestall.errors import ShapeError, ValueRangeError
from forestall.records.values.place import EARTH_RADIUS_KM

FloatArray = NDArray[np.float64]

SOUTH, NORTH, WEST, EAST = -90.0, 90.0, -180.0, 180.0
KM_PER_DEGREE = math.radians(1) * EARTH_RADIUS_KM
ROUND = EAST - WEST
_LEAST_COSINE = 1e-3  # keeps a box finite beside a pole


def check_points(latitudes: ArrayLike, longitudes: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """The points as two arrays, each shape (N,).

    Args:
        latitudes: degrees north, shape (N,), each in [-90, 90].
        longitudes: degrees east, shape (N,), each in [-180, 180].

    Raises:
        ShapeError: the two differ in shape, or are not one-dimensional.
        ValueRangeError: a value is not finite or outside its range; says where, never which.
    """
    lat = np.asarray(latitudes, dtype=np.float64)
    lon = np.asarray(longitudes, dtype=np.float64)
    if lat.shape != lon.shape or lat.ndim != 1:
        raise ShapeError(
            expected="latitudes and longitudes of one shape (N,)",
            found=f"shapes {lat.shape} and {lon.shape}",
            where="points",
            remedy="Give one latitude and one longitude for each point.",
        )
    check_range("latitude", lat, SOUTH, NORTH)
    check_range("longitude", lon, WEST, EAST)
    return lat, lon


def check_range(what: str, values: NDArray[Any], lowest: float, highest: float) -> None:
    """Refuse values, shape (N,), that are not finite or outside [lowest, highest].

    Raises:
        ValueRangeError: names the position of the first; its value may be a sealed one.
    """
    wrong = ~((values >= lowest) & (values <= highest))  # not finite is wrong too
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        kind = "one outside" if np.isfinite(values[at]) else "one that is not finite"
        raise ValueRangeError(
            expected=f"values in [{lowest:.10g}, {highest:.10g}]",
            found=f"{kind}, at position {at}",
            where=what,
            remedy="Correct the value and try again.",
        )


def is_near(area: BaseGeometry, latitude: float, longitude: float, km: float) -> bool:
    """True when the area comes within so many kilometres of the point.

    Only what lies in a box round the point is looked at, in a plane in which a degree of longitude is as
    short as it is there: exact to 1 % for distances up to 50 km between the polar circles.

    Args:
        area: in degrees, longitude first.
        latitude: degrees north, in [-90, 90].
        longitude: degrees east, in [-180, 180].
        km: how near, above 0.
    """
    cosine = max(math.cos(math.radians(latitude)), _LEAST_COSINE)
    tall, wide = km / KM_PER_DEGREE, min(km / KM_PER_DEGREE / cosine, ROUND / 2)
    scale = np.array([KM_PER_DEGREE * cosine, KM_PER_DEGREE])
    left, bottom, right, top = area.bounds
    for turn in (0.0, -ROUND, ROUND):
        middle = np.array([longitude + turn, latitude])
        box = (middle[0] - wide, latitude - tall, middle[0] + wide, latitude + tall)
        if box[2] < left or box[0] > right or box[3] < bottom or box[1] > top:
            continue
        part = shapely.clip_by_rect(area, *box)
        if part.is_empty:
            continue
        plane = shapely.transform(part, partial(_in_plane, middle=middle, scale=scale))
        if shapely.dwithin(plane, shapely.Point(0, 0), km):
            return True
    return False


def _in_plane(degrees: FloatArray, middle: FloatArray, scale: FloatArray) -> FloatArray:
    return (degrees - middle) * scale
