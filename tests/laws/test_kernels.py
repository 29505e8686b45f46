"""Laws of the kernels on whatever values hypothesis can think of.

They equal a slow, obvious implementation; they look at nothing later; any cut into tiles gives the same
bytes; what one unit holds changes no other but its neighbours.
"""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from foresee.panel.slowly import slow_decay, slow_neighbours, slow_since, slow_sum
from forestall.foresee.panel import history as history_module
from forestall.foresee.panel.cells import neighbour_table
from forestall.foresee.panel.history import HistoryPlan, history, history_parts
from forestall.foresee.panel.kernels import decayed_sum, neighbour_sum, periods_since, rolling_sums
from forestall.places.grid import cells_of

PLAN = HistoryPlan((1, 2, 3, 6, 7, 12), (1, 25), (0.7, 12), True)
few = settings(max_examples=60, deadline=None)

counts = st.sampled_from([0.0, 0.0, 0.0, -0.0, 1.0, 24.0, 25.0, 1000.0, np.nan])
panels = st.tuples(st.integers(1, 9), st.integers(1, 50)).flatmap(
    lambda shape: st.tuples(
        arrays(st.sampled_from([np.float32, np.float64]), shape, elements=counts),
        arrays(np.bool_, shape[0]),
    ).map(lambda pair: np.where(pair[1][:, None], pair[0], 0 * np.sign(pair[0])).astype(pair[0].dtype))
)
"""Values in which in some units nothing ever happened, written as either zero."""


def some_neighbours(n_units: int) -> np.ndarray:
    """Two neighbours for each unit, of which the first and the last have one."""
    return np.stack([np.arange(n_units) - 1, np.r_[np.arange(1, n_units), -1]], axis=1)


@few
@given(panels, st.lists(st.integers(1, 30), min_size=1, max_size=6, unique=True).map(sorted))
def test_rolling_sums_equal_slow_ones(values: np.ndarray, windows: list[int]) -> None:
    for window, sums in zip(windows, rolling_sums(values, windows), strict=True):
        np.testing.assert_array_equal(sums, [slow_sum(row, window) for row in values.tolist()])


@few
@given(panels, st.sampled_from([1.0, 25.0, 0.5]))
def test_time_since_equals_the_slow_one(values: np.ndarray, least: float) -> None:
    np.testing.assert_array_equal(periods_since(values, least), [slow_since(row, least) for row in values.tolist()])


@few
@given(panels, st.sampled_from([0.3, 1.0, 12.0, 60.0]))
def test_decay_equals_the_slow_one(values: np.ndarray, half_life: float) -> None:
    expected = [slow_decay(row, half_life) for row in values.tolist()]
    np.testing.assert_allclose(decayed_sum(values, half_life), expected, rtol=1e-5)


@few
@given(arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(3, 6), st.integers(1, 4)), elements=counts))
def test_neighbour_sums_on_a_small_globe_equal_slow_ones(cube: np.ndarray) -> None:
    n_rows, n_columns, n_periods = cube.shape
    at = np.arange(n_rows * n_columns).reshape(n_rows, n_columns)
    padded = np.pad(at, ((1, 1), (0, 0)), constant_values=-1)
    near = [
        np.roll(padded, -right, axis=1)[1 + up : 1 + up + n_rows]
        for up in (-1, 0, 1)
        for right in (-1, 0, 1)
        if (up, right) != (0, 0)
    ]
    summed = neighbour_sum(cube.reshape(-1, n_periods), np.stack(near, axis=-1).reshape(-1, 8))
    np.testing.assert_array_equal(summed.reshape(cube.shape), slow_neighbours(cube))


@few
@given(st.integers(1, 360), st.integers(0, 719), st.integers(1, 3))
def test_the_grid_wraps_at_the_dateline_and_stops_at_the_poles(row: int, column: int, reach: int) -> None:
    """A block of cells anywhere on the real grid, also across the dateline and beside a pole."""
    rows = np.arange(max(1, row - reach), min(360, row + reach) + 1)
    columns = (column + np.arange(-reach, reach + 1)) % 720 + 1
    cells = cells_of(np.repeat(rows, len(columns)), np.tile(columns, len(rows)))
    inside = np.sort(cells)
    values = np.arange(1.0, len(inside) + 1).reshape(-1, 1)
    world = np.zeros((360, 720, 1))
    world.reshape(-1, 1)[inside - 1] = values
    around = [(up, right) for up in (-1, 0, 1) for right in (-1, 0, 1) if (up, right) != (0, 0)]
    expected = [
        sum(world[r + up, (c + right) % 720, 0] for up, right in around if 0 <= r + up < 360)
        for r, c in zip(*divmod(inside - 1, 720), strict=True)
    ]
    assert neighbour_sum(values, neighbour_table(inside))[:, 0].tolist() == expected


@few
@given(panels, st.data())
def test_a_later_value_changes_nothing_before_it(values: np.ndarray, data: st.DataObject) -> None:
    near = some_neighbours(len(values))
    unit = data.draw(st.integers(0, len(values) - 1))
    period = data.draw(st.integers(0, values.shape[1] - 1))
    changed = values.copy()
    changed[unit, period] = data.draw(st.sampled_from([7.0, 1e6, np.nan]))
    before, after = (history(each, PLAN, near)[:, :, :period] for each in (values, changed))
    assert before.tobytes() == after.tobytes()


@few
@given(panels, st.data())
def test_a_longer_record_gives_the_same_bytes_for_the_periods_it_shares(
    values: np.ndarray, data: st.DataObject
) -> None:
    near = some_neighbours(len(values))
    stop = data.draw(st.integers(1, values.shape[1]))
    whole = history(values, PLAN, near)[:, :, :stop]
    assert whole.tobytes() == history(np.ascontiguousarray(values[:, :stop]), PLAN, near).tobytes()


@few
@given(panels, st.data())
def test_any_cut_into_tiles_and_parts_gives_the_same_bytes(values: np.ndarray, data: st.DataObject) -> None:
    near = some_neighbours(len(values))
    cuts = data.draw(st.lists(st.integers(0, len(values)), max_size=5))
    bounds = sorted({0, len(values), *cuts})
    n_at_once = data.draw(st.sampled_from([1, 40, 2**17]))
    made = np.full((len(PLAN), *values.shape), -7.0, values.dtype)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history_module, "VALUES_AT_ONCE", n_at_once)
        for start, stop in pairwise(bounds):
            for first, part in history_parts(values, PLAN, near, start, stop):
                made[:, first : first + part.shape[1]] = part
    assert made.tobytes() == history(values, PLAN, near).tobytes()
