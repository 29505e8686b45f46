"""Reading news-coded events summed by country and month."""

from __future__ import annotations

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload
from forestall.observe.tables import read_table


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """Country-months, one row each."""
    return read_table(payload, card)
