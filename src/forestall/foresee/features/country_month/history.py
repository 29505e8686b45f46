"""The unit's own record of civilians killed: how many, how often, how long ago, rising or falling."""

from __future__ import annotations

import numpy as np

from forestall.foresee.features.recent import fading_sum, months_since, recorded_maximum, recorded_sum
from forestall.foresee.features.table import Columns
from forestall.foresee.features.unit_months import UnitMonths

SUMS = (1, 2, 3, 6, 12, 24, 60, 120)
SHARES = ((1, 12), (1, 60), (25, 12), (25, 60), (100, 60))
"""At least so many killed in a month, over so many months."""
HALF_LIVES = (2, 6, 18, 60)


def history(record: UnitMonths) -> Columns:
    """27 columns, each shape (U, T); counts as log(1 + count)."""
    deaths = np.nan_to_num(record.deaths)
    sums = {width: recorded_sum(deaths, width) for width in SUMS}
    columns: Columns = {f"civ_sum_{width}": np.log1p(total) for width, total in sums.items()}
    for width in (12, 60):
        columns[f"civ_max_{width}"] = np.log1p(recorded_maximum(deaths, width))
    for least in (1, 25, 100):
        columns[f"civ_since_{least}"] = np.log1p(months_since(deaths >= least))
    for least, width in SHARES:
        columns[f"civ_share_{least}_{width}"] = recorded_sum((deaths >= least).astype(float), width) / width
    for half_life in HALF_LIVES:
        columns[f"civ_decay_{half_life}"] = np.log1p(fading_sum(deaths, half_life))
    logs = np.log1p(deaths)
    mean = recorded_sum(logs, 12) / 12
    columns["civ_log_mean_12"] = mean
    columns["civ_log_sd_12"] = np.sqrt(np.maximum(recorded_sum(logs**2, 12) / 12 - mean**2, 0))
    columns["civ_trend_3_12"] = np.log1p(sums[3] * 4) - np.log1p(sums[12])
    columns["civ_trend_12_24"] = np.log1p(sums[12]) - np.log1p(sums[24] - sums[12])
    columns["civ_trend_1_6"] = np.log1p(sums[1] * 6) - np.log1p(sums[6])
    return columns
