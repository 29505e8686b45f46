from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.clock import format_instant, month_index, month_start, parse_instant
from forestall.errors import InvalidField

instants = st.datetimes(timezones=st.just(UTC), min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30))


@given(instants, instants)
def test_text_order_is_time_order(one: datetime, other: datetime) -> None:
    assert (format_instant(one) < format_instant(other)) == (one < other)


@given(instants)
def test_an_instant_survives_being_written(instant: datetime) -> None:
    assert parse_instant(format_instant(instant)) == instant


def test_another_time_zone_is_turned_into_utc() -> None:
    nairobi = timezone(timedelta(hours=3))
    assert format_instant(datetime(2007, 12, 30, 18, 0, tzinfo=nairobi)) == "2007-12-30T15:00:00.000000Z"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidField, match="time zone"):
        format_instant(datetime(2007, 12, 30))


@pytest.mark.parametrize("text", ["2011-02-30T00:00:00.000000Z", "2011-02-03", "2011-02-03T00:00:00Z", "", "9" * 27])
def test_another_form_or_an_impossible_day_is_refused(text: str) -> None:
    with pytest.raises(InvalidField):
        parse_instant(text)


@given(st.dates(min_value=date(1, 1, 1)))
def test_a_month_index_leads_back_to_its_first_day(day: date) -> None:
    assert month_start(month_index(day)) == day.replace(day=1)


def test_month_indexes_subtract_to_horizons() -> None:
    assert month_index(date(2022, 3, 1)) - month_index(date(2021, 12, 31)) == 3
