"""Other organised violence in the unit: all deaths, events by type, and how far the estimates spread."""

from __future__ import annotations

import numpy as np

from forestall.foresee.features.recent import months_since, recorded_maximum, recorded_sum
from forestall.foresee.features.table import Columns
from forestall.foresee.features.unit_months import UnitMonths

EVENTS = (("n_state_based", (1, 3, 12)), ("n_non_state", (3, 12)), ("n_one_sided", (1, 3, 12)))


def violence(record: UnitMonths) -> Columns:
    """16 columns, each shape (U, T); counts as log(1 + count)."""
    best, high = (np.nan_to_num(record.values[name]) for name in ("deaths_best", "deaths_high"))
    columns: Columns = {f"best_sum_{width}": np.log1p(recorded_sum(best, width)) for width in (1, 3, 12, 36)}
    for name, widths in EVENTS:
        for width in widths:
            columns[f"{name}_{width}"] = np.log1p(recorded_sum(record.values[name], width))
    columns["events_since"] = np.log1p(months_since(np.nan_to_num(record.values["n_events"]) > 0))
    spread, year = recorded_sum(np.maximum(high - best, 0), 12), recorded_sum(best, 12)
    columns["spread_12"] = np.log1p(spread) - np.log1p(year)
    columns["peak_12"] = np.log1p(recorded_maximum(record.values["deaths_worst_event"], 12))
    columns["best_trend_3_12"] = np.log1p(recorded_sum(best, 3) * 4) - np.log1p(year)
    return columns
