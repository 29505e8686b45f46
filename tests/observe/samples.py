"""The invented samples beside the tests, and a table as the text that expected.csv holds."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely

from forestall.observe.catalogue import Dataset
from forestall.observe.payload import Payload, PayloadFile, sha256_of

FOLDER = Path(__file__).parent / "datasets"


def sample_of(name: str) -> Payload:
    """The sample files of a dataset."""
    return payload_of(*sorted(path for path in (FOLDER / name).iterdir() if path.name != "expected.csv"))


def payload_of(*paths: Path, **known: Any) -> Payload:
    """These files as a payload."""
    return Payload(
        tuple(PayloadFile(path, path.name, sha256_of(path), "test", f"file:{path.name}", **known) for path in paths)
    )


def rows_of(dataset: Dataset, payload: Payload) -> pa.Table:
    """All rows that its parser reads."""
    parsed = dataset.parse(payload, dataset.card)
    return pa.Table.from_batches(list(parsed.batches), parsed.schema)


def as_csv(table: pa.Table) -> str:
    """The table as CSV text; lists in brackets, shapes as WKT, empty cells for nothing."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.column_names)
    for row in table.to_pylist():
        writer.writerow([_text(value) for value in row.values()])
    return out.getvalue()


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return str(shapely.from_wkb(value).wkt)
    if isinstance(value, list):
        return "[" + "; ".join(map(str, value)) + "]"
    return "" if value is None else str(value)
