"""Places and how precisely they are known."""

import math
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from forestall.errors import InvalidField
from forestall.records.values.place import EARTH_RADIUS_KM, CoarsePlace, Place
from record_samples import PROVINCE, TOWN

JUBA = {"precision": "exact", "country": "SSD", "name": "Juba", "latitude": 4.85, "longitude": 31.6}
KHARTOUM = {"precision": "exact", "country": "SDN", "name": "Khartoum", "latitude": 15.5, "longitude": 32.56}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"latitude": 90.1}, "latitude"),
        ({"latitude": "13.45"}, "latitude"),
        ({"longitude": -180.5}, "longitude"),
        ({"longitude": float("nan")}, "longitude"),
        ({"longitude": None}, "latitude and longitude together"),
        ({"country": "Sudan"}, "country"),
        ({"country": "sdn"}, "country"),
        ({"country": None}, "a country"),
        ({"name": None, "latitude": None, "longitude": None}, "a point or a name"),
        ({"name": "two\nlines"}, "name"),
    ],
)
def test_a_place_that_can_not_be_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidField, match=field):
        Place.parse(TOWN | changes)


def test_only_the_high_seas_have_no_country() -> None:
    assert Place.parse({"precision": "international", "latitude": 12.0, "longitude": 44.0}).country is None


def test_distance_follows_the_great_circle_also_across_the_date_line() -> None:
    east, west = (
        Place(precision="near", country="FJI", latitude=-17.0, longitude=longitude) for longitude in (179.5, -179.5)
    )
    assert east.distance_km(west) == pytest.approx(
        math.radians(1) * EARTH_RADIUS_KM * math.cos(math.radians(17)), rel=1e-4
    )
    equator, pole = (
        Place(precision="near", country="GAB", latitude=degrees, longitude=11.0) for degrees in (0.0, 90.0)
    )
    assert equator.distance_km(pole) == pytest.approx(math.pi / 2 * EARTH_RADIUS_KM)
    assert Place.parse(JUBA).distance_km(Place.parse(PROVINCE)) is None
    assert Place.parse(PROVINCE).distance_km(Place.parse(JUBA)) is None


def test_places_differ_only_where_country_or_unit_says_so() -> None:
    assert not Place.parse(JUBA).may_be(Place.parse(KHARTOUM))
    assert Place.parse(TOWN).may_be(Place.parse(PROVINCE))
    assert Place.parse(TOWN).may_be(Place.parse({"precision": "country", "country": "SDN"}))


@pytest.mark.parametrize(("fine", "precision"), [(TOWN, "admin1"), (JUBA, "country"), (PROVINCE, "admin1")])
def test_coarsening_leaves_neither_name_nor_point(fine: dict[str, Any], precision: str) -> None:
    coarse = Place.parse(fine).coarsened()
    assert TypeAdapter(CoarsePlace).validate_python(coarse) == coarse
    assert (coarse.precision, coarse.country) == (precision, fine["country"])


@pytest.mark.parametrize(
    "fine",
    [TOWN, PROVINCE | {"name": "Wadi Halba"}, PROVINCE | {"precision": "admin2"},
     PROVINCE | {"latitude": 13.0, "longitude": 22.0}],
)  # fmt: skip
def test_what_could_betray_a_place_is_not_coarse(fine: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="seal the exact one"):
        TypeAdapter(CoarsePlace).validate_python(fine)


def test_a_caption_goes_from_small_to_large_and_says_how_precise_it_is() -> None:
    assert Place.parse(TOWN).caption() == "Wadi Halba, SD-DW, SDN (near a known place)"
