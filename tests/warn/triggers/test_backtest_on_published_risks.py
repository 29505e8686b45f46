"""A rule on risks that were published before each year, against the years that followed: counted here by hand.

Risks are the Early Warning Project's first out-of-sample forecasts, each made from data of the year before; onsets
are its own list. Both are read from the mirror.
"""

import csv
import os
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from forestall.records.values.period import Period
from forestall.warn.triggers.backtest import Reading, Series, alarms, backtest

MIRROR = os.environ.get("FORESTALL_MIRROR")
AT_LEAST = 0.04
YEARS = range(1994, 2025)
DAYS = [date(year, 1, 1) for year in YEARS]
PERIOD = Period(start=DAYS[0], end=date(YEARS[-1] + 1, 1, 1))

pytestmark = pytest.mark.skipif(not MIRROR, reason="FORESTALL_MIRROR is not set: no published risks to try a rule on")


@pytest.fixture(scope="module")
def published() -> list[tuple[str, int, float, bool]]:
    """Country, year, the risk published for it, and whether a killing began that year."""
    with (Path(str(MIRROR)) / "ewp/published_first_out_of_sample.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["risk_prev"] not in ("", "NA")]
    return [(row["ccode"], int(row["year"]), float(row["risk_prev"]), row["mk_onset"] == "1") for row in rows]


def test_hits_misses_and_false_alarms_are_those_counted_row_by_row(
    published: list[tuple[str, int, float, bool]],
) -> None:
    risks: dict[str, list[Reading]] = defaultdict(list)
    onsets: dict[str, list[date]] = defaultdict(list)
    for country, year, risk, began in published:
        risks[country].append(Reading(date(year, 1, 1), risk))
        if began:
            # The list knows the year alone; its last day is where no alarm of another year can reach it.
            onsets[country].append(date(year, 12, 30))
    totals = {"hits": 0, "misses": 0, "false_alarms": 0}
    for country, readings in risks.items():
        raised = alarms([Series(tuple(readings), AT_LEAST, 360)], 1, DAYS, 364)
        found = backtest("readiness", raised, onsets[country], PERIOD, inputs=("manifest-1",),
                         run_at=datetime(2026, 11, 22, tzinfo=UTC))  # fmt: skip
        for row in found.years:
            totals["hits"] += row.hits
            totals["misses"] += row.misses
            totals["false_alarms"] += row.false_alarms
    over = [(risk >= AT_LEAST, began) for _, _, risk, began in published]
    in_last_days = sum(risk >= AT_LEAST and not began for _, year, risk, began in published if year == YEARS[-1])
    assert totals == {
        "hits": over.count((True, True)),
        "misses": over.count((False, True)),
        "false_alarms": over.count((True, False)) - _still_open(in_last_days),
    }
    assert totals["hits"] > 0
    assert totals["misses"] > 0


def _still_open(n_in_last_year: int) -> int:
    # An alarm of 1 January ends on 31 December: in a leap year one day before the end, and so it is over.
    return 0 if YEARS[-1] % 4 == 0 else n_in_last_year
