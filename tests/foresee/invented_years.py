"""Invented country-years of twelve real states: small, seeded, and with every dataset that onset models read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from forestall.foresee.features.country_year.columns import structure_columns
from forestall.foresee.inputs import Inputs, InputTable

STATES = {
    2: "USA", 20: "CAN", 70: "MEX", 625: "SDN", 626: "SSD", 530: "ETH",
    490: "COD", 517: "RWA", 640: "TUR", 645: "IRQ", 652: "SYR", 780: "LKA",
}  # fmt: skip
FIRST, LAST = 1960, 2004
SOUTH_SUDAN, ITS_FIRST_YEAR = 626, 1995
YEARLY = ("ewp_predictors", "ewp_outcomes", "coups_country_year", "elections")


def invented_inputs() -> Inputs:
    """All datasets, the same each time."""
    chance = np.random.default_rng(3)
    rows = [(cow, year) for cow in STATES for year in range(FIRST, LAST + 1) if _stands(cow, year)]
    onset = {row: bool(chance.random() < 0.07) for row in rows}
    going = {row: onset[row] or bool(chance.random() < 0.15) for row in rows}
    tables = {
        "ewp_predictors": _predictors(rows, onset, going, chance),
        "ewp_outcomes": _outcomes(rows, onset, going),
        "coups_country_year": _yearly(rows, has_attempt=[bool(chance.random() < 0.1) for _ in rows]),
        "elections": _yearly(rows, step=["Vote, as scheduled" if chance.random() < 0.4 else "Delayed" for _ in rows]),
        "leaders": _leaders(chance),
        "regimes": _regimes(chance),
        "ged_country_month": _deaths(chance),
        "gdelt_country_month": _news(chance),
    }
    return Inputs({name: InputTable(name, table, f"invented {name}") for name, table in tables.items()})


def nonsense_after(inputs: Inputs, last: int) -> Inputs:
    """The same up to the end of a year, and after it other numbers and no country's end in sight."""
    return Inputs({name: _spoilt(table, last) for name, table in inputs.tables.items()})


def _spoilt(table: InputTable, last: int) -> InputTable:
    rows = table.rows
    when = pc.year(rows.column("month")) if "month" in rows.column_names else rows.column(_year_column(rows))
    later = pc.greater(when.cast(pa.int64()), last)
    for number, field in enumerate(rows.schema):
        if field.name in {"cow_given", "country", "iso3_given", "month", _year_column(rows)}:
            continue
        column = rows.column(number)
        rows = rows.set_column(number, field, pc.if_else(later, _nonsense(column, field.type), column))
    return replace(table, rows=rows, digest=table.digest + " spoilt")


def _nonsense(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Scalar | pa.ChunkedArray:
    if pa.types.is_boolean(kind):
        return pc.fill_null(pc.invert(column), True)
    if pa.types.is_string(kind):
        return pa.scalar("Vote, nonsense")
    return pa.scalar(9, kind)


def _year_column(rows: pa.Table) -> str:
    return "start_year" if "start_year" in rows.column_names else "year" if "year" in rows.column_names else "month"


def _stands(cow: int, year: int) -> bool:
    return cow != SOUTH_SUDAN or year >= ITS_FIRST_YEAR


def _yearly(rows: list[tuple[int, int]], **columns: list[object]) -> pa.Table:
    return pa.table(
        {
            "cow_given": [cow for cow, _ in rows],
            "country": [STATES[cow] for cow, _ in rows],
            "year": [year for _, year in rows],
            **columns,
        }
    )


def _predictors(
    rows: list[tuple[int, int]],
    onset: dict[tuple[int, int], bool],
    going: dict[tuple[int, int], bool],
    chance: np.random.Generator,
) -> pa.Table:
    columns: dict[str, list[object]] = {
        name: chance.normal(size=len(rows)).round(3).tolist() for name in structure_columns()
    }
    columns["n_ongoing_log2"] = [float(going[row]) for row in rows]
    columns["ever"] = [int(any(onset.get((row[0], year), False) for year in range(FIRST, row[1] + 1))) for row in rows]
    columns["year_squared"] = [year * year for _, year in rows]
    ahead = {
        number: [onset.get((cow, year + number)) if year + number <= LAST else None for cow, year in rows]
        for number in (1, 2)
    }
    columns["onset_next_year"], columns["onset_second_year"] = ahead[1], ahead[2]
    columns["onset_within_two_years"] = [bool(one or other) for one, other in zip(ahead[1], ahead[2], strict=True)]
    del columns["year"]
    return _yearly(rows, **columns)


def _outcomes(
    rows: list[tuple[int, int]], onset: dict[tuple[int, int], bool], going: dict[tuple[int, int], bool]
) -> pa.Table:
    return _yearly(
        rows,
        n_onsets=[int(onset[row]) for row in rows],
        n_ongoing=[int(going[row]) for row in rows],
        n_ends=[int(going[row] and not going.get((row[0], row[1] + 1), True)) for row in rows],
    )


def _leaders(chance: np.random.Generator) -> pa.Table:
    rows = [(cow, year) for cow in STATES for year in range(FIRST, LAST, 7)]
    return pa.table(
        {
            "cow_given": [cow for cow, _ in rows],
            "start_year": [year for _, year in rows],
            "start_month": chance.integers(1, 13, len(rows)),
            "military_career": chance.integers(0, 2, len(rows)).astype(float),
        }
    )


def _regimes(chance: np.random.Generator) -> pa.Table:
    rows = [(cow, year) for cow in STATES for year in range(FIRST, LAST, 11)]
    kinds = ["parliamentary", "personal", "indirect military", "warlordism", "party-based", "monarchy"]
    return pa.table(
        {
            "cow_given": [cow for cow, _ in rows],
            "start_year": [year for _, year in rows],
            "start_month": chance.integers(1, 13, len(rows)),
            "regime_type": [kinds[int(number)] for number in chance.integers(0, len(kinds), len(rows))],
        }
    )


def _monthly(first: int) -> tuple[list[str], list[date]]:
    pairs = [(iso, date(y, m, 1)) for iso in STATES.values() for y in range(first, LAST + 1) for m in range(1, 13)]
    return [iso for iso, _ in pairs], [day for _, day in pairs]


def _deaths(chance: np.random.Generator) -> pa.Table:
    iso, months = _monthly(1989)
    counts = chance.negative_binomial(0.1, 0.01, (4, len(iso)))
    names = ("deaths_civilians", "deaths_best", "n_one_sided", "n_non_state")
    return pa.table({"iso3_given": iso, "month": months, **dict(zip(names, counts, strict=True))})


def _news(chance: np.random.Generator) -> pa.Table:
    iso, months = _monthly(1985)
    return pa.table(
        {
            "iso3_given": iso,
            "month": months,
            "n_conflict": chance.poisson(20, len(iso)),
            "n_protest": chance.poisson(5, len(iso)),
            "goldstein_mean": chance.normal(size=len(iso)),
        }
    )
