"""The ledger: what people said and did, append-only, signed and chained.

Nothing in it is ever changed or deleted; a correction is a new entry. An append is one transaction
with its effect on `current`: when `append` returns, its entries are on disk, and when it raises,
none of them is there. Reading goes through `forestall.memory.read`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from forestall.clock import Clock, format_instant, parse_instant
from forestall.errors import (
    AlreadyThere,
    ClockWentBack,
    IntegrityError,
    NotFound,
    UnreadableData,
    WrongKey,
)
from forestall.identifiers import digest
from forestall.memory.address import open_database
from forestall.memory.database import Database, Row
from forestall.memory.keys import NodeKey
from forestall.memory.merkle import tree_root
from forestall.memory.payload import PayloadWriter
from forestall.memory.projection import project
from forestall.memory.rules import Grounds, KnownGrounds, KnownMarkings, check_draft, check_states
from forestall.memory.schema import COLUMNS, SCHEMA_VERSION
from forestall.memory.signature import NO_APPEND, Append, sign_append
from forestall.records.entry import Draft, Entry

NO_ENTRY = "0" * 64
# Clocks of one machine's processors differ a little, and time services step a little.
CLOCK_LEEWAY = timedelta(seconds=2)
_MANY = 100


class Head(NamedTuple):
    """The end of the chain: what the next append continues."""

    sequence: int
    id: str
    recorded_at: str
    append: bytes
    """Digest of the last append."""


EMPTY = Head(sequence=0, id=NO_ENTRY, recorded_at="", append=NO_APPEND)


class Ledger:
    """One node's ledger, open; used by one thread at a time, as many processes as needed."""

    def __init__(self, database: Database, key: NodeKey, clock: Clock) -> None:
        self.database = database
        self.key = key
        self.clock = clock
        self._head: Head | None = None
        self._known = KnownGrounds()
        self._markings = KnownMarkings()
        self._writer = PayloadWriter(key.node)

    @property
    def node(self) -> str:
        """The id of the node whose ledger this is."""
        return self.key.node

    def append(self, drafts: Sequence[Draft], on: Mapping[str, str | None] | None = None) -> tuple[Entry, ...]:
        """The entries that the drafts became, on disk when this returns.

        All of them or none; readers never see a part.

        Args:
            drafts: what is said.
            on: for records whose newest entry must still be the one the author looked at, that entry's id; None
                where there was none. Of two who took the same step at once, one is refused.

        Raises:
            UnknownTerm: a kind outside the vocabulary.
            InvalidField: a body that isn't the record of its kind, or a rule of `memory.rules` broken.
            BadTransition: a correction of what has been corrected, or somebody took a step in between.
            ClockWentBack: the clock is behind what is already recorded.
            StorageError: the ground gave way; nothing of this append was kept.
        """
        if not drafts:
            return ()
        if len(drafts) > _MANY:
            with _collector_at_rest():
                return self._append_on_head(drafts, on or {})
        return self._append_on_head(drafts, on or {})

    def _append_on_head(self, drafts: Sequence[Draft], on: Mapping[str, str | None]) -> tuple[Entry, ...]:
        bodies = tuple(map(Draft.written_body, drafts))
        try:
            return self._append(drafts, bodies, self._head, on)
        except AlreadyThere:
            # Another process has appended since: the place after the head known here is taken.
            return self._append(drafts, bodies, None, on)

    def _append(
        self, drafts: Sequence[Draft], bodies: Sequence[bytes], head: Head | None, on: Mapping[str, str | None]
    ) -> tuple[Entry, ...]:
        with self.database.transaction():
            head = head or read_head(self.database)
            grounds = self._known.gather(self.database, drafts, on)
            if on:
                check_states(grounds, on)
            entries, rows = self._chain(drafts, bodies, head, grounds)
            root = tree_root([bytes.fromhex(entry.id) for entry in entries])
            append = sign_append(self.key, head.sequence + 1, len(entries), root, head.append)
            head = Head(entries[-1].sequence, entries[-1].id, rows[-1][_RECORDED_AT], append.digest())
            self.database.insert("entries", rows)
            self.database.insert("appends", [append])
            project(self.database, [(entry.record_id, entry.sequence) for entry in entries], _links(entries, grounds))
        self._head = head
        self._known.keep(grounds)
        return tuple(entries)

    def head(self) -> Head:
        """The end of the chain as it is now; says nothing about what entries hold."""
        with self.database.snapshot():
            return read_head(self.database)

    def _chain(
        self, drafts: Sequence[Draft], bodies: Sequence[bytes], head: Head, grounds: Grounds
    ) -> tuple[list[Entry], list[Row]]:
        recorded_at, written_at = self._recorded_at(head)
        write, same, node = self._writer.write, self._markings.same, self.node
        entries: list[Entry] = []
        rows: list[Row] = []
        sequence, previous = head.sequence, head.id
        for draft, body in zip(drafts, bodies, strict=True):
            sequence += 1
            marking = same(draft.marking)
            check_draft(draft, marking, grounds)
            payload = write(draft, body, sequence, previous, written_at)
            entry_id = digest(payload)
            grounds.accept(draft, marking, sequence, entry_id)
            entries.append(Entry.placed(draft, entry_id, sequence, recorded_at, node, previous))
            rows.append(
                (sequence, entry_id, draft.record_id, draft.kind, written_at, int(draft.exercise),
                 draft.supersedes or "", payload)
            )  # fmt: skip
            previous = entry_id
        return entries, rows

    def _recorded_at(self, head: Head) -> tuple[datetime, str]:
        now = self.clock.now()
        written = format_instant(now)
        if written >= head.recorded_at:
            return now, written
        newest = parse_instant(head.recorded_at)
        if newest - now > CLOCK_LEEWAY:
            raise ClockWentBack(
                expected=f"a clock at or after {head.recorded_at}, when the newest entry was recorded",
                found=written,
                where=f"the ledger of node {self.node}",
                remedy="Set the clock right and try again; nothing was recorded.",
            )
        return newest, head.recorded_at

    def close(self) -> None:
        """Let go of the database; what was acknowledged stays."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    # An append makes objects by the thousand and no cycles; looking for cycles among them takes a fifth of its time.
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


def read_head(database: Database) -> Head:
    """The end of the chain, inside a transaction or snapshot.

    Raises:
        IntegrityError: the last append doesn't end where the entries end.
    """
    ends = database.rows(_ENDS)
    if not ends:
        return EMPTY
    (sequence, entry_id, recorded_at, *row) = ends[0]
    append = Append(*row) if row[0] is not None else None
    if append is None or append.last_sequence != sequence:
        raise IntegrityError(
            expected="a chain whose last entry is the last one signed",
            found="entries and signatures that end at different places",
            where="the end of the ledger",
            remedy="Append nothing; run `forestall ledger verify` and restore from a backup.",
        )
    return Head(sequence, entry_id, recorded_at, append.digest())


def _links(entries: Iterable[Entry], grounds: Grounds) -> list[Row]:
    return [
        (entry.sequence, grounds.by_id[cause].sequence)
        for entry in entries
        if entry.causes
        for cause in dict.fromkeys(entry.causes)
    ]


_RECORDED_AT = list(COLUMNS["entries"]).index("recorded_at")
_ENDS = (
    "SELECT e.sequence, e.id, e.recorded_at, "
    "a.first_sequence, a.n_entries, a.root, a.previous, a.public_key, a.signature "
    "FROM (SELECT (SELECT MAX(sequence) FROM entries) AS last, "
    "(SELECT MAX(first_sequence) FROM appends) AS signed) ends "
    "LEFT JOIN entries e ON e.sequence = ends.last LEFT JOIN appends a ON a.first_sequence = ends.signed "
    "WHERE ends.last IS NOT NULL OR ends.signed IS NOT NULL"
)


def create_ledger(address: str, key: NodeKey, clock: Clock) -> Ledger:
    """A new, empty ledger for the node with this key.

    Raises:
        AlreadyThere: a ledger stands at the address.
        StorageError: it can't be reached or written.
    """
    with ExitStack() as undo:
        database = undo.enter_context(open_database(address, create=True))
        with database.transaction():
            if database.has_tables():
                raise AlreadyThere(
                    expected="no ledger there yet",
                    found="one",
                    where="the ledger's database",
                    remedy="Open it, or name another database.",
                )
            database.create_tables()
            database.insert("meta", [("schema_version", str(SCHEMA_VERSION)), ("node", key.node)])
        undo.pop_all()
    return Ledger(database, key, clock)


def open_ledger(address: str, key: NodeKey, clock: Clock) -> Ledger:
    """The ledger at an address, opened for reading and appending.

    Args:
        address: `sqlite:///path` or `postgresql://...`.
        key: the signing key of the node whose ledger it is.
        clock: what says when an entry is recorded.

    Raises:
        NotFound: no ledger there.
        UnreadableData: a ledger of another schema version.
        WrongKey: the key of another node.
        StorageError: it can't be reached or opened.
    """
    with ExitStack() as undo:
        database = undo.enter_context(open_database(address))
        meta = read_meta(database)
        if meta.get("node") != key.node:
            raise WrongKey(
                expected=f"the key of node {meta.get('node')}",
                found=f"that of node {key.node}",
                where="the ledger's signing key",
                remedy="Put that node's key file in its place, or name another database.",
            )
        undo.pop_all()
    return Ledger(database, key, clock)


def read_meta(database: Database) -> dict[str, str]:
    """What the database says it is.

    Raises:
        NotFound: no ledger in it.
        UnreadableData: a ledger of another schema version.
    """
    if not database.has_tables():
        raise NotFound(
            expected="a ledger",
            found="a database without one",
            where="the ledger's database",
            remedy="Run `forestall init`, or correct FORESTALL_DATABASE.",
        )
    meta: dict[str, str] = dict(database.rows("SELECT name, value FROM meta"))
    version = meta.get("schema_version")
    if version != str(SCHEMA_VERSION):
        raise UnreadableData(
            expected=f"a ledger of schema version {SCHEMA_VERSION}",
            found=f"version {version}",
            where="the ledger's database",
            remedy="Use the version of forestall that wrote it, or a newer one.",
        )
    return meta
