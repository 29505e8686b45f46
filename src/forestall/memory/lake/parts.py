"""Rows into Parquet files: the same rows give the same bytes, however they came in batches.

Rows are cut anew into row groups of one size, so that the caller's batches leave no trace, and nothing in
a file says when or where it was written. With a column to part by, each of its values has files of its
own, so that a reader who asks for one value reads those alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from forestall.errors import ValueRangeError
from forestall.memory.files import disk_errors, make_folder
from forestall.memory.lake.hashed_file import HashedFile
from forestall.memory.lake.paths import part_folder
from forestall.records.manifest import LoadedFile

ROW_GROUP = 122_880
"""Rows in a full row group: what DuckDB reads as one piece of work."""
MOST_VALUES = 500
"""Values a column may have to be parted by: each has a file open until the end, at 1 to 3 MB of memory."""
_ROWS_A_FILE = 64 * ROW_GROUP
_ROWS_HELD = 16 * ROW_GROUP  # over all values, before those of the fullest are written out
_ZSTD_LEVEL = 3


class PartWriter:
    """Writes rows into numbered Parquet files of one folder; without rows, one file with the columns.

    Args:
        folder: an empty folder.
        schema: the columns, as `plain_schema` gives them.
        part_by: a column whose values get files of their own.
    """

    def __init__(self, folder: Path, schema: pa.Schema, part_by: str | None = None) -> None:
        self._folder = folder
        self._schema = schema
        self._part_by = part_by
        self._files: dict[Any, _PartFile] = {}
        self._held: defaultdict[Any, list[pa.Table]] = defaultdict(list)
        self._n_held: Counter[Any] = Counter()
        self._n_files = 0
        self._done: list[LoadedFile] = []

    def write(self, batches: Iterator[pa.RecordBatch]) -> tuple[LoadedFile, ...]:
        """All rows of the batches as files on disk, in the order of their names.

        Raises:
            ValueRangeError: more than MOST_VALUES values to part by.
            StorageError: the disk doesn't take them.
        """
        for rows in even_tables(batches, self._schema):
            for value, some in self._by_value(rows):
                self._hold(value, some)
        for value in list(self._held):
            self._write_held(value)
        if not self._n_files:
            self._file(None).write(self._schema.empty_table())
        for value in list(self._files):
            self._finish(value)
        return tuple(sorted(self._done, key=lambda file: file.path.rsplit("/", 1)[-1]))

    def _by_value(self, rows: pa.Table) -> Iterator[tuple[Any, pa.Table]]:
        if self._part_by is None:
            yield None, rows
            return
        # Arrow sorts stably: rows of one value keep their order.
        order = pc.sort_indices(rows[self._part_by])
        runs = pc.run_end_encode(rows[self._part_by].take(order).combine_chunks())
        start = 0
        for value, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            # Taken and not sliced: a slice would keep the rows of all other values in memory too.
            yield value, rows.take(order.slice(start, end - start))
            start = end

    def _hold(self, value: Any, rows: pa.Table) -> None:
        self._held[value].append(rows)
        self._n_held[value] += rows.num_rows
        if len(self._n_held) > MOST_VALUES:
            raise ValueRangeError(
                expected=f"at most {MOST_VALUES} different values to part by",
                found="more",
                where=f"column {self._part_by}",
                remedy="Part by a coarser column, or by none.",
            )
        if self._n_held[value] >= ROW_GROUP:
            self._write_held(value)
        elif self._n_held.total() >= _ROWS_HELD:
            # Told by counts alone, so that it falls out the same way next time.
            self._write_held(max(self._n_held, key=self._n_held.__getitem__))

    def _write_held(self, value: Any) -> None:
        rows = pa.concat_tables(self._held.pop(value, []) or [self._schema.empty_table()]).combine_chunks()
        self._n_held[value] = 0
        for start in range(0, rows.num_rows, ROW_GROUP):
            file = self._file(value)
            file.write(rows.slice(start, ROW_GROUP))
            if file.n_rows >= _ROWS_A_FILE:
                self._finish(value)

    def _finish(self, value: Any) -> None:
        self._done.append(self._files[value].finish())
        del self._files[value]

    def _file(self, value: Any) -> _PartFile:
        if value not in self._files:
            name = f"part-{self._n_files:05}.parquet"
            if self._part_by is not None and self._n_held:
                name = f"{part_folder(self._part_by, value)}/{name}"
                make_folder((self._folder / name).parent)
            self._files[value] = _PartFile(self._folder, name, self._schema)
            self._n_files += 1
        return self._files[value]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.abandon()


class _PartFile:
    """One Parquet file that is being written."""

    def __init__(self, folder: Path, name: str, schema: pa.Schema) -> None:
        self.n_rows = 0
        self._name = name
        self._path = folder / name
        with disk_errors(self._path):
            self._file = HashedFile(self._path)
            self._writer = pq.ParquetWriter(
                self._file,
                schema,
                version="2.6",
                compression="zstd",
                compression_level=_ZSTD_LEVEL,
                # Numbers compress as well without a dictionary, and building one takes twice the time.
                use_dictionary=[field.name for field in schema if _is_text(field.type)],
                # Few large pages: each one is compressed for itself.
                max_rows_per_page=ROW_GROUP,
            )

    def write(self, rows: pa.Table) -> None:
        """Add rows as one row group."""
        with disk_errors(self._path):
            self._writer.write_table(rows, row_group_size=ROW_GROUP)
        self.n_rows += rows.num_rows

    def finish(self) -> LoadedFile:
        """The file, complete and on disk."""
        with disk_errors(self._path):
            self._writer.close()
            sha256 = self._file.finish()
        return LoadedFile(path=self._name, digest=sha256, bytes=self._file.n_bytes, rows=self.n_rows)

    def abandon(self) -> None:
        """Let go of the file as it is."""
        self._writer.is_open = False  # else it would add a footer when it is collected
        self._file.abandon()


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def plain_schema(schema: pa.Schema) -> pa.Schema:
    """The columns without metadata and without dictionaries, which depend on the order of arrival.

    Raises:
        ValueRangeError: two columns whose names differ at most in letter case, which SQL can't tell apart.
    """
    names = Counter(name.lower() for name in schema.names)
    if not schema.names or names.most_common(1)[0][1] > 1:
        raise ValueRangeError(
            expected="at least one column, and no two whose names differ only in letter case",
            found=f"{len(schema.names)} columns with {len(names)} different names",
            where="the columns of a load",
            remedy="Name each column differently.",
        )
    return pa.schema(
        pa.field(field.name, field.type.value_type if pa.types.is_dictionary(field.type) else field.type)
        for field in schema
    )


def even_tables(batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """The same rows as tables of ROW_GROUP rows each, the last one shorter, in one chunk."""
    waiting: list[pa.Table] = []
    n_waiting = 0
    for batch in batches:
        waiting.append(pa.Table.from_batches([batch]).replace_schema_metadata(None).cast(schema))
        n_waiting += batch.num_rows
        while n_waiting >= ROW_GROUP:
            rows, n_waiting = pa.concat_tables(waiting), n_waiting - ROW_GROUP
            yield rows.slice(0, ROW_GROUP).combine_chunks()
            # Nothing left is no table: an empty one would make a copy of the next rows.
            waiting = [rows.slice(ROW_GROUP)] if n_waiting else []
    if n_waiting:
        yield pa.concat_tables(waiting).combine_chunks()
