"""Reading texts of resolutions: one row each, with symbol, number and day of adoption."""

from __future__ import annotations

from collections.abc import Mapping

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload, PayloadFile
from forestall.observe.tables import Reading, read_table

_NUMBER = r"regexp_extract(file_name, 'RES-(\d+)', 1)"
_YEAR = r"regexp_extract(file_name, '\((\d{4})\)', 1)"
_ADOPTED = (
    r"regexp_extract(text, 'dopt(?:ed|ion) by the Security Council[^.]{0,60}?on\s+(\d{1,2}\s+[A-Z][a-z]+\s+\d{4})', 1)"
)


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """Resolutions, one row each."""
    return read_table(payload, card, Reading(derive=_derive))


def _derive(file: PayloadFile) -> Mapping[str, str]:
    return {
        "symbol": f"format('S/RES/{{}} ({{}})', {_NUMBER}, {_YEAR})",
        "number": f"TRY_CAST({_NUMBER} AS INTEGER)",
        "year": f"TRY_CAST({_YEAR} AS INTEGER)",
        "adopted_on": rf"CAST(try_strptime(regexp_replace({_ADOPTED}, '\s+', ' ', 'g'), '%-d %B %Y') AS DATE)",
    }
