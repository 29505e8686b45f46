"""The targets `civilian-deaths-admin1` and `civilian-deaths-cell`: where within a country civilians will be killed.

Counted are civilians killed, by UCDP's best estimate, in all three types of organised violence, per month
and first-level area or half-degree cell, in events whose place is known well enough to say in which one
(see `panel/reach.py`) and whose date is known to the month. So these counts are lower bounds of what
happened there, and do not add up to the country's.

A month is 0 where the source covers the country and nothing is placed there; unknown outside of what it
covers, and where nothing is placed there but an event with dead civilians, known to within 25 km, may have
been. A window holding an unknown month has an unknown total: it is neither learned from nor scored.

Onset is a killing after QUIET_MONTHS months all known to be without; what is not quiet is continuation.

Source:
    Sundberg and Melander (2013), Journal of Peace Research 50(4), 523-532 (events, best estimates).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from forestall.clock import MONTHS_PER_YEAR, month_index, month_start
from forestall.errors import NotFound
from forestall.foresee.inputs import InputTable
from forestall.foresee.panel.building import Measure, Source, build_panel
from forestall.foresee.panel.locating import BoolArray, column_of, is_one_of, numbers_of
from forestall.foresee.panel.panel import Panel
from forestall.foresee.panel.periods import Periods
from forestall.foresee.panel.reach import ByReach
from forestall.foresee.panel.regions import Region
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.civilian_deaths import QUIET_MONTHS, THRESHOLDS, future_totals
from forestall.records.manifest import Coverage
from forestall.records.values.partial_date import PartialDate

LocalKind = Literal["admin1", "cell"]
NAMES: dict[LocalKind, str] = {"admin1": "civilian-deaths-admin1", "cell": "civilian-deaths-cell"}
LABEL = "civilians killed in organised violence at places known well enough (UCDP best estimate)"
COLUMN = "civilian_deaths"
MEASURE = Measure(COLUMN, "sum", "deaths_civilians")
RARE = max(THRESHOLDS)
"""Asked for only where a window of some unit had reached it by the origin."""
COARSE_DATES = frozenset({"year"})
"""Of vocabulary/date_precision.yml: known to more than a month."""


def periods_covered(table: InputTable) -> Periods:
    """The months from the first to the last that the events of any country cover.

    Raises:
        NotFound: there are no events at all: the region is unknown, not quiet.
    """
    if not table.rows.num_rows:
        raise NotFound(
            expected="events with points",
            found="a load without any",
            where=table.dataset,
            remedy="Pull or load event points of the region.",
        )
    firsts, lasts = zip(*(_months(span, table) for span in table.spans), strict=True)
    return Periods("month", min(firsts), max(lasts) - min(firsts) + 1)


def covered(table: InputTable, region: Region, periods: Periods) -> BoolArray:
    """Whether the events speak about a unit's country in a month, shape (U, T)."""
    spoken = np.zeros((len(region.units), len(periods)), dtype=np.bool_)
    for span in table.spans:
        first, last = (month - periods.first for month in _months(span, table))
        told = np.array([not span.countries or country in span.countries for country in region.countries])
        spoken[told, max(first, 0) : max(last + 1, 0)] = True
    return spoken


def source_of_events(table: InputTable, periods: Periods) -> Source:
    """What the events say about themselves; which country they cover when, `covered` says."""
    end = month_start(periods.last + 1)
    return Source(
        dataset=table.dataset,
        recorded_at=table.recorded_at or _instant(end),
        first=periods.start(0),
        last=date.fromordinal(end.toordinal() - 1),
        silence="absent",
        coarse_dates=COARSE_DATES,
    )


def count_killed(table: InputTable, region: Region, periods: Periods) -> Panel:
    """Civilians killed by unit and month, in the column COLUMN, with unknown, absent and present kept apart.

    Args:
        table: events.
        region: the units.
        periods: months that the events cover.
    """
    source, locate = source_of_events(table, periods), ByReach(region)
    known_at = max(source.recorded_at, _instant(month_start(periods.last + 1)))
    batches = table.rows.to_batches()
    panel = build_panel(batches, region.frame(periods), locate, (MEASURE,), source, known_at)
    in_doubt = _doubts(batches, locate, region, periods) & ~(panel.column(COLUMN) > 0)
    return panel.unknown_where(in_doubt | ~covered(table, region, periods))


def is_quiet(deaths: FloatArray) -> BoolArray:
    """True where the QUIET_MONTHS up to and including the month are all known to be without, shape (U, T).

    Args:
        deaths: civilians killed, shape (U, T), NaN where unknown.
    """
    calm = np.cumsum(np.pad(deaths == 0, ((0, 0), (1, 0))), axis=1)
    quiet = np.zeros(deaths.shape, dtype=np.bool_)
    if deaths.shape[1] >= QUIET_MONTHS:
        quiet[:, QUIET_MONTHS - 1 :] = calm[:, QUIET_MONTHS:] - calm[:, :-QUIET_MONTHS] == QUIET_MONTHS
    return quiet


def thresholds_asked(deaths: FloatArray) -> tuple[int, ...]:
    """THRESHOLDS, without RARE where no window on record has ever reached it.

    Args:
        deaths: civilians killed up to the origin, shape (U, T), NaN where unknown.
    """
    ever = bool((future_totals(deaths) >= RARE).any())
    return THRESHOLDS if ever else tuple(threshold for threshold in THRESHOLDS if threshold < RARE)


def _doubts(batches: Iterable[pa.RecordBatch], locate: ByReach, region: Region, periods: Periods) -> BoolArray:
    """Where an event with dead civilians may have been that can't be put there, shape (U, T)."""
    made = np.zeros((len(region.units), len(periods)), dtype=np.bool_)
    for rows in batches:
        reached = locate.reach(rows)
        month = periods.positions(column_of(rows, "month").cast(pa.date32()).to_numpy(zero_copy_only=False))
        month = month[reached.row]
        killing = (numbers_of(rows, "deaths_civilians") > 0) & ~is_one_of(rows, "date_precision", COARSE_DATES)
        counts = killing[reached.row] & (month >= 0) & (month < len(periods))
        made[reached.may_be_in[counts], month[counts]] = True
    return made


def _months(span: Coverage, table: InputTable) -> tuple[int, int]:
    """First and last month that a span covers, in months since year 0; those of the rows where it doesn't say."""
    ends = pc.min_max(table.rows.column("month")).as_py()
    first, last = span.first or _written(ends["min"]), span.last or _written(ends["max"])
    return _number(first, 1), _number(last, MONTHS_PER_YEAR)


def _number(day: PartialDate, month: int) -> int:
    return month_index(date(day.year, day.month or month, 1))


def _written(day: date) -> PartialDate:
    return PartialDate(day.year, day.month)


def _instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
