"""A place that can't be right is refused, with the field named and nothing of its contents."""

from datetime import date
from typing import Any

import pytest

from forestall.errors import InvalidField
from forestall.places.admin1 import Areas
from forestall.places.check import PlaceCheck, check_place
from forestall.places.outlines import exercise_areas
from forestall.records.values.place import Place

DAY = date(2026, 5, 3)


def _place(**fields: Any) -> Place:
    return Place.parse({"precision": "exact", "name": "Tolm"} | fields)


@pytest.mark.parametrize(
    ("fields", "day", "found"),
    [
        ({"country": "SDN", "latitude": 13.45, "longitude": 22.45}, DAY, "inside"),
        ({"country": "SDN", "latitude": 13.48, "longitude": 22.10}, DAY, "near"),
        ({"country": "YEM", "latitude": 12.78, "longitude": 45.03}, DAY, "near"),
        ({"country": "SDN", "latitude": 4.85, "longitude": 31.6}, date(2011, 7, 8), "inside"),
        ({"country": "COD", "latitude": -4.3, "longitude": 15.3}, date(1990, 1, 1), "inside"),
        ({"country": "ZAR", "latitude": -4.3, "longitude": 15.3}, date(1990, 1, 1), "inside"),
        ({"country": "UKR", "latitude": 44.75, "longitude": 33.7}, DAY, "inside"),
        ({"country": "RUS", "latitude": 44.75, "longitude": 33.7}, DAY, "inside"),
        ({"country": "ISR", "latitude": 31.5, "longitude": 34.45}, DAY, "inside"),
        ({"country": "PSE", "latitude": 31.5, "longitude": 34.45}, DAY, "inside"),
        ({"country": "SDN"}, DAY, "no_point"),
        ({"country": None, "precision": "international", "latitude": 0.0, "longitude": 0.0}, DAY, "no_country"),
    ],
)
def test_a_place_in_its_country_passes(fields: dict[str, Any], day: date, found: PlaceCheck) -> None:
    assert check_place(_place(**fields), day) == found


@pytest.mark.parametrize(
    ("fields", "day", "where"),
    [
        ({"country": "SDN", "latitude": 4.85, "longitude": 31.6}, date(2011, 7, 9), "Place.latitude"),
        ({"country": "SDN", "latitude": -33.0, "longitude": -70.0}, DAY, "Place.latitude"),
        ({"country": "SDN", "latitude": 0.0, "longitude": -25.0}, DAY, "Place.latitude"),
        ({"country": "RUS", "latitude": 44.75, "longitude": 33.7}, date(2010, 1, 1), "Place.latitude"),
        ({"country": "SSD"}, date(2005, 1, 1), "Place.country"),
        ({"country": "YUG"}, DAY, "Place.country"),
        ({"country": "QQQ"}, DAY, "Place.country"),
        ({"country": "XEA"}, DAY, "Place.country"),
    ],
)
def test_a_place_outside_its_country_or_its_time_is_refused(fields: dict[str, Any], day: date, where: str) -> None:
    with pytest.raises(InvalidField) as refusal:
        check_place(_place(**fields), day)
    assert refusal.value.where == where
    for content in ("31.6", "33.7", "70.0", "Tolm", fields["country"]):
        assert content not in str(refusal.value)


def test_an_exercise_place_is_checked_against_the_invented_areas() -> None:
    inside = _place(country="XEA", admin1="XA-01", latitude=-31.6, longitude=-19.7)
    assert check_place(inside, DAY, exercise=True) == "inside"
    for wrong, where in (
        ({"admin1": "XA-99"}, "Place.admin1"),
        ({"admin1": "XB-01"}, "Place.admin1"),
        ({"admin1": "XA-02"}, "Place.latitude"),
        ({"admin1": "XA-01", "latitude": 15.6, "longitude": 32.5}, "Place.latitude"),
        ({"latitude": 15.6, "longitude": 32.5}, "Place.latitude"),
    ):
        with pytest.raises(InvalidField) as refusal:
            check_place(Place.parse(inside.to_json() | {"admin1": None} | wrong), DAY, exercise=True)
        assert refusal.value.where == where


def test_a_real_place_may_stand_in_an_exercise() -> None:
    assert check_place(_place(country="SDN"), DAY, exercise=True) == "no_point"


def test_a_code_of_an_area_is_checked_where_areas_are_at_hand() -> None:
    one = exercise_areas().areas[0]
    areas = Areas((one,))
    place = _place(country="XEA", admin1="XA-01")
    assert check_place(place, DAY, exercise=True, areas=areas) == "no_point"
    with pytest.raises(InvalidField, match="admin1"):
        check_place(_place(country="SDN", admin1="XA-01"), DAY, areas=areas)
