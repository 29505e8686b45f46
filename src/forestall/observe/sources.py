"""Opening one file of a payload as a raw table in DuckDB, whatever its format; nothing typed yet.

Columns are called c0, c1 ... in SQL, so that no name a publisher chooses can break a statement. Which
format a file has is read from its first bytes: publishers and users rename files.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import duckdb
import orjson
import pyarrow as pa
import python_calamine
import shapely

from forestall.errors import UnreadableData
from forestall.observe.archives import check_spreadsheet, is_spreadsheet
from forestall.observe.card import PayloadForm
from forestall.observe.payload import PayloadFile

LONGEST_HEADER = 2**20
LONGEST_LINE = 16 * 2**20
LINE_FEED = 10
PLAIN_REFERENCE_SYSTEMS = ("CRS84", "4326")
_REMEDY = "Nothing was loaded; what was loaded before still stands. Fetch the file again, or correct dataset.yml."


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
        raise _unreadable(file, f"one of {', '.join(form.formats)}", found)
    if found == "csv":
        return _open_csv(file, form)
    if found == "parquet":
        return _described(connection, file, f"read_parquet({literal(str(file.path))})")
    opener = {"xlsx": _sheet, "json": _json_records, "geojson": _features}[found]
    return register(connection, file, opener(file, form))


def open_texts(connection: duckdb.DuckDBPyConnection, files: tuple[PayloadFile, ...]) -> RawTable:
    """Many texts as one raw table, a row per file.

    Raises:
        UnreadableData: a file that is empty, or no text.
    """
    for file in files:
        if (found := sniff_format(file)) not in {"csv", "text"}:
            raise _unreadable(file, "text", found)
    return register(connection, files[0], pa.concat_tables(_text(file) for file in files))


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
            raise _unreadable(file, "a file that ends with a whole line", f"one cut off in line {line}")
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
        raise _unreadable(file, "data", "an empty file")
    if looks_like_a_page(head):
        raise _unreadable(file, "data", "a web page")
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
    names = tuple(name.strip() for name in next(lines))
    if len(names) == 1 and len(set(text.splitlines()[0]) & set(",;\t|")) > 0:
        raise _unreadable(file, f"columns divided by {form.delimiter!r}", "another divider")
    return names


def _has_refusals(connection: duckdb.DuckDBPyConnection) -> bool:
    tables = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'reject_errors'").fetchall()
    return bool(tables[0][0])


def _described(connection: duckdb.DuckDBPyConnection, file: PayloadFile, sql: str) -> RawTable:
    try:
        relation = connection.sql(f"SELECT * FROM {sql}")  # noqa: S608 - our own text and literals
    except duckdb.Error as error:
        raise _unreadable(file, "a whole file", type(error).__name__) from None
    names = tuple(relation.columns)
    aliases = ", ".join(f'"c{number}"' for number in range(len(names)))
    types = tuple(str(kind) for kind in relation.types)
    return RawTable(file, names, types, f"(FROM {sql}) AS t({aliases})")


def _sheet(file: PayloadFile, form: PayloadForm) -> pa.Table:
    check_spreadsheet(file.path, form.largest_bytes)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(file.path))
        name = form.sheet or book.sheet_names[0]
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
    except (python_calamine.CalamineError, IndexError) as error:
        raise _unreadable(file, f"a spreadsheet with sheet {form.sheet or 'one'}", type(error).__name__) from None
    if not rows:
        raise _unreadable(file, "a sheet with a header", "an empty one")
    names = [str(name).strip() for name in rows[0]]
    columns = itertools.zip_longest(*rows[1:]) if len(rows) > 1 else ([] for _ in names)
    cells = [pa.array([cell_text(cell, form.missing) for cell in column], pa.string()) for column in columns]
    return pa.Table.from_arrays(cells, names=names)


def cell_text(cell: Any, missing: tuple[str, ...] = ("",)) -> str | None:
    """A cell or JSON value as text; whole numbers without a point, nothing for what is missing."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, list | dict):
        return orjson.dumps(cell).decode()
    text = None if cell is None else str(cell)
    return None if text in missing else text


def _json_records(file: PayloadFile, form: PayloadForm) -> pa.Table:
    node = _json(file)
    for step in (form.records or "").split("."):
        if step:
            node = _step(node, step, file)
    if not isinstance(node, list):
        raise _unreadable(file, f"a list of records under {form.records!r}", type(node).__name__)
    return table_of([_flat(record) for record in node], form.missing)


def table_of(records: list[dict[str, Any]], missing: tuple[str, ...]) -> pa.Table:
    """Flat records as an Arrow table of text; a record without a field has nothing there."""
    names = list(dict.fromkeys(name for record in records for name in record))
    columns = {name: [cell_text(record.get(name), missing) for record in records] for name in names}
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _step(node: Any, step: str, file: PayloadFile) -> Any:
    if isinstance(node, dict) and step in node:
        return node[step]
    if isinstance(node, list) and step.isdigit() and int(step) < len(node):
        return node[int(step)]
    raise _unreadable(file, f"{step!r} in the answer", f"{type(node).__name__} without it")


def _flat(record: Any, prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in record.items():
        flat |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return flat


def _features(file: PayloadFile, form: PayloadForm) -> pa.Table:
    collection = _json(file)
    system = str(collection.get("crs", {}).get("properties", {}).get("name", "CRS84"))
    if not system.endswith(PLAIN_REFERENCE_SYSTEMS):
        raise _unreadable(file, "longitude and latitude on WGS 84", system[:60])
    features = collection["features"]
    table = table_of([feature.get("properties") or {} for feature in features], form.missing)
    shapes = [orjson.dumps(feature["geometry"]).decode() if feature.get("geometry") else None for feature in features]
    geometries = shapely.from_geojson(shapes, on_invalid="ignore")
    table = table.append_column("geometry", pa.array(list(shapely.to_wkb(geometries)), pa.binary()))
    if not len(features) or any(feature["geometry"]["type"] != "Point" for feature in features if feature["geometry"]):
        return table
    points = {"geometry.longitude": shapely.get_x(geometries), "geometry.latitude": shapely.get_y(geometries)}
    for name, values in points.items():
        table = table.append_column(name, pa.array(values, pa.float64(), from_pandas=True))
    return table


def _text(file: PayloadFile) -> pa.Table:
    data = file.path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return pa.table({"name": [file.path.name], "text": [text]})


def _json(file: PayloadFile) -> Any:
    try:
        return orjson.loads(file.path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise _unreadable(file, "a whole JSON answer", f"a break at character {error.pos}") from None


def _unreadable(file: PayloadFile, expected: str, found: str) -> UnreadableData:
    return UnreadableData(expected=expected, found=found, where=file.name, remedy=_REMEDY)
