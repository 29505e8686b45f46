"""First-level areas: borders, holes, islands, and what a broken file is told."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from forestall.errors import ForestallError, InvalidField, UnreadableData, ValueRangeError
from forestall.places.admin1 import read_areas

SQUARE = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]]
LAKE = [[1.0, 1.0], [1.0, 2.0], [2.0, 2.0], [2.0, 1.0], [1.0, 1.0]]
EAST = [[4.0, 0.0], [8.0, 0.0], [8.0, 4.0], [4.0, 4.0], [4.0, 0.0]]
ISLAND = [[9.0, 9.0], [9.5, 9.0], [9.5, 9.5], [9.0, 9.0]]
BOW_TIE = [[0.0, 0.0], [2.0, 2.0], [2.0, 0.0], [0.0, 2.0], [0.0, 0.0]]


def _feature(name: str | None, coordinates: list[Any], kind: str = "Polygon", **more: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"shapeName": name, "shapeGroup": "XEA", **more},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def _file(folder: Path, *features: Any, **more: Any) -> Path:
    path = folder / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}))
    return path


@pytest.fixture
def two_areas(tmp_path: Path) -> Path:
    """An area with a lake, and one beside it with an island."""
    west = _feature("Lindar", [SQUARE, LAKE], shapeISO="XA-01", shapeID="1")
    east = _feature("Karrow", [[EAST], [ISLAND]], "MultiPolygon", shapeISO="N/A", shapeID="2")
    return _file(tmp_path, west, east)


def test_a_point_is_found_in_its_area_its_island_and_not_in_its_lake(two_areas: Path) -> None:
    areas = read_areas(two_areas)
    asked = {"land": (3.0, 3.0), "lake": (1.5, 1.5), "island": (9.1, 9.4), "sea": (-5.0, -5.0)}
    found = {what: areas.find(*point) for what, point in asked.items()}
    assert {what: area and area.name for what, area in found.items()} == {
        "land": "Lindar",
        "lake": None,
        "island": "Karrow",
        "sea": None,
    }


def test_a_point_on_a_border_belongs_to_the_first_area_by_id(two_areas: Path) -> None:
    area = read_areas(two_areas).find(2.0, 4.0)
    assert area is not None
    assert area.name == "Lindar"
    corner = read_areas(two_areas).find(4.0, 8.0)
    assert corner is not None
    assert corner.name == "Karrow"


def test_many_points_are_found_as_one_by_one(two_areas: Path) -> None:
    areas = read_areas(two_areas)
    lat, lon = (axis.ravel() for axis in np.meshgrid(np.arange(-1, 10, 0.5), np.arange(-1, 10, 0.5)))
    found = areas.find_all(lat, lon)
    assert found.dtype == np.int64
    alone = [areas.find(*point) for point in zip(lat, lon, strict=True)]
    assert [areas.areas[at] if at >= 0 else None for at in found] == alone
    assert areas.find_all([], []).shape == (0,)


def test_an_area_is_named_by_its_code_or_its_id_and_absent_codes_are_none(two_areas: Path) -> None:
    areas = read_areas(two_areas)
    assert [(area.code, area.country) for area in areas.areas] == [("XA-01", "XEA"), (None, "XEA")]
    assert areas.named("XA-01") is areas.named("1") is areas.areas[0]
    assert areas.named("N/A") is None


def test_a_point_off_the_globe_is_refused(two_areas: Path) -> None:
    with pytest.raises(ValueRangeError):
        read_areas(two_areas).find(float("nan"), 0.0)


@pytest.mark.parametrize(
    ("features", "error", "where"),
    [
        ([_feature("Lindar", [BOW_TIE])], InvalidField, "areas.geojson area Lindar geometry"),
        ([_feature(None, [SQUARE])], InvalidField, "areas.geojson area 1 shapeName"),
        ([_feature("Lindar", [0.0, 0.0], "Point")], UnreadableData, "areas.geojson feature 1"),
        ([_feature("Lindar", [[[0.0, 0.0], [1.0]]])], UnreadableData, "areas.geojson feature 1"),
        ([_feature("Lindar", [])], UnreadableData, "areas.geojson feature 1"),
        (["not a feature"], UnreadableData, "areas.geojson feature 1"),
        ([], UnreadableData, "areas.geojson"),
        ([_feature("Lindar", [SQUARE]), _feature("Lindar", [EAST])], UnreadableData, "areas.geojson"),
    ],
)
def test_a_broken_file_is_told_which_area_is_wrong(
    tmp_path: Path, features: list[Any], error: type[ForestallError], where: str
) -> None:
    with pytest.raises(error) as refusal:
        read_areas(_file(tmp_path, *features))
    assert refusal.value.where == where


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"features": 1}', "\x00", '{"features": [null]}'])
def test_what_is_no_geojson_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "areas.geojson"
    path.write_text(text)
    with pytest.raises(UnreadableData):
        read_areas(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableData, match=r"none\.geojson: expected a GeoJSON file; found FileNotFoundError"):
        read_areas(tmp_path / "none.geojson")


def test_metres_are_not_taken_for_degrees(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    with pytest.raises(UnreadableData, match="another coordinate system"):
        read_areas(_file(tmp_path, _feature("Lindar", [SQUARE]), crs=crs))


def test_every_area_of_15_countries_is_found_by_a_point_in_it(mirror: Path) -> None:
    files = sorted((mirror / "places" / "adm1").glob("*.geojson"))
    assert len(files) == 15
    for file in files:
        areas = read_areas(file)
        points = shapely.point_on_surface([area.geometry for area in areas.areas])
        found = areas.find_all(shapely.get_y(points), shapely.get_x(points))
        assert found.tolist() == list(range(len(areas.areas))), file.name
