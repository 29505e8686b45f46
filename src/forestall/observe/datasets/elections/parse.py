"""Reading the election list: one row per step, with its month."""

from __future__ import annotations

from collections.abc import Mapping

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload, PayloadFile
from forestall.observe.tables import Reading, read_table


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """Steps of elections, one row each."""
    return read_table(payload, card, Reading(derive=_derive))


def _derive(file: PayloadFile) -> Mapping[str, str]:
    return {
        "month": "TRY_CAST(format('{:04d}-{:02d}-01', year, month_of_year) AS DATE)",
        "event_type": "'election'",
    }
