"""Half-open spans of days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.errors import InvalidField
from forestall.records.values.partial_date import PartialDate
from forestall.records.values.period import Period

MAY = Period.of(PartialDate(2026, 5))
JUNE = Period.of(PartialDate(2026, 6))


def test_a_month_begins_on_its_first_and_ends_before_the_next() -> None:
    assert (MAY.start, MAY.end, MAY.days) == (date(2026, 5, 1), date(2026, 6, 1), 31)
    assert date(2026, 5, 31) in MAY
    assert date(2026, 6, 1) not in MAY
    assert not MAY.overlaps(JUNE)


@pytest.mark.parametrize("end", ["2026-05-01", "2026-04-30"])
def test_a_period_without_a_day_is_refused(end: str) -> None:
    with pytest.raises(InvalidField, match="an end after the start"):
        Period.parse({"start": "2026-05-01", "end": end})


@pytest.mark.parametrize("day", ["2026-02-30", "2026-5-1", "2026-05-01T00:00:00Z", "20260501", 1714521600, None])
def test_a_day_is_a_day_of_the_calendar_in_one_writing(day: object) -> None:
    with pytest.raises(InvalidField, match=r"Period\.start"):
        Period.parse({"start": day, "end": "2027-01-01"})


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 400), st.integers(-400, 400))
def test_periods_overlap_exactly_when_they_share_a_day(start: date, days: int, gap: int) -> None:
    one = Period(start=start, end=start + timedelta(days=days))
    other = Period(start=start + timedelta(days=gap), end=start + timedelta(days=gap + days))
    shared = any(one.start + timedelta(days=n) in other for n in range(days))
    assert one.overlaps(other) == shared


def test_a_caption_names_the_last_day_that_is_in_it() -> None:
    assert MAY.caption() == "1 May 2026 to 31 May 2026"
    assert Period.of(PartialDate(2026, 5, 3)).caption() == "3 May 2026"
