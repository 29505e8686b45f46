"""What each kernel says of small rows written out by hand; the laws are in tests/laws/test_kernels.py."""

import numpy as np
import pytest

from forestall.errors import ShapeError, ValueRangeError
from forestall.foresee.panel.history import HistoryPlan, history
from forestall.foresee.panel.kernels import decayed_sum, neighbour_sum, periods_since, rolling_sums

UNKNOWN = np.nan


def row(*values: float) -> np.ndarray:
    return np.array([values], dtype=np.float32)


def test_a_window_is_unknown_until_it_is_full_and_while_it_holds_an_unknown() -> None:
    sums = rolling_sums(row(1, 2, 4, UNKNOWN, 8, 16), (1, 2))
    np.testing.assert_array_equal(sums[0, 0], [1, 2, 4, UNKNOWN, 8, 16])
    np.testing.assert_array_equal(sums[1, 0], [UNKNOWN, 3, 6, UNKNOWN, UNKNOWN, 24])


def test_a_window_longer_than_the_record_is_unknown_throughout() -> None:
    assert np.isnan(rolling_sums(row(1, 2, 3), (12,))).all()


def test_time_counts_from_the_last_event_of_the_size_asked_for() -> None:
    np.testing.assert_array_equal(periods_since(row(0, 30, 5, 0, 25, 0), 25)[0], [1, 0, 1, 2, 0, 1])


def test_an_unknown_period_may_have_held_an_event_so_time_counts_from_it() -> None:
    np.testing.assert_array_equal(periods_since(row(9, 0, 0, UNKNOWN, 0, 0), 1)[0], [0, 1, 2, UNKNOWN, 1, 2])


def test_what_was_known_fades_by_half_and_goes_on_through_an_unknown() -> None:
    np.testing.assert_allclose(decayed_sum(row(8, 0, UNKNOWN, 0, 1), 1)[0], [8, 4, UNKNOWN, 1, 1.5])


def test_nobody_next_door_adds_nothing_and_an_unknown_neighbour_makes_the_sum_unknown() -> None:
    values = np.array([[1, 2], [4, UNKNOWN], [16, 32]], dtype=np.float32)
    near = np.array([[1, 2], [0, -1], [-1, -1]])
    np.testing.assert_array_equal(neighbour_sum(values, near), [[20, UNKNOWN], [1, 2], [0, 0]])


def test_results_keep_the_type_of_the_values() -> None:
    plan = HistoryPlan((1, 3), (1,), (2,), True)
    for kind in (np.float32, np.float64):
        assert history(np.ones((2, 5), kind), plan, np.array([[1], [0]])).dtype == kind


def test_columns_come_in_the_order_of_their_names() -> None:
    plan = HistoryPlan((2,), (1, 25), (0.5,), True)
    assert plan.names() == ("sum_2", "since_1", "since_25", "decay_0.5", "neighbours")
    values = np.array([[1.0, 30.0], [0.0, 7.0]])
    made = dict(zip(plan.names(), history(values, plan, np.array([[1], [0]])), strict=True))
    assert made["sum_2"][:, 1].tolist() == [31, 7]
    assert made["since_25"].tolist() == [[1, 0], [1, 2]]
    assert made["neighbours"].tolist() == [[0, 7], [1, 30]]


def test_the_order_in_memory_plays_no_part() -> None:
    plan = HistoryPlan((1, 3), (1,), (2,), True)
    values = np.arange(12.0).reshape(3, 4)
    near = np.array([[1], [2], [0]])
    assert history(np.asfortranarray(values), plan, near).tobytes() == history(values, plan, near).tobytes()


@pytest.mark.parametrize("windows", [(), (0,), (3, 1), (2, 2)])
def test_windows_that_do_not_rise_from_one_are_refused(windows: tuple[int, ...]) -> None:
    with pytest.raises(ValueRangeError, match="windows"):
        rolling_sums(row(1, 2), windows)


def test_a_half_life_of_nothing_is_refused() -> None:
    with pytest.raises(ValueRangeError, match="half_life"):
        decayed_sum(row(1, 2), 0)


def test_a_table_of_neighbours_that_points_outside_is_refused() -> None:
    with pytest.raises(ValueRangeError, match=r"rows in 0\.\.0"):
        neighbour_sum(row(1, 2), np.array([[1]]))
    with pytest.raises(ShapeError, match="neighbours"):
        neighbour_sum(row(1, 2), np.array([0]))


def test_a_plan_without_columns_or_without_the_neighbours_it_names_is_refused() -> None:
    with pytest.raises(ShapeError, match="0 columns"):
        history(row(1, 2), HistoryPlan())
    with pytest.raises(ShapeError, match="neighbours None"):
        history(row(1, 2), HistoryPlan(neighbours=True))
