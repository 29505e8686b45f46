"""A row counts in a unit only where it can't have been in another."""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from foresee.invented_points import NORFELL, SCHEMA, TOLM, WESTREACH, event, outlines
from forestall.foresee.panel.panel import LeftOut
from forestall.foresee.panel.reach import ByReach, Reached
from forestall.foresee.panel.regions import Region, area_region, cell_region
from forestall.places.grid import cell_at

MIDDLE_OF_EASTVALE = (-30.6, -19.6)
MIDDLE_OF_A_CELL_IN_GABON = (0.25, 12.25)
ON_THE_EDGE = (-29.0, -21.0)


@pytest.fixture(scope="module")
def cells() -> Region:
    return cell_region(["XEA"], date(2010, 12, 1))


@pytest.fixture(scope="module")
def areas() -> Region:
    return area_region(outlines(), ["XEA"])


def reach(region: Region, place: tuple[float, float], **terms: Any) -> Reached:
    rows = pa.RecordBatch.from_pylist([event("2001-01", place, **terms)], schema=SCHEMA)
    return ByReach(region).reach(rows)


def unit_of(region: Region, reached: Reached) -> object:
    return region.units[int(reached.unit[0])] if reached.unit[0] >= 0 else None


def names(region: Region, positions: NDArray[np.int64]) -> set[str]:
    assert region.areas is not None
    return {region.areas.areas[position].name for position in positions}


def test_an_exact_place_counts_in_its_cell_and_its_area(cells: Region, areas: Region) -> None:
    assert unit_of(cells, reach(cells, TOLM)) == cell_at(*TOLM)
    assert unit_of(areas, reach(areas, TOLM)) == "EXERCISE-XA-01"


def test_a_place_known_to_25_km_counts_where_the_circle_lies_in_one_unit_alone(cells: Region, areas: Region) -> None:
    wide = cell_region(["GAB"], date(2010, 12, 1))  # cells are wider than the circle at the equator alone
    inside = reach(wide, MIDDLE_OF_A_CELL_IN_GABON, precision="near")
    assert unit_of(wide, inside) == cell_at(*MIDDLE_OF_A_CELL_IN_GABON)
    assert not len(inside.row)
    assert unit_of(cells, reach(cells, WESTREACH, precision="near")) is None
    assert unit_of(areas, reach(areas, NORFELL, precision="near")) == "EXERCISE-XA-03"


def test_one_that_may_lie_in_several_counts_in_none_and_leaves_each_in_doubt(cells: Region, areas: Region) -> None:
    near_the_corner = (WESTREACH[0] + 0.2, WESTREACH[1] + 0.2)
    reached = reach(cells, near_the_corner, precision="near")
    assert unit_of(cells, reached) is None
    assert reached.reasons[LeftOut.COARSE_PLACE] == 1
    corner = WESTREACH[0] + 0.25, WESTREACH[1] + 0.25
    around = {cell_at(corner[0] + north, corner[1] + east) for north in (-0.1, 0.1) for east in (-0.1, 0.1)}
    assert {cells.units[unit] for unit in reached.may_be_in} == around
    assert names(areas, reach(areas, ON_THE_EDGE, precision="near").may_be_in) == {"Westreach", "Norfell"}


@pytest.mark.parametrize(
    ("precision", "counts"), [("admin2", True), ("admin1", True), ("area", False), ("country", False)]
)
def test_a_district_or_province_counts_in_an_area_and_in_no_cell(
    cells: Region, areas: Region, precision: str, counts: bool
) -> None:
    assert unit_of(cells, reach(cells, MIDDLE_OF_EASTVALE, precision=precision)) is None
    assert (unit_of(areas, reach(areas, MIDDLE_OF_EASTVALE, precision=precision)) is not None) == counts


def test_a_province_does_not_count_in_areas_that_a_copy_regrouped() -> None:
    regrouped = area_region(outlines(official=False), ["XEA"])
    assert unit_of(regrouped, reach(regrouped, MIDDLE_OF_EASTVALE, precision="admin1")) is None
    assert unit_of(regrouped, reach(regrouped, MIDDLE_OF_EASTVALE, precision="admin2")) is not None


def test_no_point_and_a_point_elsewhere_are_told_apart(cells: Region) -> None:
    assert reach(cells, WESTREACH, latitude=None).reasons[LeftOut.NO_PLACE] == 1
    assert reach(cells, (0.0, 0.0)).reasons[LeftOut.OTHER_UNIT] == 1
    assert reach(cells, (0.0, 0.0), precision="near").reasons[LeftOut.OTHER_UNIT] == 1
