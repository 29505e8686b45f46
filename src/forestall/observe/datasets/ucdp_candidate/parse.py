"""Reading the monthly files: the yearly form, in csv or a spreadsheet, covering the month in the file's name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload, PayloadFile
from forestall.observe.sources import literal
from forestall.observe.tables import Reading, read_table

_MONTH = re.compile(r"v(\d{2})_0_(\d{1,2})(?!\d)", re.IGNORECASE)


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """Provisional events, one row each, with their month and the version they come from."""
    return read_table(payload, card, Reading(derive=_derive, covers=_covers))


def _derive(file: PayloadFile) -> Mapping[str, str]:
    return {"month": "CAST(date_trunc('month', date_start) AS DATE)", "version": literal(_version(file))}


def _version(file: PayloadFile) -> str:
    found = _MONTH.search(file.name)
    return f"v{found[1]}_0_{int(found[2])}" if found else file.version


def _covers(file: PayloadFile) -> tuple[str, str] | None:
    found = _MONTH.search(file.name)
    if not found:
        return None
    month = f"20{found[1]}-{int(found[2]):02}"
    return month, month
