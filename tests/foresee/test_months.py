"""Months as text and as numbers."""

from datetime import date

import pyarrow as pa
import pytest

from forestall.clock import month_index
from forestall.errors import InvalidField
from forestall.foresee.months import month_number, month_numbers, month_text


def test_a_month_reads_back_as_it_was_written_and_counts_as_the_clock_does() -> None:
    assert month_text(month_number("2021-12")) == "2021-12"
    assert month_number("1989-01") == month_index(date(1989, 1, 31))


def test_a_column_of_days_becomes_months() -> None:
    column = pa.chunked_array([[date(1969, 12, 31)], [date(2024, 2, 29)]])
    assert [month_text(number) for number in month_numbers(column)] == ["1969-12", "2024-02"]


@pytest.mark.parametrize("text", ["2021", "2021-13", "2021-1", "2021-12-01", ""])
def test_anything_else_is_no_month(text: str) -> None:
    with pytest.raises(InvalidField, match="a month like 2021-12"):
        month_number(text)
