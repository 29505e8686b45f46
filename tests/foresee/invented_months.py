"""An invented world of fifteen years: a few states with violence that comes and goes, and tables about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from forestall.clock import month_index, month_start
from forestall.foresee.inputs import Inputs, InputTable
from forestall.foresee.models.civilian_deaths_pool import PoolSettings
from forestall.foresee.models.stacked_rows import Sampling
from forestall.foresee.models.stacked_trees import TreeSettings
from forestall.records.manifest import Coverage
from forestall.records.values.partial_date import PartialDate

FIRST, N_MONTHS = month_index(date(1993, 1, 1)), 144
LAST = "2004-12"
VIOLENT = ("AFG", "BDI", "CAF", "COD", "COL", "DZA", "ETH", "LKA", "NGA", "PER", "RWA", "SDN", "SOM", "TCD", "UGA")
CALM = ("FRA", "JPN", "KEN", "TZA")
QUICK = PoolSettings(trees=TreeSettings(n_trees=12, least_rows_in_leaf=20), sampling=Sampling(stride=12))


def invented_inputs(*, seed: int = 3, n_months: int = N_MONTHS) -> Inputs:
    """Tables of every dataset the forecaster can read; the same seed gives the same world."""
    chance = np.random.default_rng(seed)
    return Inputs(
        {
            table.dataset: table
            for table in (
                _violence(chance, n_months),
                _coups(chance, n_months),
                _press(chance, n_months),
                _society(chance, n_months),
                _economy(chance, n_months),
            )
        }
    )


def with_rows(inputs: Inputs, dataset: str, rows: pa.Table) -> Inputs:
    """The same inputs with other rows of one dataset."""
    return Inputs({**inputs.tables, dataset: replace(inputs.tables[dataset], rows=rows)})


def without(inputs: Inputs, dataset: str) -> Inputs:
    """The same inputs without one dataset."""
    return Inputs({name: table for name, table in inputs.tables.items() if name != dataset})


def nonsense_after(inputs: Inputs, month: str) -> Inputs:
    """The same inputs with every number of later months and years replaced by 9,999."""
    year, number = (int(part) for part in month.split("-"))
    return Inputs(
        {name: replace(table, rows=_spoilt(table.rows, date(year, number, 1))) for name, table in inputs.tables.items()}
    )


def _spoilt(rows: pa.Table, last: date) -> pa.Table:
    later = pc.greater(rows["month"], last) if "month" in rows.column_names else pc.greater(rows["year"], last.year - 1)
    for place, name in enumerate(rows.column_names):
        kind = rows.schema.field(name).type
        if name not in {"country", "month", "year"}:
            spoilt = pc.if_else(later, pa.scalar(9999).cast(kind), rows[name])
            rows = rows.set_column(place, name, spoilt)
    return rows


def _violence(chance: np.random.Generator, n_months: int) -> InputTable:
    """Spells of killing: some months with many, some with few, and years without."""
    states = (*VIOLENT, *CALM)
    at_war = chance.random((len(states), n_months // 12 + 1)) < 0.4
    at_war[len(VIOLENT) :] = False
    spells = np.repeat(at_war, 12, axis=1)[:, :n_months]
    size = np.exp(chance.normal(2.5, 1.2, (len(states), 1)))
    deaths = np.where(spells, chance.negative_binomial(1, 1 / (1 + np.broadcast_to(size, spells.shape))), 0)
    best = deaths + np.where(spells, chance.poisson(5, spells.shape), 0)
    events = (best > 0).astype(np.int64) * (1 + best // 10)
    columns = {
        "deaths_civilians": deaths,
        "deaths_best": best,
        "deaths_high": best * 2,
        "deaths_worst_event": best // 2,
        "n_events": events,
        "n_state_based": events,
        "n_non_state": events // 3,
        "n_one_sided": events // 2,
    }
    return _monthly("ged_country_month", states, columns, n_months)


def _coups(chance: np.random.Generator, n_months: int) -> InputTable:
    tried = chance.random((len(VIOLENT), n_months)) < 0.01
    table = _monthly("coups_country_month", VIOLENT, {"n_succeeded": tried & False, "n_failed": tried}, n_months)
    return replace(table, rows=table.rows.filter(pc.greater(table.rows["n_failed"], 0)))


def _press(chance: np.random.Generator, n_months: int) -> InputTable:
    shape = (len(VIOLENT), n_months)
    columns = {"n_conflict": chance.poisson(80, shape), "n_protest": chance.poisson(20, shape)}
    table = _monthly("gdelt_country_month", VIOLENT, columns, n_months)
    tone = pa.array(chance.normal(-5, 2, table.rows.num_rows))
    return replace(table, rows=table.rows.append_column("goldstein_mean", tone))


def _society(chance: np.random.Generator, n_months: int) -> InputTable:
    from forestall.foresee.features.country_month.structure import FROM_PREDICTORS, PREDICTORS

    return _yearly(PREDICTORS, chance, tuple(FROM_PREDICTORS.values()), n_months)


def _economy(chance: np.random.Generator, n_months: int) -> InputTable:
    from forestall.foresee.features.country_month.structure import ECONOMY, FROM_ECONOMY

    return _yearly(ECONOMY, chance, tuple(FROM_ECONOMY.values()), n_months)


def _monthly(dataset: str, states: tuple[str, ...], columns: Mapping[str, object], n_months: int) -> InputTable:
    months = [month_start(FIRST + number) for number in range(n_months)]
    key = {"country": np.repeat(states, n_months), "month": pa.array(months * len(states), pa.date32())}
    values = {name: pa.array(np.asarray(array).ravel().astype(np.int64)) for name, array in columns.items()}
    return InputTable(dataset, pa.table({**key, **values}), digest="0" * 64, coverage=_covering(n_months))


def _yearly(dataset: str, chance: np.random.Generator, columns: tuple[str, ...], n_months: int) -> InputTable:
    years = np.arange(1990, 1993 + n_months // 12)
    key = {"country": np.repeat(VIOLENT, len(years)), "year": np.tile(years, len(VIOLENT))}
    values = {name: chance.gamma(2.0, 1.0, len(years) * len(VIOLENT)) for name in columns}
    return InputTable(dataset, pa.table({**key, **values}), digest="0" * 64)


def _covering(n_months: int) -> Coverage:
    first, last = month_start(FIRST), month_start(FIRST + n_months - 1)
    return Coverage(first=PartialDate(first.year, first.month), last=PartialDate(last.year, last.month))
