"""Reading World Bank indicators: long JSON answers turned into wide rows, or a wide csv as it is."""

from __future__ import annotations

import duckdb

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload
from forestall.observe.sources import RawTable, literal, register
from forestall.observe.tables import Reading, read_table

LONG_FORM = ("indicator.id", "countryiso3code", "country.value", "date", "value")


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """Country-years, one row each, with a column per indicator."""
    return read_table(payload, card, Reading(adapt=_widen))


def _widen(connection: duckdb.DuckDBPyConnection, raw: RawTable) -> RawTable:
    if not set(LONG_FORM) <= set(raw.names):
        return raw
    # Columns are c0, c1 ... and codes literals: no text of the publisher's becomes SQL.
    indicator, iso3, name, year, value = (raw.column(column) for column in LONG_FORM)
    codes = connection.sql(f"SELECT DISTINCT {indicator} AS code FROM {raw.sql} ORDER BY code").fetchall()  # noqa: S608
    sums = "".join(
        f', max({value}) FILTER (WHERE {indicator} = {literal(code)}) AS "{number}"'
        for number, (code,) in enumerate(codes)
    )
    who = f"{iso3} AS iso3, {name} AS name, {year} AS year"
    query = f"SELECT {who}{sums} FROM {raw.sql} GROUP BY ALL ORDER BY iso3, name, year"  # noqa: S608
    wide = connection.sql(query).to_arrow_table()
    names = ["countryiso3code", "country.value", "date", *(code for (code,) in codes)]
    return register(connection, raw.file, wide.rename_columns(names))
