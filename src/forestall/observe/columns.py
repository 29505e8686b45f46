"""From the publisher's columns to ours: one SQL statement that types them and marks what it can't read.

Every source column is taken, ignored by name, or a finding. A cell that can't be read becomes empty;
a hidden column carries its name and text along, so that a finding can say which row it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from forestall.errors import UnreadableData
from forestall.observe.card import Column, DatasetCard
from forestall.observe.casts import SQL_TYPES, arrow_type, keeping, output_type, reading
from forestall.observe.findings import FindingKind, Findings
from forestall.observe.sources import RawTable, literal

TROUBLE = "_trouble"
LONGEST_NOTHING = 2**17
UNIT, RECORD = "\x1f", "\x1e"


@dataclass(frozen=True)
class Selection:
    """One statement over one file."""

    sql: str
    file: str
    """The file's name, for findings."""
    absent: Mapping[str, Column]
    """Columns of the card that the file lacks, by their place among all."""


def select_columns(raw: RawTable, card: DatasetCard, derived: Mapping[str, str], findings: Findings) -> Selection:
    """The statement that gives the card's columns, the derived ones, and the trouble met.

    Raises:
        UnreadableData: a mandatory column is missing, or stands there twice.
    """
    taken = {name: _taken_from(column, raw, name, findings) for name, column in card.columns.items()}
    _note_unknown(raw, card, findings)
    raws, values, casts, troubles = [], [], [], []
    for name, source in taken.items():
        column = card.columns[name]
        if source is None:
            casts.append(f"CAST(NULL AS {output_type(column)}) AS {name}")
            continue
        is_text = raw.types[raw.names.index(source)] == "VARCHAR"
        raws.append(f"{raw.column(source)} AS r_{name}")
        values.append(f"{reading(column, f'r_{name}', is_text=is_text)} AS v_{name}")
        casts.append(f"{keeping(column, f'v_{name}')} AS {name}")
        troubles += list(_troubles(name, column))
    for name, sql in derived.items():
        if sql.startswith("'"):
            continue  # a literal is never empty
        bad = f"(({sql}) IS NULL)"
        troubles.append((bad, _written(bad, name, FindingKind.EMPTY_VALUE, "''")))
    kept = ", ".join(name for name, source in taken.items() if source)
    made = "".join(f", {sql} AS {name}" for name, sql in derived.items())
    # Names come from cards, checked to be plain; everything else is a literal or c0, c1 ...
    sql = (
        f"SELECT {kept}{made}, {_trouble(troubles)} AS {TROUBLE}"  # noqa: S608
        f" FROM (SELECT *, {', '.join(casts)}"
        f" FROM (SELECT *, {', '.join(values)} FROM (SELECT {', '.join(raws)} FROM {raw.sql})))"
    )
    absent = {name: card.columns[name] for name, source in taken.items() if source is None}
    return Selection(sql, raw.file.name, absent)


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


def add_absent(batch: Any, selection: Selection, card: DatasetCard) -> Any:
    """The batch with an empty column in the place of each that the file lacks."""
    for place, name in enumerate(card.columns):
        if name in selection.absent:
            nothing = _nothing(arrow_type(selection.absent[name]), batch.num_rows)
            batch = batch.add_column(place, name, nothing)
    return batch


@cache
def _nothing_long(kind: Any) -> Any:
    return pa.nulls(LONGEST_NOTHING, kind)


def _nothing(kind: Any, n_rows: int) -> Any:
    # A slice of one long empty column costs nothing, however often it is taken.
    return _nothing_long(kind).slice(0, n_rows) if n_rows <= LONGEST_NOTHING else pa.nulls(n_rows, kind)


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


def _troubles(name: str, column: Column) -> Iterator[tuple[str, str]]:
    """Per kind of trouble a cheap condition, and what to write down on the rows where it holds."""
    raw = f"r_{name}"
    blank = f"({raw} IS NULL OR trim(CAST({raw} AS VARCHAR)) = '')"
    if column.type in SQL_TYPES:
        lost = f"({raw} IS NOT NULL AND {name} IS NULL)"
        text = f"CAST({raw} AS VARCHAR)"
        yield lost, _written(f"{lost} AND NOT {blank}", name, FindingKind.UNREADABLE_VALUE, text)
    if column.filled:
        empty = f"({name} IS NULL)"
        yield empty, _written(f"{empty} AND {blank}", name, FindingKind.EMPTY_VALUE, "''")


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


def _unreadable(raw: RawTable, expected: str, found: str) -> UnreadableData:
    return UnreadableData(
        expected=expected,
        found=found,
        where=raw.file.name,
        remedy="If the publisher renamed it, add the new name under `from` in dataset.yml.",
    )
