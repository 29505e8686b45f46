"""Reading the fifteen-minute export files: 61 columns divided by tabs, without a header."""

from __future__ import annotations

import re
from collections.abc import Mapping

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload, PayloadFile
from forestall.observe.sources import literal
from forestall.observe.tables import Reading, read_table

_QUARTER = re.compile(r"(\d{14})\.export", re.IGNORECASE)


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """News events, one row each, with the quarter of an hour they came in."""
    return read_table(payload, card, Reading(derive=_derive))


def _derive(file: PayloadFile) -> Mapping[str, str]:
    found = _QUARTER.search(file.name)
    return {"version": literal(found[1] if found else file.version)}
