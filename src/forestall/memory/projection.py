"""`current` and `links`: indexes made from the entries' signed bytes, and made anew at will.

`current` names the newest entry of each record. Every entry holds its record's full state and a correction
stands on the record it corrects, so the newest entry is never a corrected one. `links` names the
entries that each entry rests on, to be followed the other way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import orjson

from forestall.errors import IntegrityError
from forestall.identifiers import digest
from forestall.memory.database import Database, Row
from forestall.memory.lookup import select_by_id

_AT_ONCE = 5_000


def project(database: Database, newest: Iterable[Row], links: Sequence[Row]) -> None:
    """Carry new entries over to the indexes, inside their own transaction.

    Args:
        database: where.
        newest: record id and place of each new entry, in order.
        links: places of each new entry and of each it rests on.
    """
    database.set_current(sorted(newest))  # neighbours share a page, and the newest of a record comes last
    if links:
        database.insert("links", links)


def rebuild_current(database: Database) -> int:
    """Make `current` and `links` anew from the entries; their number comes back.

    Other processes read the old state until this is done, and wait to append.

    Raises:
        IntegrityError: an entry's bytes aren't those of its id; nothing was changed.
        StorageError: the ground gave way; nothing was changed.
    """
    n_entries = 0
    with database.transaction():
        database.run("DELETE FROM current")
        database.run("DELETE FROM links")
        rows = database.stream("SELECT sequence, id, payload FROM entries ORDER BY sequence")
        for some in _chunks(rows):
            read = [(sequence, _checked(sequence, entry_id, payload)) for sequence, entry_id, payload in some]
            links = _links(database, read)
            project(database, [(entry["record_id"], sequence) for sequence, entry in read], links)
            n_entries += len(read)
    return n_entries


def _links(database: Database, read: list[tuple[int, dict[str, Any]]]) -> list[Row]:
    named = {cause for _, entry in read for cause in entry["causes"]}
    places: dict[str, int] = dict(select_by_id(database, "id, sequence", named))
    return [
        (sequence, places[cause])
        for sequence, entry in read
        for cause in dict.fromkeys(entry["causes"])
        if cause in places
    ]


def _checked(sequence: int, entry_id: str, payload: bytes) -> dict[str, Any]:
    if digest(payload) != entry_id:
        raise IntegrityError(
            expected="bytes that hash to the entry's id",
            found="others",
            where=f"entry {sequence}",
            remedy="Run `forestall ledger verify` and restore from a backup; nothing was rebuilt.",
        )
    entry: dict[str, Any] = orjson.loads(payload)
    return entry


def _chunks(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    iterator = iter(rows)
    while some := list(islice(iterator, _AT_ONCE)):
        yield some
