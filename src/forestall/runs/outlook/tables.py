"""The outlook for programs: one JSON document, and a table in the column form of the hubverse.

A yes-or-no target is a `pmf` over the categories `yes` and `no`. Civilian deaths are a count: their
probabilities are a `cdf` at one less than each threshold, P(total <= threshold - 1), and their range is
given as quantiles. Horizons of onset are years and those of deaths months, so each row says when it ends.

Source:
    hubverse, Model output (hubdocs.readthedocs.io): task id columns, then output_type,
    output_type_id and value.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from forestall.clock import month_index, month_start
from forestall.foresee.targets.civilian_deaths import NAME as CIVILIAN_DEATHS
from forestall.runs.outlook.content import CountryDeaths, DeathsOutlook, Estimate, Outlook

COLUMNS = (
    "model_id",
    "reference_date",
    "target",
    "horizon",
    "target_end_date",
    "location",
    "output_type",
    "output_type_id",
    "value",
)
_YEARS_AHEAD = {"1": 1, "2": 2, "1or2": 2}


def outlook_json(outlook: Outlook) -> dict[str, Any]:
    """The whole outlook as plain JSON data, dates as ISO 8601."""
    plain: dict[str, Any] = _plain(asdict(outlook))
    return plain


def hub_table(outlook: Outlook) -> str:
    """Every estimate as rows of a CSV text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for country in outlook.countries:
        for estimate in country.estimates:
            writer.writerows(_onset_rows(outlook, country.iso3, estimate))
    if outlook.deaths:
        for found in outlook.deaths.countries:
            writer.writerows(_deaths_rows(outlook.deaths, found))
    return out.getvalue()


def _onset_rows(outlook: Outlook, iso3: str, estimate: Estimate) -> list[tuple[object, ...]]:
    ends = outlook.reference_date.replace(year=outlook.reference_date.year + _YEARS_AHEAD[estimate.horizon])
    task = (outlook.model, outlook.reference_date, estimate.target, estimate.horizon, ends, iso3)
    return [
        (*task, "pmf", "yes", f"{estimate.probability:.8g}"),
        (*task, "pmf", "no", f"{1 - estimate.probability:.8g}"),
    ]


def _deaths_rows(deaths: DeathsOutlook, country: CountryDeaths) -> Iterator[tuple[object, ...]]:
    known = month_index(date.fromisoformat(f"{deaths.reference_month}-01"))

    def task(horizon: str) -> tuple[object, ...]:
        ends = _last_day(known + int(horizon))
        return deaths.model, _last_day(known), CIVILIAN_DEATHS, horizon, ends, country.iso3

    for estimate in country.estimates:
        yield (*task(estimate.horizon), "cdf", (estimate.threshold or 1) - 1, f"{1 - estimate.probability:.8g}")
    for count in country.counts:
        for level, value in (("0.1", count.low), ("0.5", count.middle), ("0.9", count.high)):
            yield (*task(count.horizon), "quantile", level, value)


def _last_day(month: int) -> date:
    return month_start(month + 1) - timedelta(days=1)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
