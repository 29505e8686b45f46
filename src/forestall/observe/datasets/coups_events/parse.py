"""Reading coup attempts: one row each, with the day put together from its three columns."""

from __future__ import annotations

from collections.abc import Mapping

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload, PayloadFile
from forestall.observe.tables import Reading, read_table

SUCCEEDED = 2


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """Attempts, one row each."""
    return read_table(payload, card, Reading(derive=_derive))


def _derive(file: PayloadFile) -> Mapping[str, str]:
    return {
        "day": "TRY_CAST(format('{:04d}-{:02d}-{:02d}', year, month_of_year, day_of_month) AS DATE)",
        "succeeded": f"coup = {SUCCEEDED}",
    }
