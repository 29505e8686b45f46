"""Reading episodes of mass killing: one row each."""

from __future__ import annotations

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload
from forestall.observe.tables import read_table


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """Episodes, one row each."""
    return read_table(payload, card)
