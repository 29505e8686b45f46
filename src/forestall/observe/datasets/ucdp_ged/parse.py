"""Reading the yearly event file: csv, zip or GeoJSON, in any of the layouts used since version 17."""

from __future__ import annotations

from collections.abc import Mapping

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload, PayloadFile
from forestall.observe.sources import literal
from forestall.observe.tables import Reading, read_table


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """Events, one row each, with their month and the version they come from."""
    return read_table(payload, card, Reading(derive=_derive))


def _derive(file: PayloadFile) -> Mapping[str, str]:
    return {"month": "CAST(date_trunc('month', date_start) AS DATE)", "version": literal(file.version)}
