"""Reading the list of leaders: one row per spell in power, with its first month.

The publisher's notes mix encodings within one file, which no table reader takes; none of the columns kept
holds a letter beyond ASCII, so the text is decoded with a replacement for what can't be read.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace

import duckdb
import pyarrow as pa

from forestall.observe.card import DatasetCard
from forestall.observe.parsed import Parsed
from forestall.observe.payload import Payload, PayloadFile
from forestall.observe.sources import RawTable
from forestall.observe.tables import Reading, read_table

_DECODED = "decoded_leaders"


def parse(payload: Payload, card: DatasetCard) -> Parsed:
    """Spells in power, one row each."""
    return read_table(payload, card, Reading(adapt=_decoded, derive=_derive))


def _decoded(connection: duckdb.DuckDBPyConnection, raw: RawTable) -> RawTable:
    with raw.file.path.open(encoding="utf-8", errors="replace", newline="") as stream:
        lines = csv.reader(stream)
        next(lines)
        width = len(raw.names)
        rows = [[cell.strip() or None for cell in line[:width]] + [None] * (width - len(line)) for line in lines]
    columns = {f"c{number}": pa.array([row[number] for row in rows], pa.string()) for number in range(width)}
    connection.register(_DECODED, pa.table(columns))
    return replace(raw, sql=_DECODED)


def _derive(file: PayloadFile) -> Mapping[str, str]:
    return {"start_month_on": "TRY_CAST(format('{:04d}-{:02d}-01', start_year, start_month) AS DATE)"}
