"""Reading battle-related deaths: one row per dyad and year, with the list of countries fought in."""

from __future__ import annotations

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload
from forestall.observe.tables import read_table


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """Dyad-years, one row each."""
    return read_table(payload, card)
