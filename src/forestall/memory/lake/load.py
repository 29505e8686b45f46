"""One load as a reader sees it: what it is, and its rows, whole, in part or in batches."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads
import pyarrow.parquet as pq

from forestall.errors import IntegrityError, InvalidField
from forestall.memory.lake.parts import ROW_GROUP
from forestall.memory.lake.paths import part_folder
from forestall.records.manifest import LoadedFile, Manifest
from forestall.records.values.marking import Marking

_READAHEAD = 2  # batches read before they are asked for

Where = Mapping[str, Collection[Any]]
"""Columns and the values wanted of each, as in `{"country": ["SDN", "TCD"]}`."""


@dataclass(frozen=True)
class Load:
    """A load that is in the ledger and may be read by whoever asked."""

    lake: Path
    """The lake's folder."""
    folder: Path
    """The load's own."""
    manifest: Manifest
    """What it is."""
    entry_id: str
    """The entry that made it visible: what a result rests on names it as a cause."""
    recorded_at: datetime
    """When the ledger took it."""
    marking: Marking
    """How its rows may be handled; anything made from several loads takes the strictest."""

    @property
    def n_bytes(self) -> int:
        """The size of its files together."""
        return sum(file.bytes for file in self.manifest.files)

    def table(self, columns: Sequence[str] | None = None, where: Where | None = None) -> pa.Table:
        """Its rows, all in memory.

        Args:
            columns: only these columns, in this order.
            where: only rows with these values.

        Raises:
            InvalidField: no such column.
            IntegrityError: a file is missing, or isn't the one that was written.
        """
        return self._scanner(columns, where).to_table()

    def batches(self, columns: Sequence[str] | None = None, where: Where | None = None) -> Iterator[pa.RecordBatch]:
        """Its rows in batches, of which only a few are in memory at a time.

        Args:
            columns: only these columns, in this order.
            where: only rows with these values.

        Raises:
            InvalidField: no such column.
            IntegrityError: a file is missing, or isn't the one that was written.
        """
        return iter(self._scanner(columns, where).to_batches())

    def paths(self) -> list[Path]:
        """Its files, each there and of the size that was written.

        Raises:
            IntegrityError: a file is missing, or isn't the one that was written.
        """
        return [self._checked(file) for file in self.manifest.files]

    def schema(self) -> pa.Schema:
        """Its columns and their types.

        Raises:
            IntegrityError: a file is missing, or isn't the one that was written.
        """
        return pq.read_schema(self._checked(self.manifest.files[0]))

    def _checked(self, file: LoadedFile) -> Path:
        path = self.folder / file.path
        # Nothing below the lake is a link, so a path that leads elsewhere was not put there by a load.
        if Path(os.path.realpath(path)) != Path(os.path.realpath(self.lake)) / path.relative_to(self.lake):
            raise _not_as_written(path, "one behind a link")
        try:
            size = path.stat().st_size
        except OSError:
            raise _not_as_written(path, "none that can be reached") from None
        if size != file.bytes:
            raise _not_as_written(path, f"one of {size} bytes")
        return path

    def _scanner(self, columns: Sequence[str] | None, where: Where | None) -> pads.Scanner:
        schema = self.schema()
        wanted = _wanted(where or {}, schema, self.manifest.dataset)
        _check_columns(columns or (), schema, self.manifest.dataset)
        # With no file left that may hold such rows, the first still tells the columns.
        files = [file for file in self.manifest.files if _may_hold(file, wanted)] or self.manifest.files[:1]
        rows = pads.dataset([str(self._checked(file)) for file in files], schema=schema, format="parquet")
        conditions = [pc.field(name).isin(values) for name, values in wanted.items()]
        return rows.scanner(
            columns=list(columns) if columns is not None else None,
            filter=reduce(and_, conditions) if conditions else None,
            batch_size=ROW_GROUP,
            batch_readahead=_READAHEAD,
            fragment_readahead=1,
        )


def _wanted(where: Where, schema: pa.Schema, dataset: str) -> dict[str, pa.Array]:
    """The values wanted of each column, in the column's own type, so that 1 and "1" don't get mixed up."""
    _check_columns(where, schema, dataset)
    wanted = {}
    for name, values in where.items():
        try:
            wanted[name] = pa.array(values, schema.field(name).type)
        except (pa.ArrowException, TypeError, OverflowError):
            raise InvalidField(
                expected=f"values of type {schema.field(name).type}",
                found="others",
                where=f"where, column {name}",
                remedy="Ask with values as the column holds them.",
            ) from None
    return wanted


def _check_columns(names: Iterable[str], schema: pa.Schema, dataset: str) -> None:
    for name in names:
        if name not in schema.names:
            raise InvalidField(
                expected=f"a column of {dataset}: {', '.join(schema.names)}",
                found="another name",
                where="columns or where",
                remedy="Name columns that this load has.",
            )


def _may_hold(file: LoadedFile, wanted: Mapping[str, pa.Array]) -> bool:
    folder, is_parted, _ = file.path.rpartition("/")
    column = folder.partition("=")[0]
    if not is_parted or column not in wanted:
        return True
    return any(folder == part_folder(column, value) for value in wanted[column].to_pylist())


def _not_as_written(path: Path, found: str) -> IntegrityError:
    return IntegrityError(
        expected="the file that was loaded",
        found=found,
        where=str(path),
        remedy="Run `forestall lake verify`, and load the data again or restore it from a backup.",
    )
