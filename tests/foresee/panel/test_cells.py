"""Cells as units."""

import numpy as np
import pytest
import shapely

from forestall.errors import ValueRangeError
from forestall.foresee.panel.cells import cells_touching, neighbour_table, with_rim
from forestall.places.grid import CELLS, COLUMNS, cell_at, cells_of, neighbours


def test_the_table_names_the_rows_of_the_neighbours_that_are_among_the_cells() -> None:
    region = with_rim([cell_at(13.6, 25.3)])
    assert len(region) == 9
    table = neighbour_table(region)
    middle = int(np.searchsorted(region, cell_at(13.6, 25.3)))
    assert set(region[table[middle]]) == set(neighbours(cell_at(13.6, 25.3)))
    assert (table >= 0).sum() == 4 * 3 + 4 * 5 + 8  # corners, edges and the middle of a square of nine


def test_cells_on_both_sides_of_the_dateline_are_neighbours() -> None:
    west, east = cell_at(0, -179.9), cell_at(0, 179.9)
    table = neighbour_table(np.sort([west, east]))
    assert (table == 1).any(axis=1).tolist() == [True, False]
    assert (table == 0).any(axis=1).tolist() == [False, True]


def test_nothing_lies_beyond_a_pole() -> None:
    table = neighbour_table(np.arange(1, CELLS + 1))
    polar = np.r_[0:COLUMNS, CELLS - COLUMNS : CELLS]
    assert ((table == -1).sum(axis=1)[polar] == 3).all()
    assert (np.delete(table, polar, axis=0) >= 0).all()


def test_the_rim_of_the_first_row_goes_round_the_dateline_and_stops_at_the_pole() -> None:
    rim = with_rim([1])
    assert rim.tolist() == sorted([1, 2, COLUMNS, *cells_of([2, 2, 2], [1, 2, COLUMNS])])


@pytest.mark.parametrize("cells", [[2, 1], [1, 1], [], [0], [CELLS + 1]])
def test_cells_out_of_order_or_off_the_globe_are_refused(cells: list[int]) -> None:
    with pytest.raises(ValueRangeError):
        neighbour_table(cells)


def test_an_area_takes_every_cell_that_it_reaches_into() -> None:
    area = shapely.box(22.1, 13.1, 22.7, 13.4)
    assert cells_touching([area]).tolist() == [cell_at(13.2, 22.2), cell_at(13.2, 22.6)]
    assert cells_touching([area, shapely.box(22.2, 13.2, 22.3, 13.7)]).tolist() == [
        cell_at(13.2, 22.2),
        cell_at(13.2, 22.6),
        cell_at(13.6, 22.2),
    ]
