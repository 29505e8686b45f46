"""The chain checked link by link, from wherever its entries and signatures come.

Each signed append names the digest of the one before, signature included, so the last valid
signature vouches for all earlier ones byte by byte. Checking hashes all along and a signature now
and then is therefore as strict as checking every signature, and many times faster; where a hash
doesn't fit, the signatures around it are checked to name what happened.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from forestall.errors import InvalidField
from forestall.identifiers import canonical_json
from forestall.memory.findings import Damage, Findings
from forestall.memory.keys import node_id
from forestall.memory.ledger import EMPTY, Head
from forestall.memory.merkle import tree_root
from forestall.memory.signature import Append

_SIGNATURES_APART = 64
_COLUMNS = ("record_id", "kind", "recorded_at", "exercise", "supersedes")
_INDEXED = itemgetter(*_COLUMNS[:-1])


class Reached(NamedTuple):
    """What a check has seen, and what the chain has come to there."""

    n_entries: int
    n_appends: int
    n_withheld: int
    head: Head

    def then(self, later: Reached) -> Reached:
        """This and what another check has seen that began where this one ended."""
        return Reached(
            self.n_entries + later.n_entries,
            self.n_appends + later.n_appends,
            self.n_withheld + later.n_withheld,
            later.head,
        )


class ChainCheck:
    """Takes appends and entries in their order and notes what doesn't fit."""

    def __init__(
        self,
        node: str,
        findings: Findings,
        anchored: Mapping[int, frozenset[str]],
        *,
        is_thorough: bool = False,
        start: Head = EMPTY,
    ) -> None:
        """Begin after what the chain has come to at `start`, which another check has to reach."""
        self._node = node
        self._findings = findings
        self._anchored = anchored
        self._is_thorough = is_thorough
        self._apart = 1 if is_thorough else _SIGNATURES_APART
        self._append: Append | None = None
        self._is_vouched_for = True  # whether the append's own signature was checked
        self._append_digest = start.append
        self._signed_up_to = self._covered = start.sequence  # the last places that appends before and in hand sign for
        self._leaves: list[bytes] = []
        self._recorded_at = start.recorded_at
        self._known_key = b""
        self.next_sequence = start.sequence + 1
        self.head = start.id
        self.n_entries = 0
        self.n_appends = 0
        self.n_withheld = 0

    def take_append(self, append: Append) -> None:
        """Check an append's place and key; its entries come next."""
        self._close_append()
        first = append.first_sequence
        if first != self._signed_up_to + 1 or append.n_entries < 1:
            self._findings.add(Damage.APPENDS_BROKEN, first, "it leaves a gap or overlaps")
        if append.previous != self._append_digest:
            self._findings.add(Damage.APPENDS_BROKEN, first, "it names another append as the one before")
            self._check_signature()
            self._append, self._is_vouched_for = append, False
            self._check_signature()
        if append.public_key != self._known_key:
            if node_id(append.public_key) == self._node:
                self._known_key = append.public_key
            else:
                self._findings.add(Damage.WRONG_KEY, first, "signed by a key that isn't the node's")
        self._append, self._is_vouched_for = append, False
        self._covered = append.last_sequence
        self.n_appends += 1
        if self.n_appends % self._apart == 0:
            self._check_signature()
        self._append_digest = _digest(append)

    def take_entry(self, sequence: int, entry_id: str, payload: bytes) -> dict[str, Any] | None:
        """Check an entry against the chain; what it says comes back, when it can be read.

        Args:
            sequence: the place it stands at.
            entry_id: the id it stands under.
            payload: its bytes.
        """
        entry = self._take_sound(sequence, entry_id, payload)
        return self._take_doubtful(sequence, entry_id, payload) if entry is None else entry

    def _take_sound(self, sequence: int, entry_id: str, payload: bytes) -> dict[str, Any] | None:
        # All that must hold, asked at a glance; an entry for which some of it doesn't is looked at closely.
        try:
            entry: dict[str, Any] = orjson.loads(payload)
            if (
                sequence != self.next_sequence
                or sequence > self._covered
                or sequence in self._anchored
                or entry["sequence"] != sequence
                or entry["previous"] != self.head
                or entry["node"] != self._node
                or entry["recorded_at"] < self._recorded_at
                or hashlib.sha256(payload).hexdigest() != entry_id
                or (self._is_thorough and orjson.dumps(entry, option=orjson.OPT_SORT_KEYS) != payload)
            ):
                return None
        except (ValueError, KeyError, TypeError):
            return None
        self._leaves.append(bytes.fromhex(entry_id))
        self._recorded_at = entry["recorded_at"]
        self.next_sequence = sequence + 1
        self.n_entries += 1
        self.head = entry_id
        return entry

    def _take_doubtful(self, sequence: int, entry_id: str, payload: bytes) -> dict[str, Any] | None:
        self._take_place(sequence, entry_id)
        if hashlib.sha256(payload).hexdigest() != entry_id:
            self._findings.add(Damage.ALTERED, sequence, "its bytes don't hash to its id")
        try:
            entry: dict[str, Any] = orjson.loads(payload)
            claims = (entry["sequence"], entry["previous"], entry["node"], entry["recorded_at"])
        except (ValueError, KeyError, TypeError):
            self._findings.add(Damage.UNREADABLE, sequence, "its bytes aren't an entry")
            self.head = entry_id
            return None
        recorded_at = claims[3] if isinstance(claims[3], str) else ""
        if claims[:3] != (sequence, self.head, self._node) or recorded_at < self._recorded_at:
            self._name_claims(sequence, claims)
        if orjson.dumps(entry, option=orjson.OPT_SORT_KEYS) != payload and not _is_canonical(entry, payload):
            self._findings.add(Damage.NOT_CANONICAL, sequence, "its bytes aren't canonical JSON")
        self._recorded_at = max(self._recorded_at, recorded_at)
        self.head = entry_id
        return entry

    def take_withheld(self, sequence: int, entry_id: str) -> None:
        """Check the place of an entry that came as its id only."""
        self._take_place(sequence, entry_id)
        self.n_withheld += 1
        self.head = entry_id

    def check_columns(self, sequence: int, entry: dict[str, Any], columns: tuple[Any, ...]) -> None:
        """Hold the index columns beside an entry against what it says.

        Args:
            sequence: the place it stands at.
            entry: what it says.
            columns: record_id, kind, recorded_at, exercise and supersedes as stored.
        """
        try:
            if columns == (*_INDEXED(entry), entry.get("supersedes", "")):
                return
        except KeyError:
            pass
        said = [entry.get(name, "") for name in _COLUMNS]
        for name, stored, meant in zip(_COLUMNS, columns, said, strict=True):
            if stored != meant:
                self._findings.add(Damage.COLUMN_DIFFERS, sequence, f"column {name}")

    @property
    def reached(self) -> Reached:
        """What was seen so far."""
        head = Head(self.next_sequence - 1, self.head, self._recorded_at, self._append_digest)
        return Reached(self.n_entries, self.n_appends, self.n_withheld, head)

    def finish(self) -> None:
        """Check what can only be told at the end: the last signature, and where the chain should reach."""
        self._close_append()
        self._check_signature()
        if (n_gone := self._signed_up_to - self.next_sequence + 1) > 0:
            self._findings.add(Damage.MISSING, self.next_sequence, f"{n_gone} signed entries")
        for sequence in sorted(self._anchored):
            if sequence >= self.next_sequence:
                self._findings.add(
                    Damage.TRUNCATED,
                    sequence,
                    f"the chain ends at {self.next_sequence - 1}, before an anchored entry",
                )

    def _take_place(self, sequence: int, entry_id: str) -> None:
        if sequence > self.next_sequence:
            n_gone = sequence - self.next_sequence
            self._findings.add(Damage.MISSING, self.next_sequence, f"{n_gone} entries before the next one")
        elif sequence < self.next_sequence:
            self._findings.add(Damage.INSERTED, sequence, "it stands before its turn")
        self.next_sequence = sequence + 1
        self.n_entries += 1
        try:
            leaf = bytes.fromhex(entry_id)
        except (ValueError, TypeError):
            leaf = b""  # no id of ours; the tree won't fit either
        if sequence > self._covered:
            self._findings.add(Damage.INSERTED, sequence, "no signature covers it")
        else:
            self._leaves.append(leaf)
        if sequence in self._anchored and self._anchored[sequence] != {entry_id}:
            self._findings.add(Damage.REWRITTEN, sequence, "another entry was anchored at this place")

    def _name_claims(self, sequence: int, claims: tuple[Any, ...]) -> None:
        place, previous, node, recorded_at = claims
        if place != sequence:
            self._findings.add(Damage.OUT_OF_ORDER, sequence, "it says that its place is another")
        if previous != self.head:
            self._findings.add(Damage.CHAIN_BROKEN, sequence, "it names another entry as the one before")
        if node != self._node:
            self._findings.add(Damage.OTHER_NODE, sequence, "it says that another node recorded it")
        if not isinstance(recorded_at, str) or recorded_at < self._recorded_at:
            self._findings.add(Damage.TIME_WENT_BACK, sequence, "recorded before the entry in front of it")

    def _close_append(self) -> None:
        if self._append is None:
            return
        self._signed_up_to = self._append.last_sequence
        if not self._leaves or tree_root(self._leaves) != self._append.root:
            self._findings.add(
                Damage.NOT_AS_SIGNED, self._append.first_sequence, "its entries aren't those that were signed"
            )
        self._leaves = []

    def _check_signature(self) -> None:
        if self._append is None or self._is_vouched_for:
            return
        self._is_vouched_for = True
        try:
            is_signed = self._append.is_signed()
        except (struct.error, TypeError):
            is_signed = False
        if not is_signed:
            self._findings.add(
                Damage.FORGED, self._append.first_sequence, "the key beside the signature didn't make it"
            )


def _digest(append: Append) -> bytes:
    try:
        return append.digest()
    except (struct.error, TypeError):
        return b""  # fits no next append, which is what is to be found


def _is_canonical(entry: Any, payload: bytes) -> bool:
    try:
        return canonical_json(entry) == payload
    except InvalidField:
        return False
