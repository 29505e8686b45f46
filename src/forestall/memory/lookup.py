"""Rows asked for by many names at once, a few hundred to a query."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from forestall.memory.database import Database, Row
from forestall.memory.schema import ID_START

_MANY = 500


def select_many(database: Database, query: str, names: Collection[str] | Collection[int]) -> list[Row]:
    """The rows of a query whose `({})` takes the names.

    Args:
        database: where.
        query: with one list of names to fill.
        names: each once, in any order.
    """
    listed = list(names)
    if len(listed) == 1:  # as for most appends
        return database.rows(query.format("?"), listed)
    rows: list[Row] = []
    for start in range(0, len(listed), _MANY):
        some = listed[start : start + _MANY]
        rows += database.rows(query.format(", ".join("?" * len(some))), some)
    return rows


def select_by_id(database: Database, columns: str, entry_ids: Collection[str]) -> Iterator[Row]:
    """Columns of the entries with these ids, in no order; ids of none give no row.

    Args:
        database: where.
        columns: of `entries`, as SQL.
        entry_ids: each once, in any order.
    """
    listed = list(entry_ids)
    for start in range(0, len(listed), _MANY):
        some = listed[start : start + _MANY]
        yield from database.rows(f"SELECT {columns} FROM entries WHERE {id_condition(len(some))}", some * 2)  # noqa: S608 - own names


def id_condition(n_ids: int, of: str = "id") -> str:
    """The condition that an id is one of so many, asked in the form of its index; takes the ids twice.

    Args:
        n_ids: how many.
        of: the column.
    """
    starts = ", ".join([ID_START.format("?")] * n_ids)
    # The empty id, which nothing has, keeps a list of one a list: SQLite would put the only id in place of the column
    # it equals everywhere, in the index's form too, and then read the whole table.
    return f"{ID_START.format(of)} IN ({starts}) AND {of} IN ({'?, ' * n_ids}'')"
