"""A stretch of a ledger in a database, read in its order and held against the chain.

Stretches of one ledger can be looked at side by side: they are sound together when each is, and each begins with
what the one before it comes to.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

from forestall.errors import IntegrityError
from forestall.memory.chain import ChainCheck
from forestall.memory.database import Database, Row
from forestall.memory.findings import Damage, Findings
from forestall.memory.signature import Append

_FURTHEST_SKIP = 2**20
_BEFORE_ALL, _BEYOND_ALL = -(2**62), 2**62


def check_stretch(
    database: Database, check: ChainCheck, findings: Findings, after: int = _BEFORE_ALL, up_to: int = _BEYOND_ALL
) -> None:
    """Hold what stands in one stretch of a ledger against the chain; without bounds, all that stands in it.

    Args:
        database: inside a snapshot.
        check: what the chain has come to before it.
        findings: where to note damage.
        after: the place before its first.
        up_to: its last place, where an append ends.

    Raises:
        IntegrityError: the database can't be read on.
    """
    appends = _appends(database, findings, after, up_to)
    links = _Links(database, findings, after, up_to)
    append = next(appends, None)
    for row in _entries(database, check, findings, after, up_to):
        sequence = row[0]
        while append is not None and append.first_sequence <= sequence:
            check.take_append(append)
            append = next(appends, None)
        entry = check.take_entry(*row[:3])
        if entry is not None:
            check.check_columns(sequence, entry, row[3:])
            if sequence >= links.upcoming or entry.get("causes"):
                links.check(sequence, entry.get("causes", ()))
    while append is not None:
        check.take_append(append)
        append = next(appends, None)
    links.finish()
    check.finish()


def _entries(database: Database, check: ChainCheck, findings: Findings, after: int, up_to: int) -> Iterator[Row]:
    # Where a damaged page stops the database, look for the next entry that can be read.
    skip = 1
    while True:
        try:
            yield from database.stream(
                "SELECT sequence, id, payload, record_id, kind, recorded_at, exercise, supersedes "
                "FROM entries WHERE sequence > ? AND sequence <= ? ORDER BY sequence",
                (after, up_to),
            )
        except IntegrityError:
            if skip > _FURTHEST_SKIP:
                raise
            findings.add(Damage.UNREADABLE, check.next_sequence, "the database can't read the entry here")
            skip = 1 if after < check.next_sequence - 1 else skip * 2
            after = max(after, check.next_sequence - 1) + skip
        else:
            return


def _appends(database: Database, findings: Findings, after: int, up_to: int) -> Iterator[Append]:
    for row in database.stream(
        "SELECT first_sequence, n_entries, root, previous, public_key, signature FROM appends "
        "WHERE first_sequence > ? AND first_sequence <= ? ORDER BY first_sequence",
        (after, up_to),
    ):
        if [type(part) for part in row] == [int, int, bytes, bytes, bytes, bytes]:
            yield Append(*row)
        else:
            findings.add(Damage.UNREADABLE, int(row[0]), "a signed append with parts of another type")


class _Links:
    """The index of causes, read alongside the entries."""

    def __init__(self, database: Database, findings: Findings, after: int, up_to: int) -> None:
        # What was written over with something that is no number stands beyond all numbers, and belongs to the end.
        self._rows = database.stream(
            "SELECT l.effect, l.cause, c.id FROM links l LEFT JOIN entries c ON c.sequence = l.cause "
            "WHERE l.effect > ? AND (l.effect <= ? OR ? = ?) ORDER BY l.effect, l.cause",
            (after, up_to, up_to, _BEYOND_ALL),
        )
        self._findings = findings
        self._next = next(self._rows, None)

    @property
    def upcoming(self) -> float:
        """The place of the next entry that has a link; beyond all where none is left."""
        return inf if self._next is None else self._next[0]

    def check(self, sequence: int, causes: Any) -> None:
        """Hold the rows up to an entry's place against the causes it names."""
        found = []
        while self._next is not None and self._next[0] <= sequence:
            effect, cause, cause_id = self._next
            if effect == sequence and cause < effect:
                found.append(cause_id)
            else:
                self._findings.add(Damage.LINK_DIFFERS, effect, "a link that no entry makes")
            self._next = next(self._rows, None)
        if len(found) != len(set(causes)) or set(found) != set(causes):
            self._findings.add(Damage.LINK_DIFFERS, sequence, "its links aren't its causes")

    def finish(self) -> None:
        """Note the rows beyond the last entry."""
        while self._next is not None:
            self._findings.add(Damage.LINK_DIFFERS, self._next[0], "a link that no entry makes")
            self._next = next(self._rows, None)
