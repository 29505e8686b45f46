"""Verification of a ledger where it lives, or of a bundle exported from it: needs no running node.

It reads bytes and reports places and kinds of damage; contents never leave it. It goes on after the
first finding. What it can't see by itself is a chain cut off cleanly at its end: that takes an anchor.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context

from forestall.errors import ForestallError, IntegrityError, UnreadableData
from forestall.memory.address import open_database
from forestall.memory.bundle import BundleReader
from forestall.memory.chain import ChainCheck, Reached
from forestall.memory.database import Database
from forestall.memory.findings import Damage, Findings, Verification
from forestall.memory.ledger import EMPTY, Head, read_meta
from forestall.memory.signature import Append
from forestall.memory.stretch import check_stretch

WORTH_TWO_PROCESSES = 200_000  # entries
# The process that takes the first part also looks at the file and the table of newest entries.
_FIRST_PART = 0.43


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
    known = replace(expected, node=expected.node or node)
    reached = _check_in_two(database, known) or _check_whole(database, known, findings)
    return _result(reached, expected, findings, node)


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
    check = _chain_check(replace(expected, node=expected.node or node), findings)
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
    return _result(check.reached, expected, findings, node)


def _result(reached: Reached, expected: Expectation, findings: Findings, node: str) -> Verification:
    return Verification(
        node=node,
        n_entries=reached.n_entries,
        n_appends=reached.n_appends,
        n_withheld=reached.n_withheld,
        head=reached.head.id,
        n_anchors=sum(map(len, expected.anchored.values())),
        findings=tuple(findings.listed),
        counts={damage.value: number for damage, number in findings.counts.items()},
    )


def _chain_check(known: Expectation, findings: Findings, start: Head = EMPTY) -> ChainCheck:
    return ChainCheck(known.node or "", findings, known.anchored, is_thorough=known.is_thorough, start=start)


def _check_whole(database: Database, known: Expectation, findings: Findings) -> Reached:
    check = _chain_check(known, findings)
    with database.snapshot():
        try:
            _check_file(database, known, findings)
            check_stretch(database, check, findings)
            _check_current(database, findings)
        except IntegrityError:
            findings.add(Damage.UNREADABLE, check.next_sequence, "the database can't be read on from here")
    return check.reached


def _check_in_two(database: Database, known: Expectation) -> Reached | None:
    """What the chain comes to, looked at by two processes, each with a part of a large ledger.

    None where anything is found, to be named by one process in its order; and where two aren't worth it.
    """
    findings = Findings(limit=0)
    try:
        middle = _middle(database) if os.cpu_count() != 1 else None
        if middle is None:
            return None
        check = _chain_check(_up_to(known, middle.sequence), findings)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            rest = pool.submit(_check_later, database.address, known, middle, read_only=database.read_only)
            with database.snapshot():
                _check_file(database, known, findings)
                check_stretch(database, check, findings, up_to=middle.sequence)
                _check_current(database, findings)
            later = rest.result()
    except (ForestallError, BrokenExecutor):
        return None
    is_sound = later is not None and not findings.n_all and check.reached.head == middle
    return check.reached.then(later) if later and is_sound else None


def _check_later(address: str, known: Expectation, middle: Head, *, read_only: bool) -> Reached | None:
    """What all after a place comes to, when it is sound."""
    findings = Findings(limit=0)
    check = _chain_check(known, findings, middle)
    with open_database(address, read_only=read_only) as database, database.snapshot():
        check_stretch(database, check, findings, after=middle.sequence)
    return None if findings.n_all else check.reached


def _up_to(known: Expectation, place: int) -> Expectation:
    return replace(known, anchored={at: ids for at, ids in known.anchored.items() if at <= place})


def _middle(database: Database) -> Head | None:
    """What the chain of a large ledger has come to where an append ends near its middle; None for a small one."""
    ((n_entries,),) = database.rows("SELECT MAX(sequence) FROM entries")
    if n_entries is None or n_entries < WORTH_TWO_PROCESSES:
        return None
    ends = database.rows(_END_BEFORE, (int(n_entries * _FIRST_PART),))
    try:
        ((sequence, entry_id, recorded_at, *row),) = ends
        return Head(sequence, entry_id, recorded_at, Append(*row).digest())
    except (ValueError, TypeError, struct.error):
        return None  # none ends there, or not one of ours


def _check_file(database: Database, expected: Expectation, findings: Findings) -> None:
    try:
        is_whole = database.is_whole(with_indexes=expected.is_thorough)
    except IntegrityError:
        is_whole = False
    if not is_whole:
        findings.add(Damage.UNREADABLE, 0, "the database finds faults in its own file")


def _check_current(database: Database, findings: Findings) -> None:
    for newest, stored in database.stream(_CURRENT_DIFFERS):
        if newest is None:
            findings.add(Damage.CURRENT_DIFFERS, int(stored), "a record that has no entry")
        elif stored is None:
            findings.add(Damage.CURRENT_DIFFERS, newest, "its record is missing there")
        else:
            findings.add(Damage.CURRENT_DIFFERS, newest, "another entry stands there as the newest")


_CURRENT_DIFFERS = (
    "SELECT newest.sequence, current.sequence "
    "FROM (SELECT record_id, MAX(sequence) AS sequence FROM entries GROUP BY record_id) newest "
    "LEFT JOIN current ON current.record_id = newest.record_id "
    "WHERE current.sequence IS NULL OR current.sequence <> newest.sequence "
    "UNION ALL SELECT NULL, sequence FROM current "
    "WHERE NOT EXISTS (SELECT 1 FROM entries WHERE entries.record_id = current.record_id)"
)
_END_BEFORE = (
    "SELECT e.sequence, e.id, e.recorded_at, "
    "a.first_sequence, a.n_entries, a.root, a.previous, a.public_key, a.signature "
    "FROM appends a JOIN entries e ON e.sequence = a.first_sequence + a.n_entries - 1 "
    "WHERE a.first_sequence <= ? ORDER BY a.first_sequence DESC LIMIT 1"
)
