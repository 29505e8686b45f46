"""A ledger as one file that anybody can verify offline, with what a reader may not see left out.

One line each, in this order: a header; for every append its signature, then its entries as their signed
bytes, or the id alone where the entry is withheld from the reader it was exported for; an end line with
the digest of all lines before it, signed by the node. A withheld entry still counts in the chain.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Self

import orjson

from forestall.clock import format_instant
from forestall.errors import IntegrityError, InvalidField, UnreadableData
from forestall.identifiers import canonical_json, digest
from forestall.memory.files import disk_errors
from forestall.memory.keys import is_signed_by, node_id
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all
from forestall.memory.signature import Append, append_to_json
from forestall.records.entry import Entry

FORMAT = "forestall ledger 1"
LONGEST_LINE = 8_000_000
_TITLE = b"forestall bundle v1\n"
_AT_ONCE = 1_000


def export_bundle(ledger: Ledger, reader: Reader, file: BinaryIO) -> int:
    """Write the ledger as it is now to a file, for a reader; the number of entries comes back.

    Raises:
        IntegrityError: the ledger is damaged; nothing should be given out from it.
        StorageError: the ledger can't be reached.
    """
    head = ledger.head()
    out = _Signed(file)
    out.write_json(
        {
            "format": FORMAT,
            "node": ledger.node,
            "made_at": format_instant(ledger.clock.now()),
            "entries": head.sequence,
        }
    )
    shown = read_all(ledger, reader, Question(exercise=None, limit=_AT_ONCE))
    entry = next(shown, None)
    for append in _appends(ledger, head.sequence):
        out.write_json({"append": append_to_json(append)})
        for sequence, entry_id in _ids(ledger, append):
            if entry is not None and entry.sequence == sequence:
                out.write(payload_of(entry))
                entry = next(shown, None)
            else:
                out.write_json({"withheld": entry_id})
    end = {"digest": out.hash.hexdigest(), "public_key": ledger.key.public_key.hex()}
    signature = ledger.key.sign(_TITLE + out.hash.digest()).hex()
    out.write_json({"end": {**end, "signature": signature}})
    return head.sequence


def write_bundle(ledger: Ledger, reader: Reader, path: Path) -> int:
    """Export to a file, whole or not at all; the number of entries comes back.

    Raises:
        IntegrityError: the ledger is damaged.
        StorageError: the ledger can't be reached, or the file not written.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        with disk_errors(path):
            with beside.open("wb") as file:
                n_entries = export_bundle(ledger, reader, file)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return n_entries


def payload_of(entry: Entry) -> bytes:
    """The signed bytes of an entry that was read.

    Raises:
        IntegrityError: they come out otherwise than they were signed.
    """
    said = entry.to_json()
    del said["id"]
    payload = canonical_json(said)
    if digest(payload) != entry.id:
        raise IntegrityError(
            expected="an entry that writes itself as it was signed",
            found="other bytes",
            where=f"entry {entry.sequence}",
            remedy="Export with the version of forestall that recorded it.",
        )
    return payload


class BundleReader:
    """A bundle read line by line; whatever a line holds that no export writes is UnreadableData."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self._n_lines = 0
        self._end: dict[str, Any] | None = None
        header = self._read_json(self._line())
        if set(header) != {"format", "node", "made_at", "entries"} or header["format"] != FORMAT:
            raise self._unreadable("a header of this format")
        self.node = str(header["node"])

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self]:
        """The bundle in a file, for the length of a block.

        Raises:
            NotFound: no such file.
            UnreadableData: it isn't a bundle.
        """
        with disk_errors(path):
            file = path.open("rb")
        with file:
            yield cls(file)

    def items(self) -> Iterator[Append | bytes | str]:
        """Appends, the bytes of entries, and the ids of withheld ones, in order.

        Raises:
            UnreadableData: a line that no export writes, or no end line.
        """
        while True:
            before = self._hash.copy()
            line = self._line()
            if line.startswith(b'{"append":'):
                yield self._append(line)
            elif line.startswith(b'{"withheld":'):
                yield str(self._read_json(line)["withheld"])
            elif line.startswith(b'{"end":'):
                self._end = self._read_json(line).get("end")
                self._hash = before
                if self._file.read(1):
                    raise self._unreadable("nothing after the end line")
                return
            else:
                yield line.removesuffix(b"\n")

    def id_of(self, payload: bytes) -> str:
        """The id of an entry with these bytes."""
        return digest(payload)

    def is_signed_by(self, node: str) -> bool:
        """Whether the node signed the whole file, as its end line says."""
        try:
            end = dict(self._end or {})
            public_key, signature = bytes.fromhex(end["public_key"]), bytes.fromhex(end["signature"])
        except (KeyError, ValueError, TypeError):
            return False
        # Written out once more, since hex digits read the same in either case.
        written = {"digest": self._hash.hexdigest(), "public_key": public_key.hex(), "signature": signature.hex()}
        return (
            end == written
            and node_id(public_key) == node
            and is_signed_by(public_key, _TITLE + self._hash.digest(), signature)
        )

    def _append(self, line: bytes) -> Append:
        said = self._read_json(line)["append"]
        try:
            hashes = [bytes.fromhex(said[name]) for name in ("root", "previous", "public_key", "signature")]
            numbers = (said["first_sequence"], said["n_entries"])
        except (KeyError, ValueError, TypeError):
            raise self._unreadable("an append") from None
        if len(said) != 6 or [type(number) for number in numbers] != [int, int]:
            raise self._unreadable("an append")
        return Append(*numbers, *hashes)

    def _line(self) -> bytes:
        line = self._file.readline(LONGEST_LINE)
        self._n_lines += 1
        if not line.endswith(b"\n"):
            raise self._unreadable("a whole line")
        self._hash.update(line)
        return line

    def _read_json(self, line: bytes) -> dict[str, Any]:
        # Compared with how an export writes it, so that no byte can change unseen.
        try:
            said = orjson.loads(line)
            if isinstance(said, dict) and len(said) >= 1 and canonical_json(said) + b"\n" == line:
                return said
        except (ValueError, InvalidField):
            pass
        raise self._unreadable("canonical JSON")

    def _unreadable(self, expected: str) -> UnreadableData:
        return UnreadableData(
            expected=expected,
            found="something else",
            where=f"line {self._n_lines} of the bundle",
            remedy="Ask for the bundle again; this one is cut off, damaged or of another version.",
        )


class _Signed:
    """A file that remembers the digest of what was written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def write(self, line: bytes) -> None:
        """Write a line."""
        self.hash.update(line + b"\n")
        self._file.write(line + b"\n")

    def write_json(self, said: dict[str, Any]) -> None:
        """Write a line of canonical JSON."""
        self.write(canonical_json(said))


def _appends(ledger: Ledger, last: int) -> Iterator[Append]:
    after = 0
    while after < last:
        rows = ledger.database.rows(
            "SELECT first_sequence, n_entries, root, previous, public_key, signature FROM appends "
            "WHERE first_sequence > ? AND first_sequence <= ? ORDER BY first_sequence LIMIT ?",
            (after, last, _AT_ONCE),
        )
        if not rows:
            return
        yield from (Append(*row) for row in rows)
        after = rows[-1][0]


def _ids(ledger: Ledger, append: Append) -> list[tuple[int, str]]:
    return [
        (sequence, entry_id)
        for sequence, entry_id in ledger.database.rows(
            "SELECT sequence, id FROM entries WHERE sequence BETWEEN ? AND ? ORDER BY sequence",
            (append.first_sequence, append.last_sequence),
        )
    ]
