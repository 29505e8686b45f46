"""How far a point is from an area, against the great circle."""

import math

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.errors import ShapeError, ValueRangeError
from forestall.places.points import KM_PER_DEGREE, check_points, is_near
from forestall.records.values.place import Place

TINY = 1e-6


def _away(latitude: float, longitude: float, km: float, bearing: float) -> tuple[float, float]:
    """The point so far from another, along a great circle."""
    arc, start = km / KM_PER_DEGREE * math.pi / 180, math.radians(latitude)
    end = math.asin(math.sin(start) * math.cos(arc) + math.cos(start) * math.sin(arc) * math.cos(bearing))
    turn = math.atan2(
        math.sin(bearing) * math.sin(arc) * math.cos(start), math.cos(arc) - math.sin(start) * math.sin(end)
    )
    return math.degrees(end), (longitude + math.degrees(turn) + 540) % 360 - 180


@settings(deadline=None)
@given(st.floats(-66, 66), st.floats(-180, 180), st.floats(1, 50), st.floats(0, 2 * math.pi))
def test_nearness_agrees_with_the_great_circle_to_one_percent(
    latitude: float, longitude: float, km: float, bearing: float
) -> None:
    there = _away(latitude, longitude, km, bearing)
    spot = shapely.box(there[1] - TINY, there[0] - TINY, there[1] + TINY, there[0] + TINY)
    assert is_near(spot, latitude, longitude, km * 1.01)
    assert not is_near(spot, latitude, longitude, km * 0.99)


def test_the_radius_of_the_earth_is_that_of_places() -> None:
    one = Place(precision="near", country="GAB", name="a", latitude=0.0, longitude=9.5)
    other = Place(precision="near", country="GAB", name="b", latitude=0.0, longitude=10.5)
    assert one.distance_km(other) == pytest.approx(KM_PER_DEGREE)


def test_points_are_checked_before_they_are_looked_up() -> None:
    lat, lon = check_points([1, 90], [2.0, -180])
    assert (lat.tolist(), lon.tolist()) == ([1.0, 90.0], [2.0, -180.0])
    with pytest.raises(ShapeError):
        check_points(1.0, 2.0)
    with pytest.raises(ValueRangeError, match=r"latitude: expected values in \[-90, 90\]; found one that is not"):
        check_points([math.nan], [0.0])
