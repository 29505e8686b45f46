"""From the publisher's columns to ours: one SQL statement that types them and marks what it can't read.

Every source column is taken, ignored by name, or a finding. A cell that can't be read becomes empty;
a hidden column carries its name and text along, so that a finding can say which row it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import pyarrow.compute as pc

from forestall.errors import UnreadableData
from forestall.observe.card import Column, DatasetCard
from forestall.observe.findings import FindingKind, Findings
from forestall.observe.sources import RawTable, literal

TROUBLE = "_trouble"
WHOLE_WITHIN = 1e-6
UNIT, RECORD = "\x1f", "\x1e"
_YES = ("1", "1.0", "true", "t", "yes", "y")
_NO = ("0", "0.0", "false", "f", "no", "n")
_SQL_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "day": "DATE", "month": "DATE", "yes_no": "BOOLEAN"}


@dataclass(frozen=True)
class Selection:
    """One statement over one file."""

    sql: str
    file: str
    """The file's name, for findings."""


def select_columns(raw: RawTable, card: DatasetCard, derived: Mapping[str, str], findings: Findings) -> Selection:
    """The statement that gives the card's columns, the derived ones, and the trouble met.

    Raises:
        UnreadableData: a mandatory column is missing, or stands there twice.
    """
    taken = {name: _taken_from(column, raw, name, findings) for name, column in card.columns.items()}
    _note_unknown(raw, card, findings)
    raws = ", ".join(f"{raw.column(source)} AS r_{name}" for name, source in taken.items() if source)
    casts, troubles = [], []
    for name, source in taken.items():
        column = card.columns[name]
        if source is None:
            casts.append(f"CAST(NULL AS {_output_type(column)}) AS {name}")
            continue
        text = raw.types[raw.names.index(source)] == "VARCHAR"
        casts.append(f"{_cast(column, f'r_{name}', text=text)} AS {name}")
        troubles += list(_troubles(name, column))
    for name, sql in derived.items():
        bad = f"(({sql}) IS NULL)"
        troubles.append((bad, _written(bad, name, FindingKind.EMPTY_VALUE, "''")))
    kept = ", ".join(taken)
    made = "".join(f", {sql} AS {name}" for name, sql in derived.items())
    # Names come from cards, checked to be plain; everything else is a literal or c0, c1 ...
    sql = (
        f"SELECT {kept}{made}, {_trouble(troubles)} AS {TROUBLE}"  # noqa: S608
        f" FROM (SELECT *, {', '.join(casts)} FROM (SELECT {raws} FROM {raw.sql}))"
    )
    return Selection(sql, raw.file.name)


def split_trouble(batch: Any, file: str, done: int, findings: Findings) -> Any:
    """The batch without its hidden column, whose contents have become findings.

    Args:
        batch: a `pyarrow.RecordBatch` of a selection.
        file: name of the file, for findings.
        done: how many rows of the file came before this batch.
        findings: where they are noted.
    """
    position = batch.schema.get_field_index(TROUBLE)
    trouble = batch.column(position)
    if trouble.null_count < len(trouble):
        for row in pc.indices_nonzero(pc.is_valid(trouble)).to_pylist():
            for record in filter(None, trouble[row].as_py().split(RECORD)):
                name, kind, text = record.split(UNIT, 2)
                findings.add(FindingKind(kind), name, text, file=file, row=done + row + 1)
    return batch.remove_column(position)


def _taken_from(column: Column, raw: RawTable, name: str, findings: Findings) -> str | None:
    for source in column.source:
        if (n_found := raw.names.count(source)) == 1:
            return source
        if n_found > 1:
            raise _unreadable(raw, f"column {source!r} once", f"{n_found} of that name")
    if column.optional:
        findings.add(FindingKind.ABSENT_COLUMN, name, column.source[0], file=raw.file.name)
        return None
    raise _unreadable(raw, f"a column {column.source[0]!r}", f"{len(raw.names)} columns without it")


def _note_unknown(raw: RawTable, card: DatasetCard, findings: Findings) -> None:
    known = {source for column in card.columns.values() for source in column.source}
    for name in raw.names:
        if name not in known and not any(fnmatchcase(name, pattern) for pattern in card.ignore):
            findings.add(FindingKind.UNKNOWN_COLUMN, name, name, file=raw.file.name)


def _cast(column: Column, raw: str, *, text: bool) -> str:
    if column.type == "integer":
        return _whole_number(raw, text=text)
    if column.type in {"day", "month"}:
        return _day(column, raw, text=text)
    number = f"TRY_CAST({raw} AS DOUBLE)"
    plain = raw if text else f"CAST({raw} AS VARCHAR)"
    return {
        "text": plain,
        "term": plain,
        "geometry": raw,
        "codes": f"list_filter(string_split_regex({raw}, '\\s*[,;]\\s*'), lambda code: code <> '')",
        "yes_no": f"CASE WHEN lower({raw}) IN {_YES} THEN true WHEN lower({raw}) IN {_NO} THEN false END",
        "number": f"CASE WHEN isfinite({number}) THEN {number} END",
    }[column.type]


def _day(column: Column, raw: str, *, text: bool) -> str:
    day = f"TRY_CAST({raw} AS DATE)"
    if column.type == "month" and text:
        day = f"TRY_CAST(left({raw}, 7) || '-01' AS DATE)"
    elif column.format:
        day = f"CAST(try_strptime({raw}, {literal(column.format)}) AS DATE)"
    # DuckDB knows the year 290,000 and infinity; the calendar of everybody else ends with 9999.
    return f"CASE WHEN year({day}) BETWEEN 1 AND 9999 THEN {day} END"


def _whole_number(raw: str, *, text: bool) -> str:
    # DuckDB rounds 1.5 to 2 without a word; 1.9999999999999996 is 2 after a sum of halves elsewhere.
    cast = f"TRY_CAST({raw} AS BIGINT)"
    pointed = f"contains({raw}, '.') AND " if text else ""
    broken = f"{pointed}abs(TRY_CAST({raw} AS DOUBLE) - {cast}) > {WHOLE_WITHIN}"
    return f"CASE WHEN {broken} THEN NULL ELSE {cast} END"


def _troubles(name: str, column: Column) -> Iterator[tuple[str, str]]:
    """Per kind of trouble a condition, and what to write down where it holds."""
    raw = f"r_{name}"
    if column.type in _SQL_TYPES:
        bad = f"({raw} IS NOT NULL AND {name} IS NULL)"
        blank = f"trim(CAST({raw} AS VARCHAR)) <> ''"
        yield (
            bad,
            _written(f"{bad} AND {blank}", name, FindingKind.UNREADABLE_VALUE, f"CAST({raw} AS VARCHAR)"),
        )
    if column.filled:
        empty = f"({raw} IS NULL OR ({name} IS NULL AND trim(CAST({raw} AS VARCHAR)) = ''))"
        yield empty, _written(empty, name, FindingKind.EMPTY_VALUE, "''")


def _trouble(troubles: list[tuple[str, str]]) -> str:
    if not troubles:
        return "CAST(NULL AS VARCHAR)"
    anything = " OR ".join(bad for bad, _ in troubles)
    return f"CASE WHEN {anything} THEN concat({', '.join(text for _, text in troubles)}) END"


def _written(condition: str, name: str, kind: FindingKind, text: str) -> str:
    head = literal(f"{name}{UNIT}{kind}{UNIT}")
    return (
        f"CASE WHEN {condition} THEN {head} || replace({text}, {literal(RECORD)}, ' ') || {literal(RECORD)} ELSE '' END"
    )


def _output_type(column: Column) -> str:
    special = {"codes": "VARCHAR[]", "geometry": "BLOB"}
    return special.get(column.type) or _SQL_TYPES.get(column.type, "VARCHAR")


def _unreadable(raw: RawTable, expected: str, found: str) -> UnreadableData:
    return UnreadableData(
        expected=expected,
        found=found,
        where=raw.file.name,
        remedy="If the publisher renamed it, add the new name under `from` in dataset.yml.",
    )
