"""Writing a load so that it is there whole or not at all.

Everything is written to a hidden folder and brought to disk, then renamed into place; only the entry in
the ledger, last, makes it visible. A load that dies leaves a hidden folder, which the next load sweeps,
or, between the last two steps, a folder that no entry names, which `verify` reports.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.types as pat

from forestall.errors import ForestallError, InvalidField, StorageUnavailable
from forestall.identifiers import canonical_json
from forestall.memory.files import disk_errors, make_folder, sync_folder, write_new
from forestall.memory.lake.parts import PartWriter, plain_schema
from forestall.memory.lake.paths import MANIFEST, folder_of, may_name_folder
from forestall.records.manifest import Column, Coverage, LoadedFile, Manifest
from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.reference import DatasetName, Sha256
from forestall.records.values.strict import Natural
from forestall.records.values.text import Line

_READ_ONLY = 0o444
_PARTING_KINDS = (pat.is_string, pat.is_large_string, pat.is_integer, pat.is_boolean, pat.is_date)


class Delivery(Record):
    """What came in, before its rows are in the lake: all of a manifest that its rows don't tell."""

    dataset: DatasetName
    """The dataset it is a load of."""
    source: Line
    """Where the bytes came from: an address or a file's name, never a path of this machine."""
    digest: Sha256
    """SHA-256 of the bytes as they came."""
    coverage: Coverage
    """What it speaks about, whether or not it holds rows."""
    release: Line | None = None
    """What the publisher calls this version."""
    findings: Natural = 0
    """How many rows or fields couldn't be read or are in doubt."""
    made_with: Line | None = None
    """The version of the parser that made it."""
    fetched_at: Instant | None = None
    """When the bytes were fetched; empty for a file somebody brought."""


Rows: TypeAlias = pa.Table | pa.RecordBatchReader
"""What a load is made of: rows at once, or in batches that are never all in memory."""


def write_rows(folder: Path, rows: Rows, part_by: str | None) -> tuple[pa.Schema, tuple[LoadedFile, ...]]:
    """Write rows to an empty folder; their columns and files come back, all on disk.

    Raises:
        InvalidField: `part_by` is no column, or of a type that rows aren't parted by.
        ValueRangeError: columns that can't be told apart, or too many values to part by.
        StorageError: the disk doesn't take them.
    """
    schema = plain_schema(rows.schema)
    _check_part_by(schema, part_by)
    batches: Iterator[pa.RecordBatch] = iter(rows.to_batches() if isinstance(rows, pa.Table) else rows)
    with PartWriter(folder, schema, part_by) as writer:
        files = writer.write(batches)
    for inner in {(folder / file.path).parent for file in files}:
        sync_folder(inner)
    return schema, files


def _check_part_by(schema: pa.Schema, part_by: str | None) -> None:
    if part_by is None:
        return
    fits = part_by in schema.names and may_name_folder(part_by)
    kind = schema.field(part_by).type if fits else None
    if not fits or not any(is_kind(kind) for is_kind in _PARTING_KINDS):
        raise InvalidField(
            expected="a column of text, whole numbers, yes/no or days, with a plain name",
            found="another column, or none",
            where="part_by",
            remedy="Name such a column of the data, or leave it out.",
        )


def manifest_of(delivery: Delivery, schema: pa.Schema, files: tuple[LoadedFile, ...], recorded_at: Instant) -> Manifest:
    """The manifest of a delivery whose rows are written.

    Raises:
        InvalidField: a column's name that a manifest can't hold.
    """
    columns = [{"name": field.name, "kind": str(field.type)} for field in schema]
    return Manifest.parse(
        {
            **delivery.to_json(),
            "rows": sum(file.rows for file in files),
            "columns": [Column.parse(column) for column in columns],
            "files": files,
            "recorded_at": recorded_at,
        }
    )


def put_in_place(lake: Path, hidden: Path, manifest: Manifest) -> Path:
    """Give a written load its manifest and its name, on disk when this returns; the new folder comes back.

    Raises:
        StorageError: the disk doesn't take it.
    """
    write_new(hidden / MANIFEST, canonical_json(manifest.to_json()), _READ_ONLY)
    folder = folder_of(lake, manifest)
    make_folder(folder.parent)
    with disk_errors(folder):
        hidden.rename(folder)
    sync_folder(folder.parent)
    return folder


def take_back(folder: Path, error: ForestallError) -> None:
    """Remove a load in place whose entry was refused.

    An entry that may have been written after all, since the answer was lost, keeps its load.
    """
    if not isinstance(error, StorageUnavailable):
        shutil.rmtree(folder, ignore_errors=True)
