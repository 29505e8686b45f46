"""Depositing the head of this node's chain, keeping what comes back, and keeping the heads of others."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from forestall.errors import InvalidField, UnreadableData
from forestall.identifiers import canonical_json, digest, new_record_id
from forestall.memory.anchors import TIMESTAMP, AnchorRequest, anchor_statement, fault_of, give_receipt
from forestall.memory.files import replace
from forestall.memory.node import Node
from forestall.memory.timestamps import request_timestamp
from forestall.records.anchor import Anchor
from forestall.records.entry import Draft
from forestall.records.values.marking import Marking, Tlp


def receive_request(node: Node, request: AnchorRequest) -> Anchor:
    """The receipt for another node's head, once it is on record here.

    Raises:
        InvalidField: the request isn't signed by the node it names, or it is this node's own.
        StorageError: it can't be recorded; no receipt is given.
    """
    receipt = give_receipt(request, node.ledger.key, node.ledger.clock.now())
    _record(node, "anchor.received", receipt)
    return receipt


def keep_anchor(node: Node, anchor: Anchor) -> Path:
    """The file in which an anchor of this node's chain is kept, once it is on record too.

    Raises:
        InvalidField: it isn't by a pinned witness, not of this node, or not as signed.
        StorageError: it can't be recorded or written.
    """
    fault = fault_of(anchor, node.id, node.trust())
    if fault:
        raise InvalidField(
            expected="an anchor of this node by a witness that is trusted here",
            found=fault,
            where="the anchor",
            remedy="Pin the witness with `forestall ledger anchor trust` if you know its id from the witness itself.",
        )
    _record(node, "anchor.made", anchor)
    path = node.home / "anchors" / f"{anchor.sequence:09d}-{digest(anchor.receipt.encode())[:12]}.json"
    write_json(path, anchor.to_json())
    return path


def stamp_head(node: Node, address: str) -> Anchor:
    """An anchor of this node's head by a time-stamping service; not yet kept.

    Args:
        node: whose head.
        address: where the service answers.

    Raises:
        StorageUnavailable: it doesn't answer.
        UnreadableData: its token is no good under the pinned roots.
    """
    head = node.ledger.head()
    place = {"node": node.id, "sequence": head.sequence, "head": head.id}
    token, at = request_timestamp(address, anchor_statement(place), node.trust().roots)
    witness = urlsplit(address).hostname or address
    receipt = base64.b64encode(token).decode()
    return Anchor.parse({**place, "method": TIMESTAMP, "witness": witness, "receipt": receipt, "anchored_at": at})


def read_anchors(paths: Iterable[Path]) -> list[Anchor]:
    """The anchors in files.

    Raises:
        UnreadableData: a file holds something else.
    """
    return [Anchor.parse(read_json(path)) for path in paths]


def kept_files(home: Path) -> list[Path]:
    """The files of the anchors kept in a node's folder, oldest first."""
    return sorted((home / "anchors").glob("*.json"))


def read_json(path: Path) -> object:
    """The JSON in a file that came from elsewhere.

    Raises:
        UnreadableData: no such file, or no JSON in it.
    """
    try:
        said: object = orjson.loads(path.read_bytes())
    except (OSError, ValueError):
        raise UnreadableData(
            expected="a readable file with one JSON object",
            found="none, or something else",
            where=str(path),
            remedy="Check the path, or ask for the file again.",
        ) from None
    return said


def write_json(path: Path, said: Mapping[str, Any]) -> None:
    """Write one JSON object to a file that is handed on.

    Raises:
        StorageError: it can't be written.
    """
    replace(path, canonical_json(dict(said)) + b"\n")


def pin_witness(home: Path, witness: str, note: str = "") -> None:
    """Trust a node's receipts from now on; a note says how its id was learned.

    Raises:
        StorageError: the file can't be written.
    """
    path = home / "trust" / "witnesses.txt"
    before = path.read_text() if path.exists() else ""
    line = f"{witness}  # {' '.join(note.split())}" if note else witness
    replace(path, f"{before}{line}\n".encode())


def _record(node: Node, kind: str, anchor: Anchor) -> None:
    organisation = node.author.organisation
    marking = Marking(tlp=Tlp.AMBER, organisations=frozenset({organisation}))
    node.ledger.append([Draft.of(kind, new_record_id("anchor"), anchor, node.author, marking)])
