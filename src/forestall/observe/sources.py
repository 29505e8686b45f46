"""Opening one file of a payload as a raw table in DuckDB, whatever its format; nothing typed yet.

Columns are called c0, c1 ... in SQL, so that no name a publisher chooses can break a statement. Which
format a file has is read from its first bytes: publishers and users rename files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import duckdb
import pyarrow as pa

from forestall.observe.archives import is_spreadsheet
from forestall.observe.card import PayloadForm
from forestall.observe.formats import features, json_records, sheet, text_row, unreadable
from forestall.observe.payload import PayloadFile

LONGEST_HEADER = 2**20
LONGEST_LINE = 16 * 2**20


@dataclass(frozen=True)
class RawTable:
    """A table as the publisher laid it out."""

    file: PayloadFile
    names: tuple[str, ...]
    """The publisher's column names, in order; c0 is the first."""
    types: tuple[str, ...]
    """Their DuckDB types."""
    sql: str
    """What stands after FROM."""
    is_csv: bool = False
    """True for a text file read line by line."""

    def column(self, name: str) -> str:
        """The SQL name of a publisher's column."""
        return f"c{self.names.index(name)}"


def open_raw(connection: duckdb.DuckDBPyConnection, file: PayloadFile, form: PayloadForm) -> RawTable:
    """The file as a raw table.

    Raises:
        UnreadableData: another format than the card allows, no header, or damage.
    """
    found = sniff_format(file)
    if found not in form.formats:
        raise unreadable(file, f"one of {', '.join(form.formats)}", found)
    if found == "csv":
        return _open_csv(file, form)
    if found == "parquet":
        return _described(connection, file, f"read_parquet({literal(str(file.path))})")
    opener = {"xlsx": sheet, "json": json_records, "geojson": features}[found]
    return register(connection, file, opener(file, form))


def open_texts(connection: duckdb.DuckDBPyConnection, files: tuple[PayloadFile, ...]) -> RawTable:
    """Many texts as one raw table, a row per file.

    Raises:
        UnreadableData: a file that is empty, or no text.
    """
    for file in files:
        if (found := sniff_format(file)) not in {"csv", "text"}:
            raise unreadable(file, "text", found)
    return register(connection, files[0], pa.concat_tables(text_row(file) for file in files))


def register(connection: duckdb.DuckDBPyConnection, file: PayloadFile, table: pa.Table) -> RawTable:
    """An Arrow table as a raw table of this connection."""
    name = f"raw_{id(table)}"
    renamed = table.rename_columns([f"c{number}" for number in range(table.num_columns)])
    connection.register(name, renamed)
    return replace(_described(connection, file, name), names=tuple(table.column_names))


def refused_lines(connection: duckdb.DuckDBPyConnection, file: PayloadFile) -> Iterator[tuple[int, str]]:
    """Line and reason of every line of a CSV file that could not be taken apart.

    Raises:
        UnreadableData: the last line is one of them: the file was cut off.
    """
    if not _has_refusals(connection):
        return
    rows = connection.execute(
        "SELECT line, error_type, line_byte_position - 1, csv_line FROM reject_errors"
        " JOIN reject_scans USING (scan_id, file_id) WHERE file_path = ? ORDER BY line",
        [str(file.path)],
    ).fetchall()
    size = file.path.stat().st_size
    for line, reason, start, text in rows:
        if reason == "MISSING COLUMNS" and start + len((text or "").encode()) >= size - 2:
            raise unreadable(file, "a file that ends with a whole line", f"one cut off in line {line}")
        yield line, reason.lower()


def lacks_last_line_end(file: PayloadFile) -> bool:
    """True when a text file ends without a line end: its last value may be half of one."""
    with file.path.open("rb") as stream:
        stream.seek(-1, io.SEEK_END)
        return stream.read(1) not in {b"\n", b"\r"}


def sniff_format(file: PayloadFile) -> str:
    """Format by the file's first bytes; anything that is no other format is csv.

    Raises:
        UnreadableData: an empty file, or a web page in place of data.
    """
    with file.path.open("rb") as stream:
        head = stream.read(2048).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise unreadable(file, "data", "an empty file")
    if looks_like_a_page(head):
        raise unreadable(file, "data", "a web page")
    if head.startswith(b"PK"):
        return "xlsx" if is_spreadsheet(file.path) else "zip"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head[:1] in b"{[":
        return "geojson" if b'"FeatureCollection"' in head else "json"
    return "csv"


def looks_like_a_page(head: bytes) -> bool:
    """True when the first bytes are those of HTML."""
    start = head.lstrip()[:200].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


def literal(text: str) -> str:
    """The text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _open_csv(file: PayloadFile, form: PayloadForm) -> RawTable:
    names = form.order or _header(file, form)
    spec = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(names)))
    missing = ", ".join(literal(token) for token in form.missing)
    sql = (
        f"read_csv({literal(str(file.path))}, columns = {{{spec}}}, auto_detect = false, header = {not form.order},"
        f" delim = {literal(form.delimiter)}, quote = {literal(form.quote)}, escape = {literal(form.quote)},"
        f" nullstr = [{missing}], encoding = {literal(form.encoding)}, max_line_size = {LONGEST_LINE},"
        f" store_rejects = true)"
    )
    return RawTable(file, names, ("VARCHAR",) * len(names), sql, is_csv=True)


def _header(file: PayloadFile, form: PayloadForm) -> tuple[str, ...]:
    with file.path.open("rb") as stream:
        head = stream.read(LONGEST_HEADER)
    text = head.decode("utf-8-sig" if form.encoding == "utf-8" else form.encoding, errors="replace")
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if form.quote else csv.QUOTE_NONE
    lines = csv.reader(io.StringIO(text), delimiter=form.delimiter, quotechar=form.quote or None, quoting=quoting)
    try:
        names = tuple(name.strip() for name in next(lines))
    except csv.Error as error:
        raise unreadable(file, "a first line with names", str(error)) from None
    if len(names) == 1 and len(set(text.splitlines()[0]) & set(",;\t|")) > 0:
        raise unreadable(file, f"columns divided by {form.delimiter!r}", "another divider")
    return names


def _has_refusals(connection: duckdb.DuckDBPyConnection) -> bool:
    tables = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'reject_errors'").fetchall()
    return bool(tables[0][0])


def _described(connection: duckdb.DuckDBPyConnection, file: PayloadFile, sql: str) -> RawTable:
    try:
        relation = connection.sql(f"SELECT * FROM {sql}")  # noqa: S608 - our own text and literals
    except duckdb.Error as error:
        raise unreadable(file, "a whole file", type(error).__name__) from None
    names = tuple(relation.columns)
    aliases = ", ".join(f'"c{number}"' for number in range(len(names)))
    types = tuple(str(kind) for kind in relation.types)
    return RawTable(file, names, types, f"(FROM {sql}) AS t({aliases})")
