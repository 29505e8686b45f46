"""Cells and areas of countries: which there are, whose they are, and who lies next to whom."""

from datetime import date

import numpy as np
import pytest

from foresee.invented_points import outlines
from forestall.errors import NotFound, UnreadableData
from forestall.foresee.panel.periods import months
from forestall.foresee.panel.regions import area_region, cell_region
from forestall.places.grid import cell_at

DAY = date(2010, 12, 1)


def test_a_cell_on_a_border_belongs_to_the_country_with_most_of_it() -> None:
    region = cell_region(["XEA", "XEB"], DAY)
    assert len(region.units) == len(set(region.units)) == len(region.countries)
    # The border crosses this cell at 18.12 degrees west: the point is Ishvane's, most of the cell Tolmarra's.
    assert region.countries[region.units.index(cell_at(-28.2, -18.05))] == "XEA"
    assert region.countries[region.units.index(cell_at(-28.0, -15.0))] == "XEB"


def test_areas_know_their_neighbours_also_across_a_border() -> None:
    region = area_region(outlines(), ["XEA", "XEB"])
    names = {area.id: area.name for area in (region.areas.areas if region.areas else ())}
    near = {
        names[str(unit)]: {names[str(region.units[at])] for at in row if at >= 0}
        for unit, row in zip(region.units, region.neighbours, strict=True)
    }
    assert near["Tolm"] == {"Eastvale"}
    assert "Karrow" in near["Norfell"]
    assert "Norfell" in near["Karrow"]


def test_the_frame_has_every_unit_in_every_month() -> None:
    region = area_region(outlines(), ["XEA"])
    frame = region.frame(months("2001-01", "2001-03"))
    assert frame.shape == (5, 3)
    assert frame.exists.all()
    assert np.array_equal(region.country_numbers(), np.zeros(5))


def test_countries_without_outlines_are_refused() -> None:
    with pytest.raises(NotFound, match="first-level areas of FRA"):
        area_region(outlines(), ["FRA"])
    with pytest.raises(NotFound, match="outlines of QQQ"):
        cell_region(["QQQ"], DAY)


def test_two_areas_with_one_id_are_refused() -> None:
    rows = outlines()
    with pytest.raises(UnreadableData, match="an id of their own"):
        area_region(rows.set_column(2, "unit_id", [["one"] * rows.num_rows]), ["XEA"])
