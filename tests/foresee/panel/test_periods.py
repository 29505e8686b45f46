"""Months and years."""

from datetime import date

import numpy as np
import pytest

from forestall.errors import InvalidField, NotFound
from forestall.foresee.panel.periods import months, years


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    periods = months("2021-11", "2022-02")
    assert list(periods) == ["2021-11", "2021-12", "2022-01", "2022-02"]
    assert periods.start(2) == date(2022, 1, 1)
    assert periods.start(4) == date(2022, 3, 1)


def test_days_fall_into_their_month_or_year_also_before_1970() -> None:
    days = np.array(["1959-12-31", "1960-01-01", "1961-02-28", "1962-01-01"], dtype="datetime64[D]")
    assert years(1960, 1961).positions(days).tolist() == [-1, 0, 1, 2]
    assert months("1960-01", "1960-02").positions(days).tolist() == [-1, 0, 13, 24]


def test_a_period_is_found_by_what_it_is_called() -> None:
    assert months("1989-01", "2022-12").position("1990-03") == 14
    assert years(1960, 1980).until("1963") == years(1960, 1963)
    with pytest.raises(NotFound, match="1960 to 1980"):
        years(1960, 1980).position("1981")


@pytest.mark.parametrize(("first", "last"), [("2021-13", "2022-01"), ("2021", "2022"), ("2022-02", "2022-01")])
def test_periods_that_are_none_are_refused(first: str, last: str) -> None:
    with pytest.raises(InvalidField, match="periods"):
        months(first, last)
