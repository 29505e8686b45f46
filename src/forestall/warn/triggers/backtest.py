"""What a rule would have done: hits, misses, false alarms and lead time by year, on data as known then.

A rule is asked day by day, and each day it is shown only what was known by that day. An alarm begins when
the rule begins to hold, and speaks for as many days as the card says. An onset inside is a hit, with the days
from alarm to onset as its lead; an onset outside every alarm is a miss, with no lead to leave out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forestall.errors import LookAhead
from forestall.records.trigger import Backtest, BacktestYear
from forestall.records.values.period import Period


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one condition, and the day on which it was known."""

    known_on: date
    """The day from which on it could be known; never earlier than it was published."""
    value: float
    """The value."""


@dataclass(frozen=True, slots=True)
class Series:
    """The readings of one condition over time."""

    readings: tuple[Reading, ...]
    """In order of the days on which they were known."""
    at_least: float
    """From which value on the condition holds."""
    fresh_days: int
    """Days after which a reading says nothing any more."""

    def holds_on(self, day: date) -> bool | None:
        """Whether the condition held on a day, by the newest reading known then; None where none speaks."""
        known = bisect_right(self.readings, day, key=lambda reading: reading.known_on)
        if known == 0 or (day - self.readings[known - 1].known_on).days > self.fresh_days:
            return None
        return self.readings[known - 1].value >= self.at_least


@dataclass(frozen=True, slots=True)
class Alarm:
    """One time the rule began to hold."""

    began_on: date
    """The day."""
    ends_on: date
    """The last day it speaks for."""

    def covers(self, onset: date) -> bool:
        """True for an onset it came before and still spoke for."""
        return self.began_on < onset <= self.ends_on


def alarms(series: Sequence[Series], needed: int, days: Sequence[date], lifetime_days: int) -> tuple[Alarm, ...]:
    """The alarms a rule would have raised.

    Args:
        series: one for each condition that can be read from data.
        needed: how many of them must hold.
        days: the days on which the rule is asked, rising.
        lifetime_days: days an alarm speaks for; one that still holds then begins anew.
    """
    raised: list[Alarm] = []
    for day in days:
        if sum(one.holds_on(day) is True for one in series) < needed:
            continue
        if not raised or day > raised[-1].ends_on:
            raised.append(Alarm(day, day + timedelta(days=lifetime_days)))
    return tuple(raised)


def backtest(
    rule: str,
    raised: Sequence[Alarm],
    onsets: Sequence[date],
    period: Period,
    *,
    inputs: tuple[str, ...],
    run_at: datetime,
) -> Backtest:
    """The back-test of a rule over whole years, one row a year.

    Args:
        rule: an id of vocabulary/trigger_kind.yml.
        raised: its alarms, as `alarms` gives them.
        onsets: days on which what it warns of began, from a list made by others.
        period: the days it was asked on; an alarm that still speaks at its end is neither hit nor false.
        inputs: manifests of the loads of data it was run on.
        run_at: when it was run.

    Raises:
        LookAhead: the period reaches past the day of the run.
    """
    if period.end > run_at.date():
        raise LookAhead(
            expected=f"days up to {run_at.date()}",
            found=str(period.end),
            where="the period of the back-test",
            remedy="End it no later than today.",
        )
    within = [onset for onset in sorted(onsets) if onset in period]
    over = [alarm for alarm in raised if alarm.ends_on < period.end]
    false = [alarm for alarm in over if not any(alarm.began_on <= onset <= alarm.ends_on for onset in within)]
    lead = {onset: next((onset - one.began_on for one in raised if one.covers(onset)), None) for onset in within}
    years = range(period.start.year, (period.end - timedelta(days=1)).year + 1)
    rows = []
    for year in years:
        of_year = [lead[onset] for onset in within if onset.year == year]
        hits = [days.days for days in of_year if days is not None]
        rows.append(
            BacktestYear(
                year=year,
                hits=len(hits),
                misses=len(of_year) - len(hits),
                false_alarms=sum(alarm.began_on.year == year for alarm in false),
                lead_days=tuple(hits),
            )
        )
    return Backtest(rule=rule, years=tuple(rows), inputs=inputs, run_at=run_at)


def hits_lost(before: Backtest, after: Backtest) -> int:
    """How many past hits a changed rule would lose over the years both were tried on; said before it is signed."""
    years = {row.year: row.hits for row in after.years}
    return sum(max(0, row.hits - years[row.year]) for row in before.years if row.year in years)
