from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.errors import LookAhead
from forestall.records.values.period import Period
from forestall.warn.triggers.backtest import Alarm, Reading, Series, alarms, backtest, hits_lost

RUN_AT = datetime(2026, 11, 22, tzinfo=UTC)
YEARS = Period(start=date(2023, 1, 1), end=date(2025, 1, 1))
MONTHS = [date(year, month, 1) for year in (2023, 2024) for month in range(1, 13)]
INPUTS = ("manifest-1",)


def series(*readings: tuple[date, float], fresh_days: int = 45) -> Series:
    return Series(tuple(Reading(*one) for one in readings), at_least=0.5, fresh_days=fresh_days)


def test_a_condition_goes_by_the_newest_reading_known_that_day_and_is_unknown_without_a_fresh_one() -> None:
    one = series((date(2023, 3, 1), 0.7), (date(2023, 4, 1), 0.2))
    assert one.holds_on(date(2023, 2, 28)) is None
    assert one.holds_on(date(2023, 3, 31)) is True
    assert one.holds_on(date(2023, 4, 1)) is False
    assert one.holds_on(date(2023, 9, 1)) is None


def test_hits_misses_false_alarms_and_lead_times_stand_by_year() -> None:
    told = series((date(2023, 3, 1), 0.7), (date(2023, 4, 1), 0.1), (date(2023, 9, 1), 0.9), (date(2023, 10, 1), 0.0))
    raised = alarms([told], 1, MONTHS, 30)
    assert [alarm.began_on for alarm in raised] == [date(2023, 3, 1), date(2023, 9, 1)]
    found = backtest("activation", raised, [date(2023, 3, 22), date(2024, 6, 1)], YEARS, inputs=INPUTS, run_at=RUN_AT)
    first, second = found.years
    assert (first.year, first.hits, first.misses, first.false_alarms, first.lead_days) == (2023, 1, 0, 1, (21,))
    assert (second.year, second.hits, second.misses, second.false_alarms) == (2024, 0, 1, 0)


def test_an_alarm_on_the_day_itself_gives_no_lead_and_is_not_false() -> None:
    found = backtest("activation", [Alarm(date(2023, 3, 1), date(2023, 3, 31))], [date(2023, 3, 1)], YEARS,
                     inputs=INPUTS, run_at=RUN_AT)  # fmt: skip
    assert (found.years[0].hits, found.years[0].misses, found.years[0].false_alarms) == (0, 1, 0)


def test_an_alarm_that_still_speaks_at_the_end_is_neither_hit_nor_false() -> None:
    found = backtest("activation", [Alarm(date(2024, 12, 20), date(2025, 1, 19))], [], YEARS, inputs=INPUTS,
                     run_at=RUN_AT)  # fmt: skip
    assert [row.false_alarms for row in found.years] == [0, 0]


def test_a_rule_that_goes_on_holding_warns_anew_once_its_time_is_over() -> None:
    steady = series(*((day, 0.9) for day in MONTHS[:4]))
    began = [alarm.began_on for alarm in alarms([steady], 1, MONTHS, 40)]
    assert began == [date(2023, 1, 1), date(2023, 3, 1), date(2023, 5, 1)]


def test_a_rule_of_two_conditions_needs_both_known() -> None:
    one, other = series((date(2023, 3, 1), 0.7)), series((date(2023, 4, 1), 0.9))
    assert [alarm.began_on for alarm in alarms([one, other], 2, MONTHS, 30)] == [date(2023, 4, 1)]


def test_a_back_test_of_days_that_have_not_come_is_refused() -> None:
    with pytest.raises(LookAhead):
        backtest(
            "activation", [], [], Period(start=date(2026, 1, 1), end=date(2027, 1, 1)), inputs=INPUTS, run_at=RUN_AT
        )


def test_tightening_a_rule_says_how_many_past_hits_it_loses() -> None:
    told = series((date(2023, 3, 1), 0.6), (date(2024, 3, 1), 0.9))
    strict = Series(told.readings, at_least=0.8, fresh_days=45)
    onsets = [date(2023, 3, 20), date(2024, 3, 20)]
    loose_run, strict_run = (
        backtest("activation", alarms([one], 1, MONTHS, 30), onsets, YEARS, inputs=INPUTS, run_at=RUN_AT)
        for one in (told, strict)
    )
    assert hits_lost(loose_run, strict_run) == 1
    assert hits_lost(strict_run, loose_run) == 0


DAYS = st.integers(0, 700).map(lambda n: date(2023, 1, 1) + timedelta(days=n))


@given(st.dictionaries(DAYS, st.floats(0, 1), max_size=30), st.lists(DAYS, max_size=8, unique=True), DAYS)
def test_nothing_known_later_changes_what_was_counted_before(
    values: dict[date, float], onsets: list[date], now: date
) -> None:
    def raised(known: dict[date, float]) -> list[Alarm]:
        days = [date(2023, 1, 1) + timedelta(days=n) for n in range(0, 730, 7)]
        return [one for one in alarms([series(*sorted(known.items()))], 1, days, 30) if one.began_on <= now]

    assert raised(values) == raised({day: value for day, value in values.items() if day <= now})
    found = backtest("activation", raised(values), onsets, YEARS, inputs=INPUTS, run_at=RUN_AT)
    assert sum(row.hits + row.misses for row in found.years) == sum(onset in YEARS for onset in onsets)
