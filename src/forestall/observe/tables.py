"""Reading a payload as the card says: typed columns, terms, countries, and a finding for every doubt.

Everything runs column by column in DuckDB and Arrow; no row passes through Python, so a file larger
than memory streams.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from forestall.errors import UnreadableData
from forestall.observe.card import DatasetCard
from forestall.observe.columns import Selection, add_absent, select_columns, split_trouble
from forestall.observe.findings import FindingKind, Findings
from forestall.observe.nations import LAST_YEAR, add_countries
from forestall.observe.parsed import Parsed, Span
from forestall.observe.payload import Payload, PayloadFile, unpacked
from forestall.observe.sources import (
    RawTable,
    lacks_last_line_end,
    open_raw,
    open_texts,
    refused_lines,
)
from forestall.observe.terms import add_terms

BATCH_ROWS = 122_880
MEMORY_LIMIT = "1GB"
STREAMED_AHEAD = "64MB"
"""What DuckDB may have ready before it is asked for; by default hardly one batch, and it waits in between."""

Adapt = Callable[[duckdb.DuckDBPyConnection, RawTable], RawTable]
Derive = Callable[[PayloadFile], Mapping[str, str]]
Covers = Callable[[PayloadFile], "tuple[str, str] | None"]


@dataclass(frozen=True)
class Reading:
    """How a parse.py departs from what the card alone says."""

    adapt: Adapt | None = None
    """Changes the raw table before columns are looked for, such as turning long rows into wide."""
    derive: Derive | None = None
    """SQL expressions, over the card's columns, of the columns under `derived`."""
    covers: Covers | None = None
    """First and last month that a file covers, where its name says so."""


def read_table(payload: Payload, card: DatasetCard, reading: Reading | None = None) -> Parsed:
    """The payload's rows with the card's columns, all files after one another.

    Raises:
        UnreadableData: a file that is not what the card says, or lacks a mandatory column.
    """
    run = _Run(payload, card, reading or Reading())
    batches = run.batches()
    first = next(batches, None)
    if first is None:
        raise UnreadableData(
            expected="at least one file",
            found="none",
            where=card.title,
            remedy="Name a file, or a mirror that has it.",
        )
    # The first batch has no rows: an empty file still has columns, and an empty load shows them.
    return Parsed(first.schema, chain([first], batches), run.findings, run.spans)


class _Run:
    """One reading of one payload."""

    def __init__(self, payload: Payload, card: DatasetCard, reading: Reading) -> None:
        self.findings = Findings()
        self.spans: list[Span] = []
        self._payload = payload
        self._card = card
        self._reading = reading

    def batches(self) -> Iterator[Any]:
        """All rows in batches of one schema, the first batch empty; rows of small files share batches."""
        schema: Any = None
        waiting: list[Any] = []
        with unpacked(self._payload, self._card.payload) as opened, _connection() as connection:
            raws = self._raws(connection, opened.files)
            for batch in chain.from_iterable(self._table(connection, raw) for raw in raws):
                if schema is None:
                    schema = batch.schema
                    yield batch
                waiting.append(batch.cast(schema))
                if sum(piece.num_rows for piece in waiting) >= BATCH_ROWS:
                    yield from _joined(waiting)
                    waiting = []
            yield from _joined(waiting)

    def _raws(self, connection: Any, files: tuple[PayloadFile, ...]) -> Iterator[RawTable]:
        if self._card.payload.formats == ("text",):
            yield open_texts(connection, files)
            return
        for file in files:
            raw = open_raw(connection, file, self._card.payload)
            yield self._reading.adapt(connection, raw) if self._reading.adapt else raw

    def _table(self, connection: Any, raw: RawTable) -> Iterator[Any]:
        file = raw.file
        derived = self._reading.derive(file) if self._reading.derive else {}
        selection = select_columns(raw, self._card, derived, self.findings)
        months = _Months(self._card.coverage.period)
        for batch in self._typed(connection, selection):
            months.see(batch)
            yield batch
        self._note_lines(connection, raw)
        self.spans.append(self._span(file, months))

    def _note_lines(self, connection: Any, raw: RawTable) -> None:
        name = raw.file.name
        for line, problem in refused_lines(connection, raw.file):
            self.findings.add(FindingKind.UNREADABLE_LINE, "line", problem, file=name, row=line)
        if raw.is_csv and lacks_last_line_end(raw.file):
            self.findings.add(FindingKind.DOUBTFUL, "line", "the last line has no end: cut off?", file=name)

    def _span(self, file: PayloadFile, months: _Months) -> Span:
        named = self._reading.covers(file) if self._reading.covers else None
        first, last = file.months or named or months.span()
        return Span(file.geography, first, last)

    def _typed(self, connection: Any, selection: Selection) -> Iterator[Any]:
        try:
            reader = connection.sql(selection.sql).to_arrow_reader(BATCH_ROWS)
            done = 0
            for batch in chain([pa.RecordBatch.from_pylist([], schema=reader.schema)], reader):
                kept = split_trouble(batch, selection.file, done, self.findings)
                kept = add_absent(kept, selection, self._card)
                kept = add_terms(kept, self._card, selection.file, done, self.findings)
                yield add_countries(kept, self._card, selection.file, done, self.findings)
                done += batch.num_rows
        except duckdb.Error as error:
            raise _broken(selection.file, error) from None


class _Months:
    """The first and last month seen in the column that says when."""

    def __init__(self, column: str | None) -> None:
        self._column = column
        self._least: Any = None
        self._most: Any = None

    def see(self, batch: Any) -> None:
        """Take note of a batch."""
        if self._column is None or not batch.num_rows:
            return
        column = batch.column(self._column)
        if pa.types.is_integer(column.type):
            column = column.filter(pc.and_(pc.greater(column, 0), pc.less_equal(column, LAST_YEAR)))
        ends = pc.min_max(column).as_py()
        if ends["min"] is not None:
            self._least = ends["min"] if self._least is None else min(self._least, ends["min"])
            self._most = ends["max"] if self._most is None else max(self._most, ends["max"])

    def span(self) -> tuple[str | None, str | None]:
        """First and last month as YYYY-MM; nothing when there was no row."""
        if self._least is None:
            return None, None
        if isinstance(self._least, int):
            return f"{self._least:04}-01", f"{self._most:04}-12"
        return f"{self._least:%Y-%m}", f"{self._most:%Y-%m}"


def _joined(batches: list[Any]) -> Iterator[Any]:
    if len(batches) == 1 and batches[0].num_rows:
        yield batches[0]
    elif any(batch.num_rows for batch in batches):
        yield from pa.Table.from_batches(batches).combine_chunks().to_batches()


def _connection() -> Any:
    connection = duckdb.connect(config={"memory_limit": MEMORY_LIMIT})
    connection.execute(f"SET streaming_buffer_size = '{STREAMED_AHEAD}'")
    # Streamed by several threads, rows come in an order that changes from one time to the next.
    connection.execute("SET threads = 1")
    # DuckDB would draw on standard output; whoever is asked for a bar draws it.
    connection.execute("SET enable_progress_bar = false")
    return connection


def _broken(file: str, error: duckdb.Error) -> UnreadableData:
    return UnreadableData(
        expected="a table that can be read to its end",
        found=f"{type(error).__name__}: {str(error).splitlines()[0][:200]}",
        where=file,
        remedy="Nothing was loaded; what was loaded before still stands. Fetch the file again.",
    )
