"""Which countries a point lies in, on a day."""

import csv
from datetime import date
from pathlib import Path

import pytest

from forestall.errors import DefinitionError, ValueRangeError
from forestall.places.borders import neighbours
from forestall.places.countries import countries, countries_at, country_by_code, country_by_key
from forestall.places.grid import cell_at
from forestall.places.outlines import (
    BORDER_TOLERANCE_KM,
    countries_at_point,
    countries_near_point,
    exercise_areas,
    outlines,
    outlines_of,
    read_pieces,
)
from forestall.places.points import is_near
from forestall.places.table import FOLDER, read_rows

NOW = date(2026, 11, 22)


def _at(latitude: float, longitude: float, day: date) -> list[str]:
    return [country.key for country in countries_at_point(latitude, longitude, day)]


@pytest.mark.parametrize(
    ("place", "latitude", "longitude", "day", "keys"),
    [
        ("Khartoum", 15.6, 32.5, NOW, ["SDN"]),
        ("Juba before", 4.85, 31.6, date(2011, 7, 8), ["SDN"]),
        ("Juba after", 4.85, 31.6, date(2011, 7, 9), ["SSD"]),
        ("Kyiv before", 50.45, 30.5, date(1991, 11, 30), ["RUS"]),
        ("Kyiv after", 50.45, 30.5, date(1991, 12, 1), ["UKR"]),
        ("Skopje, first to leave", 42.0, 21.43, date(1992, 1, 1), ["MKD"]),
        ("Sarajevo, still there", 43.85, 18.4, date(1992, 1, 1), ["YUG"]),
        ("Berlin, divided", 52.5, 13.4, date(1980, 1, 1), ["DEU", "DDR"]),
        ("Berlin, united", 52.5, 13.4, NOW, ["DEU"]),
        ("Dhaka before", 23.7, 90.4, date(1970, 1, 1), ["PAK"]),
        ("Maseru, an enclave", -29.3, 27.5, NOW, ["LSO"]),
        ("Cayenne", 4.92, -52.4, NOW, ["GUF", "FRA"]),
        ("Gaza", 31.5, 34.45, NOW, ["PSE", "ISR"]),
        ("Windhoek before", -22.5, 17.0, date(1985, 1, 1), ["NAM", "ZAF"]),
        ("Sevastopol", 44.75, 33.7, NOW, ["UKR", "RUS"]),
        ("Sevastopol before", 44.75, 33.7, date(2010, 1, 1), ["UKR"]),
        ("Laayoune", 27.1, -13.1, NOW, ["ESH", "MAR"]),
        ("Nicosia, north", 35.25, 33.35, NOW, ["CYP"]),
        ("Hargeisa", 9.56, 44.06, NOW, ["SOM"]),
        ("Pristina", 42.66, 21.17, NOW, ["XKX", "SRB"]),
        ("Chukotka, beyond 180", 68.5, -179.5, NOW, ["RUS"]),
        ("Chukotka, on 180", 68.5, 180.0, NOW, ["RUS"]),
        ("Algiers, a colony's", 36.7, 3.0, date(1955, 1, 1), []),
        ("the open Atlantic", 0.0, -25.0, NOW, []),
        ("the South Pole", -90.0, 0.0, NOW, []),
    ],
)
def test_a_point_lies_in_the_country_of_its_day(
    place: str, latitude: float, longitude: float, day: date, keys: list[str]
) -> None:
    assert _at(latitude, longitude, day) == keys, place


def test_a_point_just_off_the_coast_is_near_its_country() -> None:
    aden = (12.78, 45.03)
    assert _at(*aden, NOW) == []
    assert [country.key for country in countries_near_point(*aden, NOW)] == ["YEM"]


def test_a_point_off_the_globe_is_refused() -> None:
    for ask in (countries_at_point, countries_near_point):
        with pytest.raises(ValueRangeError):
            ask(float("nan"), 0.0, NOW)


def test_without_built_outlines_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as refusal:
        read_pieces(tmp_path / "countries.geojson")
    assert refusal.value.remedy == "Run `make setup`."


def test_every_country_of_today_is_on_the_map() -> None:
    keys = {key for piece in outlines().pieces for key in piece.keys}
    undrawn = {country.key for country in countries_at(NOW)} - keys
    assert undrawn == set()


def test_every_outline_is_sound_and_on_the_globe() -> None:
    for piece in outlines().pieces:
        west, south, east, north = piece.geometry.bounds
        assert piece.geometry.is_valid, piece.keys
        assert -180 <= west < east <= 180, piece.keys
        assert -90 <= south < north <= 90, piece.keys


def test_the_cut_at_180_degrees_leaves_no_false_band() -> None:
    assert _at(66.0, -40.0, NOW) == ["GRL", "DNK"]
    assert _at(-17.0, 100.0, NOW) == []


def test_no_point_lies_in_two_countries_that_neither_border_nor_dispute_joins() -> None:
    disputes = [set(row["claimants"].split()) for row in read_rows(FOLDER / "disputed.csv")]
    for latitude in range(-89, 90, 3):
        for longitude in range(-179, 180, 3):
            keys = set(_at(latitude + 0.37, longitude + 0.41, NOW))
            states = {key for key in keys if country_by_key(key, NOW).gw is not None}
            assert len(states) < 2 or any(states <= dispute for dispute in disputes), (latitude, longitude)


def test_the_outlines_of_a_past_state_are_those_that_had_not_left() -> None:
    union = country_by_key("RUS", date(1991, 10, 1))
    assert outlines_of(union, date(1991, 10, 1)) == ("RUS", "ARM", "AZE", "GEO", "KAZ", "TKM", "UKR")
    assert outlines_of(country_by_key("DDR", date(1980, 1, 1)), date(1980, 1, 1)) == ("DEU",)


def test_every_row_of_disputes_names_keys_and_a_part_of_the_map() -> None:
    keys = {country.key for country in countries()}
    for row in read_rows(FOLDER / "disputed.csv"):
        claimants = row["claimants"].split()
        assert len(claimants) > 1
        assert {row["drawn_as"], *claimants} <= keys
        pieces = [piece for piece in outlines().pieces if piece.keys == tuple(claimants)]
        assert any(piece.geometry.area > 0 for piece in pieces), row["name"]


def test_invented_areas_lie_in_the_open_sea_and_touch_as_the_borders_say() -> None:
    areas = exercise_areas().areas
    assert {area.country for area in areas} == {"XEA", "XEB", "XEC"}
    for area in areas:
        drawn = [piece.geometry for piece in outlines().pieces if area.country not in piece.keys]
        real = [shape for shape in drawn if not any(shape.equals(other.geometry) for other in areas)]
        assert min(shape.distance(area.geometry) for shape in real) > 4, area.name
        for other in areas:
            if area.country != other.country and area.country and other.country:
                near = {c.key for c in neighbours(country_by_key(area.country, NOW), NOW)}
                assert not area.geometry.touches(other.geometry) or other.country in near
                assert not area.geometry.overlaps(other.geometry)


def test_a_point_in_an_invented_country_is_its_own_alone() -> None:
    assert _at(-31.6, -19.7, NOW) == ["XEA"]
    area = exercise_areas().find(-31.6, -19.7)
    assert area is not None
    assert area.code == "XA-01", "the capital is an enclave in a hole"
    assert cell_at(-31.6, -19.7) == cell_at(-31.75, -19.75)


def test_events_of_two_publishers_lie_in_their_country_or_within_the_tolerance(mirror: Path) -> None:
    outside = 0
    events = 0
    for name in ("GEDEvent_v23_0_10.csv", "ged_SYR_2016_2019.csv"):
        with (mirror / "ucdp" / name).open(encoding="utf-8-sig", newline="") as file:
            rows = {
                (int(float(row["country_id"])), row["latitude"], row["longitude"], row["date_start"][:10])
                for row in csv.DictReader(file)
            }
        for code, latitude, longitude, day in rows:
            on = date.fromisoformat(day)
            own = set(outlines_of(country_by_code("gw", code, on), on))
            point = float(latitude), float(longitude)
            events += 1
            if not own.intersection(outlines().keys_at(*point, on)):
                outside += 1
                assert own.intersection(outlines().keys_near(*point, on)), (code, day)
    assert events > 5000
    assert outside / events < 0.02


def test_islands_left_out_at_a_coarse_scale_are_on_the_map() -> None:
    islands = {"Coco Islands": (14.1, 93.37, "MMR"), "Funafuti": (-8.52, 179.2, "TUV"), "Malé": (4.17, 73.51, "MDV")}
    for name, (latitude, longitude, key) in islands.items():
        near = [c.key for c in countries_near_point(latitude, longitude, NOW)]
        assert key in near, name


def test_nearness_wraps_at_180_degrees() -> None:
    taveuni = next(p.geometry for p in outlines().pieces if p.keys == ("FJI",))
    assert is_near(taveuni, -16.8, -179.99, BORDER_TOLERANCE_KM)
    assert is_near(taveuni, -16.8, 179.99, BORDER_TOLERANCE_KM)
    assert not is_near(taveuni, -16.8, 170.0, BORDER_TOLERANCE_KM)
