"""Reading the list of regimes: one row each, with the month it began."""

from __future__ import annotations

from collections.abc import Mapping

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload, PayloadFile
from forestall.observe.tables import Reading, read_table


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """Regimes, one row each."""
    return read_table(payload, card, Reading(derive=_derive))


def _derive(file: PayloadFile) -> Mapping[str, str]:
    day = "TRY_STRPTIME(start_given, '%-m/%-d/%Y')"
    return {
        "start_month_on": f"CAST(date_trunc('month', {day}) AS DATE)",
        "start_year": f"year({day})",
        "start_month": f"month({day})",
    }
