"""Formats that are read whole: spreadsheets, JSON, GeoJSON and plain text, as Arrow tables of text."""

from __future__ import annotations

import itertools
from typing import Any

import orjson
import pyarrow as pa
import python_calamine
import shapely

from forestall.errors import UnreadableData
from forestall.observe.archives import check_spreadsheet
from forestall.observe.card import PayloadForm
from forestall.observe.payload import PayloadFile

PLAIN_REFERENCE_SYSTEMS = ("CRS84", "4326")
_POINT, _NOTHING = 0, -1  # type numbers of shapely


def sheet(file: PayloadFile, form: PayloadForm) -> pa.Table:
    """The rows of one sheet; its first row names the columns.

    Raises:
        UnreadableData: no such sheet, or damage.
    """
    check_spreadsheet(file.path, form.largest_bytes)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(file.path))
        name = form.sheet or book.sheet_names[0]
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
    except (python_calamine.CalamineError, IndexError, OSError) as error:
        wanted = f"a spreadsheet with sheet {form.sheet or 'one'}"
        raise unreadable(file, wanted, type(error).__name__) from None
    if not rows:
        raise unreadable(file, "a sheet with a header", "an empty one")
    names = [str(name).strip() for name in rows[0]]
    columns = itertools.zip_longest(*rows[1:]) if len(rows) > 1 else ([] for _ in names)
    cells = [pa.array([cell_text(cell, form.missing) for cell in column], pa.string()) for column in columns]
    return pa.Table.from_arrays(cells, names=names)


def json_records(file: PayloadFile, form: PayloadForm) -> pa.Table:
    """The records of a JSON answer; a record in a record becomes columns with a dot.

    Raises:
        UnreadableData: no list of records where the card says there is one.
    """
    node = _json(file)
    for step in filter(None, (form.records or "").split(".")):
        node = _step(node, step, file)
    if not isinstance(node, list) or not all(isinstance(record, dict) for record in node):
        raise unreadable(file, f"a list of records under {form.records!r}", type(node).__name__)
    return table_of([_flat(record) for record in node], form.missing)


def features(file: PayloadFile, form: PayloadForm) -> pa.Table:
    """The features of a GeoJSON file: properties, the shape in WKB and, of points, both coordinates.

    Raises:
        UnreadableData: no list of features, or coordinates in another reference system.
    """
    collection = _json(file)
    found = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(found, list) or not all(isinstance(feature, dict) for feature in found):
        raise unreadable(file, "a list of features", type(found).__name__)
    system = _reference_system(collection)
    if not system.endswith(PLAIN_REFERENCE_SYSTEMS):
        raise unreadable(file, "longitude and latitude on WGS 84", system[:60])
    properties = [feature.get("properties") for feature in found]
    table = table_of([one if isinstance(one, dict) else {} for one in properties], form.missing)
    shapes = shapely.from_geojson(
        [orjson.dumps(feature.get("geometry")).decode() for feature in found], on_invalid="ignore"
    )
    table = table.append_column("geometry", pa.array(list(shapely.to_wkb(shapes)), pa.binary()))
    if not found or not set(shapely.get_type_id(shapes).tolist()) <= {_POINT, _NOTHING}:
        return table
    points = {"geometry.longitude": shapely.get_x(shapes), "geometry.latitude": shapely.get_y(shapes)}
    for name, values in points.items():
        table = table.append_column(name, pa.array(values, pa.float64(), from_pandas=True))
    return table


def text_row(file: PayloadFile) -> pa.Table:
    """One row: the file's name and its text."""
    data = file.path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return pa.table({"name": [file.path.name], "text": [text]})


def table_of(records: list[dict[str, Any]], missing: tuple[str, ...]) -> pa.Table:
    """Flat records as an Arrow table of text; a record without a field has nothing there."""
    names = list(dict.fromkeys(name for record in records for name in record))
    columns = [[cell_text(record.get(name), missing) for record in records] for name in names]
    # Without any field there are still as many rows as records.
    blank = {} if names else {"": pa.nulls(len(records), pa.string())}
    return pa.table({name: pa.array(values, pa.string()) for name, values in zip(names, columns, strict=True)} | blank)


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


def unreadable(file: PayloadFile, expected: str, found: str) -> UnreadableData:
    """The error for a file that is not what its card says."""
    return UnreadableData(
        expected=expected,
        found=found,
        where=file.name,
        remedy="Nothing was loaded; what was loaded before still stands. Fetch the file again, or correct dataset.yml.",
    )


def _reference_system(collection: dict[str, Any]) -> str:
    system = collection.get("crs")
    properties = system.get("properties") if isinstance(system, dict) else None
    # RFC 7946 knows one system; only older files name theirs.
    return str(properties.get("name")) if isinstance(properties, dict) else PLAIN_REFERENCE_SYSTEMS[0]


def _step(node: Any, step: str, file: PayloadFile) -> Any:
    if isinstance(node, dict) and step in node:
        return node[step]
    if isinstance(node, list) and step.isdigit() and int(step) < len(node):
        return node[int(step)]
    raise unreadable(file, f"{step!r} in the answer", f"{type(node).__name__} without it")


def _flat(record: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in record.items():
        flat |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return flat


def _json(file: PayloadFile) -> Any:
    try:
        return orjson.loads(file.path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise unreadable(file, "a whole JSON answer", f"a break at character {error.pos}") from None
