"""The ledger: what people said and did, append-only, signed and chained.

Nothing in it is ever changed or deleted; a correction is a new entry. An append is one transaction
with its effect on `current`: when `append` returns, its entries are on disk, and when it raises,
none of them is there. Reading goes through `forestall.memory.read`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from forestall.clock import Clock, format_instant, parse_instant
from forestall.errors import (
    AlreadyThere,
    ClockWentBack,
    IntegrityError,
    InvalidField,
    NotFound,
    UnreadableData,
    WrongKey,
)
from forestall.identifiers import canonical_json, digest
from forestall.memory.address import open_database
from forestall.memory.database import Database
from forestall.memory.keys import NodeKey
from forestall.memory.merkle import tree_root
from forestall.memory.projection import project
from forestall.memory.rules import check_draft, gather_grounds, known_marking, marking_to_json
from forestall.memory.schema import SCHEMA_VERSION
from forestall.memory.signature import NO_APPEND, Append, sign_append
from forestall.records.entry import Draft, Entry

NO_ENTRY = "0" * 64
# Clocks of one machine's processors differ a little, and time services step a little.
CLOCK_LEEWAY = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Head:
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

    @property
    def node(self) -> str:
        """The id of the node whose ledger this is."""
        return self.key.node

    def append(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        """The entries that the drafts became, on disk when this returns.

        All of them or none; readers never see a part.

        Raises:
            UnknownTerm: a kind outside the vocabulary.
            InvalidField: a body that isn't the record of its kind, or a rule of `memory.rules` broken.
            BadTransition: a correction of what has been corrected.
            ClockWentBack: the clock is behind what is already recorded.
            StorageError: the ground gave way; nothing of this append was kept.
        """
        if not drafts:
            return ()
        for draft in drafts:
            check_body(draft)
        with self.database.transaction():
            head = read_head(self.database)
            entries, payloads = self._chain(drafts, head)
            ids = [bytes.fromhex(entry.id) for entry in entries]
            append = sign_append(self.key, entries[0].sequence, len(entries), tree_root(ids), head.append)
            self._store(entries, payloads, append)
            project(self.database, entries)
        return entries

    def head(self) -> Head:
        """The end of the chain as it is now; says nothing about what entries hold."""
        with self.database.snapshot():
            return read_head(self.database)

    def _chain(self, drafts: Sequence[Draft], head: Head) -> tuple[tuple[Entry, ...], list[bytes]]:
        grounds = gather_grounds(self.database, drafts)
        recorded_at, written_at = self._recorded_at(head)
        entries: list[Entry] = []
        payloads: list[bytes] = []
        previous = head.id
        for sequence, draft in enumerate(drafts, start=head.sequence + 1):
            marking = known_marking(draft.marking)
            check_draft(draft, marking, grounds)
            place = {"sequence": sequence, "node": self.node, "previous": previous}
            payload = canonical_json({**_plain(draft), **place, "recorded_at": written_at})
            previous = digest(payload)
            grounds.accept(draft, marking, previous)
            payloads.append(payload)
            entries.append(Entry.placed(draft, {**place, "recorded_at": recorded_at, "id": previous}))
        return tuple(entries), payloads

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

    def _store(self, entries: Sequence[Entry], payloads: Sequence[bytes], append: Append) -> None:
        written_at = format_instant(entries[0].recorded_at)
        self.database.insert(
            "entries",
            [
                (
                    entry.sequence,
                    entry.id,
                    entry.record_id,
                    entry.kind,
                    written_at,
                    int(entry.exercise),
                    entry.supersedes or "",
                    payload,
                )
                for entry, payload in zip(entries, payloads, strict=True)
            ],
        )
        self.database.insert("appends", [append.row()])

    def close(self) -> None:
        """Let go of the database; what was acknowledged stays."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _plain(draft: Draft) -> dict[str, Any]:
    # What `draft.to_json` gives, in a sixth of the time: the body is plain already, markings are few.
    said: dict[str, Any] = {
        "kind": draft.kind,
        "record_id": draft.record_id,
        "body": draft.body,
        "author": {"user": draft.author.user, "organisation": draft.author.organisation},
        "marking": marking_to_json(draft.marking),
        "causes": draft.causes,
        "exercise": draft.exercise,
    }
    if draft.supersedes is not None:
        said["supersedes"] = draft.supersedes
    for name, instant in (("valid_from", draft.valid_from), ("valid_to", draft.valid_to)):
        if instant is not None:
            said[name] = format_instant(instant)
    return said


def check_body(draft: Draft) -> None:
    """Return when the draft's body is the record of its kind, written as that record writes itself.

    Raises:
        UnknownTerm: a word outside its vocabulary.
        InvalidField: a field of the body, named; never with its contents.
    """
    if draft.record().to_json() != draft.body:
        raise InvalidField(
            expected="the record as its own to_json writes it",
            found="the same record written another way",
            where=f"body of {draft.kind} on {draft.record_id}",
            remedy="Make the body with the record's to_json.",
        )


def read_head(database: Database) -> Head:
    """The end of the chain, inside a transaction or snapshot.

    Raises:
        IntegrityError: the last append doesn't end where the entries end.
    """
    entries = database.rows("SELECT sequence, id, recorded_at FROM entries ORDER BY sequence DESC LIMIT 1")
    appends = database.rows(
        "SELECT first_sequence, n_entries, root, previous, public_key, signature FROM appends "
        "ORDER BY first_sequence DESC LIMIT 1"
    )
    if not entries and not appends:
        return EMPTY
    append = Append(*appends[0]) if appends else None
    if not entries or append is None or append.last_sequence != entries[0][0]:
        raise IntegrityError(
            expected="a chain whose last entry is the last one signed",
            found="entries and signatures that end at different places",
            where="the end of the ledger",
            remedy="Append nothing; run `forestall ledger verify` and restore from a backup.",
        )
    sequence, entry_id, recorded_at = entries[0]
    return Head(sequence, entry_id, recorded_at, append.digest())


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
