"""SQL that turns what a publisher wrote into a typed value, or into nothing where it can't be read.

Two steps, so that each cell is read once: `reading` makes the value, `keeping` drops what is no plain
value although DuckDB takes it for one.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from forestall.observe.card import Column
from forestall.observe.sources import literal

WHOLE_WITHIN = 1e-6
"""How far from a whole number a value may be that sums elsewhere have blurred."""
SQL_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "day": "DATE", "month": "DATE", "yes_no": "BOOLEAN"}
"""Types of columns in which a cell may turn out unreadable."""
_ARROW_TYPES = {
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "BLOB": pa.binary(),
}
_YES = ("1", "1.0", "true", "t", "yes", "y")
_NO = ("0", "0.0", "false", "f", "no", "n")


def reading(column: Column, raw: str, *, is_text: bool) -> str:
    """The value as DuckDB reads it.

    Args:
        column: what it should be.
        raw: SQL name of the publisher's column.
        is_text: False where the file gives typed values.
    """
    if column.type == "integer":
        return _whole_number(raw, is_text=is_text)
    if column.type == "month" and is_text:
        return f"TRY_CAST(left({raw}, 7) || '-01' AS DATE)"
    if column.type == "day" and column.format:
        return f"CAST(try_strptime({raw}, {literal(column.format)}) AS DATE)"
    plain = raw if is_text else f"CAST({raw} AS VARCHAR)"
    return {
        "text": plain,
        "term": plain,
        "geometry": raw,
        "codes": f"list_filter(string_split_regex({raw}, '\\s*[,;]\\s*'), lambda code: code <> '')",
        "yes_no": f"CASE WHEN lower({plain}) IN {_YES} THEN true WHEN lower({plain}) IN {_NO} THEN false END",
    }.get(column.type, f"TRY_CAST({raw} AS {SQL_TYPES.get(column.type)})")


def keeping(column: Column, value: str) -> str:
    """The value, or nothing where it is no plain number or day: NaN, infinity, the year 290,000."""
    if column.type == "number":
        return f"CASE WHEN isfinite({value}) THEN {value} END"
    if column.type in {"day", "month"}:
        return f"CASE WHEN {value} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN {value} END"
    return value


def output_type(column: Column) -> str:
    """The DuckDB type of what is kept."""
    special = {"codes": "VARCHAR[]", "geometry": "BLOB"}
    return special.get(column.type) or SQL_TYPES.get(column.type, "VARCHAR")


def arrow_type(column: Column) -> Any:
    """The `pyarrow.DataType` of what is kept."""
    return _ARROW_TYPES[output_type(column)]


def _whole_number(raw: str, *, is_text: bool) -> str:
    # DuckDB rounds 1.5 to 2 without a word; 1.9999999999999996 is 2 after a sum of halves elsewhere.
    whole = f"TRY_CAST({raw} AS BIGINT)"
    checked = f"CASE WHEN abs(TRY_CAST({raw} AS DOUBLE) - {whole}) <= {WHOLE_WITHIN} THEN {whole} END"
    return f"CASE WHEN contains({raw}, '.') THEN {checked} ELSE {whole} END" if is_text else checked
