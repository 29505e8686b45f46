"""Cells by arithmetic, against the numbers that PRIO-GRID and UCDP gave out.

The expected cells of real points were computed by the publishers: priogrid_gid of the UCDP events, and the
cell polygons of the VIEWS geometry file.
"""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from forestall.errors import ShapeError, ValueRangeError
from forestall.places import grid


@pytest.mark.parametrize(
    ("latitude", "longitude", "cell"),
    [
        (-90.0, -180.0, 1),
        (-90.0, 179.99, 720),
        (89.99, -180.0, 258_481),
        (90.0, 179.99, 259_200),
        (90.0, 180.0, 258_481),
        (0.0, 0.0, 129_961),
        (-0.0, -0.0, 129_961),
        (0.0, 180.0, 129_601),
        (0.0, -180.0, 129_601),
        (-1e-12, 0.0, 129_241),
        (0.5, 0.5, 130_682),
    ],
)
def test_a_point_on_an_edge_belongs_to_the_cell_north_and_east_of_it(
    latitude: float, longitude: float, cell: int
) -> None:
    assert grid.cell_at(latitude, longitude) == cell


def test_the_dateline_joins_columns_720_and_1() -> None:
    east = grid.cell_at(10.25, 179.75)
    assert grid.row_and_column(east) == (201, 720)
    beyond = {grid.row_and_column(cell) for cell in grid.neighbours(east)}
    assert {(200, 1), (201, 1), (202, 1)} < beyond


def test_a_cell_has_8_neighbours_clockwise_from_north_and_5_at_a_pole() -> None:
    assert grid.neighbours(1000) == (1720, 1721, 1001, 281, 280, 279, 999, 1719)
    assert grid.neighbours(1) == (721, 722, 2, 720, 1440)
    assert len(grid.neighbours(grid.CELLS)) == 5


def test_bounds_lie_a_quarter_degree_round_the_middle() -> None:
    assert grid.centroid(152_346) == (15.75, 32.75)
    assert grid.bounds(152_346) == (15.5, 32.5, 16.0, 33.0)


def test_rows_and_columns_lead_back_to_every_cell() -> None:
    cells = np.arange(1, grid.CELLS + 1)
    rows, columns = grid.rows_and_columns(cells)
    assert np.array_equal(grid.cells_of(rows, columns), cells)
    middle = grid.centroids(cells)
    assert np.array_equal(grid.cells_at(middle[:, 0], middle[:, 1]), cells)


def test_every_neighbour_has_the_cell_for_its_own_neighbour() -> None:
    near = grid.neighbours_of(np.arange(1, grid.CELLS + 1))
    for step in range(8):
        inside = near[:, step] != grid.NO_CELL
        back = grid.neighbours_of(near[inside, step])[:, (step + 4) % 8]
        assert np.array_equal(back, np.flatnonzero(inside) + 1)


@pytest.mark.parametrize(
    ("latitude", "longitude", "field"),
    [
        (math.nan, 0.0, "latitude"),
        (math.inf, 0.0, "latitude"),
        (90.01, 0.0, "latitude"),
        (0.0, -math.inf, "longitude"),
        (0.0, math.nan, "longitude"),
        (0.0, 180.01, "longitude"),
    ],
)
def test_a_point_off_the_globe_is_refused_by_field_and_without_its_value(
    latitude: float, longitude: float, field: str
) -> None:
    with pytest.raises(ValueRangeError) as refusal:
        grid.cells_at([1.0, latitude], [1.0, longitude])
    assert refusal.value.where == field
    assert "at position 1" in refusal.value.found
    assert "0.01" not in str(refusal.value)


def test_points_of_different_shapes_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"shapes \(2,\) and \(1,\)"):
        grid.cells_at([1.0, 2.0], [1.0])


@pytest.mark.parametrize("cell", [0, -1, grid.CELLS + 1, 1.5, math.nan])
def test_a_number_that_is_no_cell_is_refused(cell: float) -> None:
    with pytest.raises(ValueRangeError):
        grid.centroids([cell])


def test_no_points_have_no_cells() -> None:
    assert grid.cells_at([], []).shape == (0,)
    assert grid.neighbours_of([]).shape == (0, 8)


def test_the_64818_land_cells_lie_where_the_publisher_draws_them(mirror: Path) -> None:
    folder = mirror / "places" / "priogrid"
    land = json.loads((folder / "land_pgids.json").read_text())
    table = pq.read_table(folder / "pgm_geometry.parquet", columns=["priogrid_gid", "geom"])
    cells = table["priogrid_gid"].to_numpy()
    drawn = shapely.from_wkb(table["geom"].to_numpy())
    assert len(cells) == 64_818
    assert set(cells.tolist()) == set(land)
    west, south, east, north = shapely.bounds(drawn).T
    middle = grid.centroids(cells)
    assert np.array_equal(middle, np.stack([(south + north) / 2, (west + east) / 2], axis=1))
    assert np.array_equal(grid.cells_at(south, west), cells)


def test_events_lie_in_the_cells_that_their_publisher_computed(mirror: Path) -> None:
    for name in ("GEDEvent_v23_0_10.csv", "ged_SYR_2016_2019.csv"):
        with (mirror / "ucdp" / name).open(encoding="utf-8-sig", newline="") as file:
            rows = [
                (row["latitude"], row["longitude"], row["priogrid_gid"])
                for row in csv.DictReader(file)
                if row["priogrid_gid"]
            ]
        points = np.array(rows, dtype=float)
        assert len(points) > 2000
        assert np.array_equal(grid.cells_at(points[:, 0], points[:, 1]), points[:, 2])
