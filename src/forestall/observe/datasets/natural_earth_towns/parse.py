"""Reading towns: one row per town."""

from __future__ import annotations

from collections.abc import Mapping

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload, PayloadFile
from forestall.observe.sources import literal
from forestall.observe.tables import Reading, read_table


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """Towns, one row each."""
    return read_table(payload, card, Reading(derive=_derive))


def _derive(file: PayloadFile) -> Mapping[str, str]:
    return {"scale": literal(file.version)}
