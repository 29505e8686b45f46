"""Verification of a ledger where it lives, or of a bundle exported from it: needs no running node.

It reads bytes and reports places and kinds of damage; contents never leave it. It goes on after the
first finding. What it can't see by itself is a chain cut off cleanly at its end: that takes an anchor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from forestall.errors import IntegrityError, UnreadableData
from forestall.memory.bundle import BundleReader
from forestall.memory.chain import ChainCheck
from forestall.memory.database import Database, Row
from forestall.memory.findings import Damage, Findings, Verification
from forestall.memory.ledger import read_meta
from forestall.memory.signature import Append

_FURTHEST_SKIP = 2**20


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is known beforehand, from outside the thing that is verified."""

    node: str | None = None
    """Id of the node it must be the ledger of; without it, whoever signed it passes."""
    anchored: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """Ids of entries at places that trusted witnesses hold."""
    is_thorough: bool = False
    """Check each signature, not only enough of them to vouch for all, that each entry is written as RFC 8785
    asks, and each index of a database file."""


def verify_database(database: Database, expected: Expectation, findings: Findings) -> Verification:
    """What is wrong with the ledger in a database.

    Args:
        database: opened for reading; it is not written to.
        expected: what is known beforehand.
        findings: where to note damage; it may hold some already, such as untrusted anchors.

    Raises:
        NotFound: no ledger in it.
        UnreadableData: a ledger of another schema version.
        StorageError: it can't be reached.
    """
    node = read_meta(database).get("node", "")
    if expected.node not in {None, node}:
        findings.add(Damage.WRONG_KEY, 0, "it says that it is the ledger of another node")
    check = ChainCheck(expected.node or node, findings, expected.anchored, is_thorough=expected.is_thorough)
    with database.snapshot():
        try:
            _check_file(database, expected, findings)
            _check_entries(database, check, findings)
            _check_current(database, findings)
        except IntegrityError:
            findings.add(Damage.UNREADABLE, check.next_sequence, "the database can't be read on from here")
    return _result(check, expected, findings, node)


def verify_bundle(bundle: BundleReader, expected: Expectation, findings: Findings) -> Verification:
    """What is wrong with an exported bundle.

    Args:
        bundle: the file, opened.
        expected: what is known beforehand.
        findings: where to note damage; it may hold some already.
    """
    node = bundle.node
    if expected.node not in {None, node}:
        findings.add(Damage.WRONG_KEY, 0, "it says that it is the ledger of another node")
    check = ChainCheck(expected.node or node, findings, expected.anchored, is_thorough=expected.is_thorough)
    try:
        for item in bundle.items():
            if isinstance(item, Append):
                check.take_append(item)
            elif isinstance(item, bytes):
                check.take_entry(check.next_sequence, bundle.id_of(item), item)
            else:
                check.take_withheld(check.next_sequence, item)
        check.finish()
        if not bundle.is_signed_by(expected.node or node):
            findings.add(Damage.FORGED, 0, "the file isn't as the node signed it")
    except UnreadableData as error:
        check.finish()
        findings.add(Damage.UNREADABLE, check.next_sequence, error.where)
    return _result(check, expected, findings, node)


def _result(check: ChainCheck, expected: Expectation, findings: Findings, node: str) -> Verification:
    return Verification(
        node=node,
        n_entries=check.n_entries,
        n_appends=check.n_appends,
        n_withheld=check.n_withheld,
        head=check.head,
        n_anchors=sum(map(len, expected.anchored.values())),
        findings=tuple(findings.listed),
        counts={damage.value: number for damage, number in findings.counts.items()},
    )


def _check_file(database: Database, expected: Expectation, findings: Findings) -> None:
    try:
        is_whole = database.is_whole(with_indexes=expected.is_thorough)
    except IntegrityError:
        is_whole = False
    if not is_whole:
        findings.add(Damage.UNREADABLE, 0, "the database finds faults in its own file")


def _check_entries(database: Database, check: ChainCheck, findings: Findings) -> None:
    appends = _appends(database, findings)
    links = _Links(database, findings)
    append = next(appends, None)
    for row in _entries(database, check, findings):
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


def _entries(database: Database, check: ChainCheck, findings: Findings) -> Iterator[Row]:
    # Where a damaged page stops the database, look for the next entry that can be read.
    after = -(2**62)
    skip = 1
    while True:
        try:
            yield from database.stream(
                "SELECT sequence, id, payload, record_id, kind, recorded_at, exercise, supersedes "
                "FROM entries WHERE sequence > ? ORDER BY sequence",
                (after,),
            )
        except IntegrityError:
            if skip > _FURTHEST_SKIP:
                raise
            findings.add(Damage.UNREADABLE, check.next_sequence, "the database can't read the entry here")
            skip = 1 if after < check.next_sequence - 1 else skip * 2
            after = max(after, check.next_sequence - 1) + skip
        else:
            return


def _appends(database: Database, findings: Findings) -> Iterator[Append]:
    for row in database.stream(
        "SELECT first_sequence, n_entries, root, previous, public_key, signature FROM appends ORDER BY first_sequence"
    ):
        if [type(part) for part in row] == [int, int, bytes, bytes, bytes, bytes]:
            yield Append(*row)
        else:
            findings.add(Damage.UNREADABLE, int(row[0]), "a signed append with parts of another type")


class _Links:
    """The index of causes, read alongside the entries."""

    def __init__(self, database: Database, findings: Findings) -> None:
        self._rows = database.stream(
            "SELECT l.effect, l.cause, c.id FROM links l LEFT JOIN entries c ON c.sequence = l.cause "
            "ORDER BY l.effect, l.cause"
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


def _check_current(database: Database, findings: Findings) -> None:
    newest = database.stream("SELECT record_id, MAX(sequence) FROM entries GROUP BY record_id ORDER BY record_id")
    stored = database.stream("SELECT record_id, sequence FROM current ORDER BY record_id")
    one, other = next(newest, None), next(stored, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one[0] < other[0]):
            findings.add(Damage.CURRENT_DIFFERS, one[1] if one else 0, "its record is missing there")
            one = next(newest, None)
        elif one is None or other[0] < one[0]:
            findings.add(Damage.CURRENT_DIFFERS, int(other[1]), "a record that has no entry")
            other = next(stored, None)
        else:
            if one[1] != other[1]:
                findings.add(Damage.CURRENT_DIFFERS, one[1], "another entry stands there as the newest")
            one, other = next(newest, None), next(stored, None)
