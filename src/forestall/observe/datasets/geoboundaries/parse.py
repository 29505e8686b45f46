"""Reading first-level units: one row each; a copy without the publisher's type is marked as not official."""

from __future__ import annotations

import re
from collections.abc import Mapping

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload, PayloadFile
from forestall.observe.sources import literal
from forestall.observe.tables import Reading, read_table

_COUNTRY = re.compile(r"(?:geoBoundaries-)?([A-Z]{3})(?:-ADM1|_|\.)")


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """First-level units, one row each."""
    return read_table(payload, card, Reading(derive=_derive))


def _derive(file: PayloadFile) -> Mapping[str, str]:
    found = _COUNTRY.match(file.name)
    named = literal(found[1]) if found else "NULL"
    return {
        "iso3_given": f"coalesce(group_given, {named})",
        "is_official": "coalesce(kind = 'ADM1', false)",
    }
