"""Reading benchmark draws: one row per country, month and draw, with names from the list beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import duckdb

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload, PayloadFile
from forestall.observe.sources import RawTable, literal
from forestall.observe.tables import Reading, read_table
from forestall.observe.views_countries import add_names, split_names

_MODEL = re.compile(r"bm_cm_(.+?)(?:_expanded)?(?:_\d{4})?\.")


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """Draws, one row each."""
    rows, names = split_names(payload, card)

    def adapt(connection: duckdb.DuckDBPyConnection, raw: RawTable) -> RawTable:
        return add_names(raw, names)

    return read_table(rows, card, Reading(adapt=adapt, derive=_derive))


def _derive(file: PayloadFile) -> Mapping[str, str]:
    found = _MODEL.match(file.name)
    return {
        # Month 1 is January 1980.
        "month": "CAST(DATE '1979-12-01' + to_months(CAST(views_month AS INTEGER)) AS DATE)",
        "model": literal(found[1] if found else file.name),
    }
