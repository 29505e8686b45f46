"""Reading the current forecasts: one row per country and month forecast."""

from __future__ import annotations

from collections.abc import Mapping

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload, PayloadFile
from forestall.observe.tables import Reading, read_table


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """Country-months, one row each."""
    return read_table(payload, card, Reading(derive=_derive))


def _derive(file: PayloadFile) -> Mapping[str, str]:
    # Month 1 is January 1980.
    month = "CAST(DATE '1979-12-01' + to_months(CAST(views_month AS INTEGER)) AS DATE)"
    return {"month": month}
