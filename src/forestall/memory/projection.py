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
from forestall.memory.database import Database
from forestall.records.entry import Entry

_AT_ONCE = 5_000


def project(database: Database, entries: Sequence[Entry]) -> None:
    """Carry new entries over to `current` and `links`, inside their own transaction."""
    database.set_current((entry.record_id, entry.sequence) for entry in entries)
    links = [(entry.sequence, cause) for entry in entries for cause in dict.fromkeys(entry.causes)]
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
            database.set_current((body["record_id"], sequence) for sequence, body in read)
            links = [(sequence, cause) for sequence, body in read for cause in dict.fromkeys(body["causes"])]
            if links:
                database.insert("links", links)
            n_entries += len(read)
    return n_entries


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
