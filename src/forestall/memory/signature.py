"""What a node signs: one statement for each append, chained to the one before.

One signature covers all entries of an append, as the root of a tree over their ids, and everything
that was appended earlier, through `previous`. An entry that leaves the node alone takes its append's
signature and its path in the tree with it, so that anyone who knows the node's id can check it.
"""

from __future__ import annotations

import hashlib
import struct
from typing import Annotated, Any, NamedTuple

from pydantic import Field, StringConstraints

from forestall.errors import InvalidField
from forestall.identifiers import digest
from forestall.memory.keys import NodeKey, is_signed_by, node_id
from forestall.memory.merkle import root_from_path
from forestall.records.record import Record

NO_APPEND = bytes(32)
_STATEMENT = struct.Struct(">20sQQ32s32s")
_TITLE = b"forestall append v1\n"

Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Hex64 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]


class Append(NamedTuple):
    """One signed transaction: which entries it added and what came before; in the order of its table's columns."""

    first_sequence: int
    n_entries: int
    root: bytes
    previous: bytes
    public_key: bytes
    signature: bytes

    @property
    def last_sequence(self) -> int:
        """The place of its last entry in the chain."""
        return self.first_sequence + self.n_entries - 1

    def statement(self) -> bytes:
        """The bytes that are signed.

        Raises:
            struct.error: a number is negative or past 64 bits, as only tampering makes it.
        """
        return append_statement(self.first_sequence, self.n_entries, self.root, self.previous)

    def digest(self) -> bytes:
        """What the next append names as the one before it: 32 bytes, over statement and signature."""
        return hashlib.sha256(self.statement() + self.signature).digest()

    def is_signed(self) -> bool:
        """Whether its signature was made by the key beside it."""
        return is_signed_by(self.public_key, self.statement(), self.signature)


def append_statement(first_sequence: int, n_entries: int, root: bytes, previous: bytes) -> bytes:
    """The bytes a node signs for one append: a title, two big-endian numbers, two hashes."""
    return _STATEMENT.pack(_TITLE, first_sequence, n_entries, root, previous)


def sign_append(key: NodeKey, first_sequence: int, n_entries: int, root: bytes, previous: bytes) -> Append:
    """The append, signed."""
    signature = key.sign(append_statement(first_sequence, n_entries, root, previous))
    return Append(first_sequence, n_entries, root, previous, key.public_key, signature)


class EntrySignature(Record):
    """All that one entry needs beside its bytes to be checked alone, away from its ledger."""

    public_key: Hex32
    """The signing key; it must hash to the id of a node that the reader already knows."""
    signature: Hex64
    """The node's signature over the append."""
    first_sequence: Annotated[int, Field(ge=1)]
    """Place of the append's first entry in the chain."""
    size: Annotated[int, Field(ge=1)]
    """Number of entries in the append."""
    previous: Hex32
    """Digest of the append before."""
    index: Annotated[int, Field(ge=0)]
    """The entry's place in the append, from 0."""
    path: tuple[Hex32, ...]
    """Hashes from the entry up to the root."""


def check_signature(payload: bytes, proof: EntrySignature, node: str) -> str:
    """The id of the entry with these bytes, once its signature is known to be that node's.

    Args:
        payload: the entry's canonical bytes, as they came.
        proof: what came with it.
        node: id of the node it is said to be from, known beforehand and not taken from the proof.

    Raises:
        InvalidField: the key isn't that node's, or it didn't sign this entry.
    """
    entry_id = digest(payload)
    path = [bytes.fromhex(step) for step in proof.path]
    root = root_from_path(bytes.fromhex(entry_id), proof.index, proof.size, path)
    public_key = bytes.fromhex(proof.public_key)
    if node_id(public_key) != node:
        raise _unsigned("a signature by the node it is said to be from", "another node's key", entry_id)
    if root is None or not is_signed_by(
        public_key,
        append_statement(proof.first_sequence, proof.size, root, bytes.fromhex(proof.previous)),
        bytes.fromhex(proof.signature),
    ):
        raise _unsigned("a signature over this entry", "one that doesn't fit it", entry_id)
    return entry_id


def _unsigned(expected: str, found: str, entry_id: str) -> InvalidField:
    return InvalidField(
        expected=expected,
        found=found,
        where=f"entry {entry_id}",
        remedy="Don't take it in; ask its node to send it again.",
    )


def append_to_json(append: Append) -> dict[str, Any]:
    """The append as flat JSON, hashes in hex."""
    return {
        "first_sequence": append.first_sequence,
        "n_entries": append.n_entries,
        "root": append.root.hex(),
        "previous": append.previous.hex(),
        "public_key": append.public_key.hex(),
        "signature": append.signature.hex(),
    }
