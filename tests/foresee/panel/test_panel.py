"""Unknown, absent, stale and present stay apart."""

from datetime import UTC, datetime

import numpy as np
import pytest

from forestall.errors import NotFound, ShapeError, ValueRangeError
from forestall.foresee.panel.frame import cell_frame
from forestall.foresee.panel.panel import Panel, State
from forestall.foresee.panel.periods import months
from forestall.records.values.presence import Presence

U, A, S, P, N = State.UNKNOWN, State.ABSENT, State.STALE, State.PRESENT, State.NO_UNIT
KNOWN = datetime(2024, 7, 1, tzinfo=UTC)
NAN = np.nan


def panel(values: list[float], states: list[State], name: str = "polity") -> Panel:
    frame = cell_frame([1], months("2024-01", f"2024-{len(values):02}"))
    return Panel(frame, (name,), np.array([[values]]), np.array([[states]], dtype=np.uint8), KNOWN)


def test_a_value_that_contradicts_its_state_is_refused() -> None:
    for value, state in ((0.0, U), (NAN, A), (1.0, A), (NAN, P), (np.inf, P), (0.0, N)):
        with pytest.raises(ValueRangeError, match="contradict"):
            panel([value], [state])


def test_values_of_another_shape_or_a_column_twice_are_refused() -> None:
    good = panel([1.0], [P])
    with pytest.raises(ShapeError, match="panel"):
        Panel(good.frame, ("a", "b"), good.values, good.states, KNOWN)
    with pytest.raises(ShapeError, match="no column twice"):
        good.beside(good)


def test_a_panel_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        panel([1.0], [P]).column("polity")[0, 0] = 2


def test_what_is_asked_for_and_not_there_is_named() -> None:
    with pytest.raises(NotFound, match="polity"):
        panel([1.0], [P]).column("regime")
    with pytest.raises(NotFound, match="cell units"):
        panel([1.0], [P]).row(2)


def test_a_view_up_to_a_period_holds_nothing_later() -> None:
    cut = panel([1.0, 2.0, 3.0], [P, P, P]).until("2024-02")
    assert cut.column("polity").tolist() == [[1, 2]]
    assert list(cut.frame.periods) == ["2024-01", "2024-02"]
    with pytest.raises(NotFound):
        cut.until("2024-03")


def test_a_value_carried_on_is_stale_and_only_as_far_as_allowed() -> None:
    carried = panel([5, NAN, NAN, NAN, 0, NAN], [P, U, U, U, A, U]).carried_on(["polity"], 2)
    assert carried.state("polity")[0].tolist() == [P, S, S, U, A, S]
    np.testing.assert_array_equal(carried.column("polity")[0], [5, 5, 5, NAN, 0, 0])


def test_nothing_is_carried_to_where_there_is_no_unit() -> None:
    carried = panel([5, NAN, NAN], [P, N, U]).carried_on(["polity"], 1)
    assert carried.state("polity")[0].tolist() == [P, N, U]


def test_columns_of_two_sources_stand_side_by_side_only_on_one_frame() -> None:
    both = panel([1.0], [P]).beside(panel([NAN], [U], "deaths"))
    assert both.columns == ("polity", "deaths")
    assert both.state("deaths").tolist() == [[U]]
    with pytest.raises(ShapeError, match="same units"):
        panel([1.0], [P]).beside(panel([1.0, 2.0], [P, P], "deaths"))


def test_states_are_the_presence_of_records_and_what_does_not_exist_is_unknown() -> None:
    assert [state.presence() for state in (U, A, S, P, N)] == [
        Presence.UNKNOWN,
        Presence.ABSENT,
        Presence.STALE,
        Presence.PRESENT,
        Presence.UNKNOWN,
    ]
