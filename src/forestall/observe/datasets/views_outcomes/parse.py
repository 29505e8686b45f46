"""Reading competition outcomes: one row per country and month, with names from the list beside them."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload, PayloadFile
from forestall.observe.sources import RawTable
from forestall.observe.tables import Reading, read_table
from forestall.observe.views_countries import add_names, split_names


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """Country-months, one row each."""
    rows, names = split_names(payload, card)

    def adapt(connection: duckdb.DuckDBPyConnection, raw: RawTable) -> RawTable:
        return add_names(raw, names)

    return read_table(rows, card, Reading(adapt=adapt, derive=_derive))


def _derive(file: PayloadFile) -> Mapping[str, str]:
    # Month 1 is January 1980.
    month = "CAST(DATE '1979-12-01' + to_months(CAST(views_month AS INTEGER)) AS DATE)"
    return {"month": month}
