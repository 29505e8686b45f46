"""The outlook for programs: one JSON document, and a table in the column form of the hubverse.

Source:
    hubverse, Model output (hubdocs.readthedocs.io): task id columns, then output_type,
    output_type_id and value. A yes-or-no target is a `pmf` over the categories `yes` and `no`.
"""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from datetime import date
from typing import Any

from forestall.runs.outlook.content import Estimate, Outlook

COLUMNS = (
    "model_id",
    "reference_date",
    "target",
    "horizon",
    "location",
    "output_type",
    "output_type_id",
    "value",
)


def outlook_json(outlook: Outlook) -> dict[str, Any]:
    """The whole outlook as plain JSON data, dates as ISO 8601."""
    plain: dict[str, Any] = _plain(asdict(outlook))
    return plain


def hub_table(outlook: Outlook) -> str:
    """Every estimate as rows of a CSV text: two rows (yes, no) a probability, one a mean where there is one."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for country in outlook.countries:
        for estimate in country.estimates:
            writer.writerows(_rows(outlook, country.iso3, estimate))
    return out.getvalue()


def _rows(outlook: Outlook, iso3: str, estimate: Estimate) -> list[tuple[object, ...]]:
    target = estimate.target if estimate.threshold is None else f"{estimate.target} at least {estimate.threshold}"
    task = (outlook.model, outlook.reference_date.isoformat(), target, estimate.horizon, iso3)
    rows: list[tuple[object, ...]] = [
        (*task, "pmf", "yes", f"{estimate.probability:.8g}"),
        (*task, "pmf", "no", f"{1 - estimate.probability:.8g}"),
    ]
    if estimate.mean is not None and estimate.threshold == 1:
        rows.append((*task[:2], estimate.target, *task[3:], "mean", "", f"{estimate.mean:.6g}"))
    return rows


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
