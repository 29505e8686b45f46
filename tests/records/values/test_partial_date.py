"""Dates of which a part is known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.errors import InvalidField
from forestall.records.values.partial_date import PartialDate


def partial_dates() -> st.SearchStrategy[PartialDate]:
    days = st.dates(date(1, 1, 1))
    return days.flatmap(
        lambda day: st.sampled_from(
            [PartialDate.of(day), PartialDate(day.year, day.month), PartialDate(day.year)],
        )
    )


@pytest.mark.parametrize(
    "text",
    ["2011-02-30", "2023-02-29", "2011-13", "2011-00", "2011-01-00", "0000", "11", "2011-1", "2011-02-1", "2011/02",
     "2011-02-01T00:00", " 2011", "2011\n", "٢٠١١", "-2011", "20110201", ""],
)  # fmt: skip
def test_what_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(InvalidField, match="a date that exists"):
        PartialDate.parse(text)


@pytest.mark.parametrize("parts", [(2011, None, 3), (2011, 2, 30), (0,), (2011, 0)])
def test_parts_that_make_no_date_are_refused(parts: tuple[int, ...]) -> None:
    with pytest.raises(InvalidField, match="partial date"):
        PartialDate(*parts)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision", "caption"),
    [
        ("2011", date(2011, 1, 1), date(2011, 12, 31), "year", "2011"),
        ("2011-02", date(2011, 2, 1), date(2011, 2, 28), "month", "February 2011"),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29), "month", "February 2012"),
        ("2011-07-09", date(2011, 7, 9), date(2011, 7, 9), "day", "9 July 2011"),
    ],
)
def test_an_unknown_part_is_every_day_it_may_be(
    text: str, earliest: date, latest: date, precision: str, caption: str
) -> None:
    found = PartialDate.parse(text)
    assert (found.earliest(), found.latest()) == (earliest, latest)
    assert (found.precision, found.caption(), str(found)) == (precision, caption, text)


def test_a_year_is_neither_before_nor_after_a_month_in_it() -> None:
    year, month = PartialDate(2011), PartialDate(2011, 5)
    assert not year.is_before(month)
    assert not month.is_before(year)
    assert year.may_be(month)
    assert year.is_before(PartialDate(2012, 1))


def test_sorting_puts_the_less_precise_first() -> None:
    texts = ["2011", "2011-01", "2011-01-01", "2011-01-02", "2011-02", "2012"]
    assert sorted(map(PartialDate.parse, reversed(texts))) == [PartialDate.parse(text) for text in texts]


@given(partial_dates(), partial_dates())
def test_two_dates_are_one_before_the_other_or_may_be_the_same(one: PartialDate, other: PartialDate) -> None:
    assert [one.is_before(other), other.is_before(one), one.may_be(other)].count(True) == 1
    assert PartialDate.parse(str(one)) == one
    assert (one < other) + (other < one) + (one == other) == 1
