"""Expected values: written out by hand."""

import numpy as np
import pytest

from forestall.errors import ShapeError, ValueRangeError
from forestall.foresee.scores.lead import lead_times


def rows(*texts: str) -> np.ndarray:
    return np.array([[letter != "." for letter in text] for text in texts])


def test_a_miss_counts_nothing() -> None:
    assert lead_times(rows("......"), rows("...x.."), 3).tolist() == [0]


def test_lead_time_runs_from_the_first_alarm_within_reach() -> None:
    assert lead_times(rows("..a.a."), rows(".....x"), 5).tolist() == [3]
    assert lead_times(rows("a...a."), rows(".....x"), 3).tolist() == [1]


def test_an_alarm_in_the_period_of_the_onset_comes_too_late() -> None:
    assert lead_times(rows("...a.."), rows("...x.."), 3).tolist() == [0]


def test_alarms_of_one_country_say_nothing_of_another() -> None:
    assert lead_times(rows("aaa.", "...."), rows("...x", "x..x"), 2).tolist() == [2, 0, 0]


def test_without_an_onset_there_is_no_lead_time() -> None:
    assert lead_times(rows("aaa"), rows("..."), 2).tolist() == []


def test_alarms_and_onsets_of_different_shape_are_refused() -> None:
    with pytest.raises(ShapeError, match="lead_times"):
        lead_times(rows("..."), rows("...."), 1)
    with pytest.raises(ValueRangeError, match="longest"):
        lead_times(rows("..."), rows("..."), 0)
