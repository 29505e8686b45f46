"""Features of an area or a cell by month: its own killings, other signs, its neighbours, its country.

Made by the kernels of the panel, so unknown stays unknown: a sum over 24 months is NaN until the record has
24. Counts are log(1 + count).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from forestall.foresee.features.local_month.record import LocalRecord
from forestall.foresee.features.table import Columns, FeatureTable
from forestall.foresee.panel.history import HistoryPlan, history
from forestall.foresee.panel.kernels import decayed_sum, neighbour_sum, rolling_sums
from forestall.foresee.scores.arrays import FloatArray

OWN = HistoryPlan(windows=(1, 3, 6, 12, 24), events=(1, 25), half_lives=(3, 12, 60))
SIGNS = {
    "civilian_deaths": HistoryPlan(windows=(3, 12)),
    "deaths": HistoryPlan(windows=(1, 3, 12, 24), events=(1,), half_lives=(12,)),
    "n_state_based": HistoryPlan(windows=(3, 12)),
    "n_non_state": HistoryPlan(windows=(12,)),
    "n_one_sided": HistoryPlan(windows=(3, 12)),
}
"""Of each column of events at points, which history."""
AROUND = {"civilian_deaths": (1, 3, 12), "deaths": (3, 12)}
"""Sums over the units next to one."""
COUNTRY = {"civilian_deaths": (1, 3, 12, 24), "deaths": (3, 12)}
"""Sums over the whole country, events of coarse place among them."""
YEAR = 12
"""Months."""


def build_features(record: LocalRecord) -> FeatureTable:
    """Every feature, in one fixed order; column t is made from months up to t."""
    made: dict[str, NDArray[np.float32]] = {}
    for family in (_own, _signs, _around, _country):
        # Narrowed family by family: at twice the width a continent of cells takes all the memory there is.
        made |= {name: column.astype(np.float32) for name, column in family(record).items()}
    return FeatureTable(
        names=tuple(made),
        values=np.stack(list(made.values()), axis=2),
        first=record.first,
        known_until=np.full(len(made), record.last, dtype=np.int64),
    )


def _own(record: LocalRecord) -> Columns:
    """The unit's killings that count; a month in doubt adds nothing, so sums are lower bounds."""
    deaths = np.where(record.covered, np.nan_to_num(record.deaths), np.nan)
    columns = dict(_logged("civ", deaths, OWN))
    killed = np.where(np.isnan(deaths), np.nan, deaths >= 1)
    for window, total in zip((YEAR, 2 * YEAR), rolling_sums(killed, (YEAR, 2 * YEAR)), strict=True):
        columns[f"civ_share_1_{window}"] = total / window
    quarter, year = rolling_sums(deaths, (3, YEAR))
    columns["civ_trend_3_12"] = np.log1p(quarter * 4) - np.log1p(year)
    return columns


def _signs(record: LocalRecord) -> Columns:
    columns: Columns = {}
    for name, plan in SIGNS.items():
        columns |= dict(_logged(f"sign_{name}", _values(record, name), plan))
    return columns


def _around(record: LocalRecord) -> Columns:
    columns: Columns = {}
    for name, windows in AROUND.items():
        near = np.ascontiguousarray(neighbour_sum(_values(record, name), record.region.neighbours))
        for window, total in zip(windows, rolling_sums(near, windows), strict=True):
            columns[f"near_{name}_{window}"] = np.log1p(total)
        columns[f"near_{name}_decay_12"] = np.log1p(decayed_sum(near, YEAR))
    return columns


def _country(record: LocalRecord) -> Columns:
    at = record.region.country_numbers()
    columns: Columns = {}
    for name, windows in COUNTRY.items():
        values = record.country.column(name).astype(np.float64)
        for window, total in zip(windows, rolling_sums(values, windows), strict=True):
            columns[f"country_{name}_{window}"] = np.log1p(total)[at]
    year = rolling_sums(_values(record, "civilian_deaths"), (YEAR,))[0]
    columns["share_of_country_12"] = np.log1p(year) - columns["country_civilian_deaths_12"]
    killed = np.where(np.isnan(year), np.nan, year >= 1)
    struck = np.stack([killed[at == number].mean(axis=0) for number in range(at.max() + 1)])
    columns["country_struck_12"] = struck[at]
    return columns


def _values(record: LocalRecord, name: str) -> FloatArray:
    return np.ascontiguousarray(record.signs.column(name).astype(np.float64))


def _logged(prefix: str, values: FloatArray, plan: HistoryPlan) -> Iterator[tuple[str, FloatArray]]:
    for name, column in zip(plan.names(), history(values, plan), strict=True):
        yield f"{prefix}_{name}", np.log1p(column)
