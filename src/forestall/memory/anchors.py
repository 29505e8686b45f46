"""Anchors: the head of a chain deposited with somebody else, so that cutting the chain off shows.

A node asks with a signed request, another node records it in its own chain and answers with a signed
receipt; both are small files that go by any road. A receipt proves something only to whoever already
trusts the witness: trust is pinned by node id beforehand and never taken from the receipt itself.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from cryptography.x509 import Certificate
from pydantic import StringConstraints

from forestall.clock import format_instant
from forestall.errors import InvalidField
from forestall.identifiers import canonical_json
from forestall.memory.findings import Damage, Findings
from forestall.memory.keys import NodeKey, is_signed_by, node_id
from forestall.memory.ledger import Ledger
from forestall.memory.timestamps import check_timestamp
from forestall.records.anchor import Anchor
from forestall.records.record import Record
from forestall.records.values.reference import EntryId, PublicKey, Sha256
from forestall.records.values.strict import Ordinal

PEER = "peer_receipt"
TIMESTAMP = "rfc3161"
_TITLE = b"forestall anchor v1\n"
_REQUEST_TITLE = b"forestall anchor request v1\n"


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose word counts, as pinned by the people who run a node."""

    witnesses: frozenset[str] = frozenset()
    """Ids of nodes whose receipts count."""
    roots: tuple[Certificate, ...] = ()
    """Root certificates of time-stamping services whose tokens count."""


class AnchorRequest(Record):
    """What a node asks another to keep: the head of its chain."""

    format: Literal["forestall anchor request 1"] = "forestall anchor request 1"
    """What this file is."""
    node: EntryId
    """The node that asks."""
    sequence: Ordinal
    """How many entries its chain has."""
    head: Sha256
    """The id of the last one, which commits to all."""
    public_key: PublicKey
    """The key it signs with."""
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
    """Its signature, so that nobody deposits a head in its name."""


def anchor_statement(anchor_or_parts: Mapping[str, Any]) -> bytes:
    """The bytes that a witness signs: node, sequence and head, and of a peer also who and when."""
    return _TITLE + canonical_json(dict(anchor_or_parts))


def request_anchor(ledger: Ledger) -> AnchorRequest:
    """A request to keep the present head of the chain.

    Raises:
        InvalidField: the ledger has no entries yet.
    """
    head = ledger.head()
    place = {"node": ledger.node, "sequence": head.sequence, "head": head.id}
    signature = ledger.key.sign(_REQUEST_TITLE + canonical_json(place)).hex()
    return AnchorRequest.parse({**place, "public_key": ledger.key.public_key.hex(), "signature": signature})


def give_receipt(request: AnchorRequest, key: NodeKey, now: datetime) -> Anchor:
    """The receipt for a request, signed by the node that will keep it.

    Args:
        request: what was asked.
        key: the key of the witness.
        now: when it was received.

    Raises:
        InvalidField: the request isn't signed by the node it names, or it is the witness's own.
    """
    place = {"node": request.node, "sequence": request.sequence, "head": request.head}
    public_key = bytes.fromhex(request.public_key)
    message = _REQUEST_TITLE + canonical_json(place)
    if node_id(public_key) != request.node or not is_signed_by(public_key, message, bytes.fromhex(request.signature)):
        raise _refused("a request signed by the node it names", "another signature")
    if request.node == key.node:
        raise _refused("another node's request", "this node's own")
    said = {**place, "witness": key.node, "anchored_at": format_instant(now)}
    receipt = base64.b64encode(key.sign(anchor_statement(said))).decode()
    return Anchor.parse({**said, "method": PEER, "witness_key": key.public_key.hex(), "receipt": receipt})


def hold_anchors(anchors: Iterable[Anchor], node: str, trust: Trust, findings: Findings) -> dict[int, frozenset[str]]:
    """The places and ids that trusted anchors hold for a node; the others are noted as findings.

    Args:
        anchors: receipts and tokens as kept.
        node: whose chain is verified.
        trust: whose word counts.
        findings: where to note an anchor that proves nothing.
    """
    held: dict[int, frozenset[str]] = {}
    for anchor in anchors:
        fault = fault_of(anchor, node, trust)
        if fault:
            findings.add(Damage.ANCHOR_UNTRUSTED, anchor.sequence, fault)
        else:
            held[anchor.sequence] = held.get(anchor.sequence, frozenset()) | {anchor.head}
    return held


def fault_of(anchor: Anchor, node: str, trust: Trust) -> str | None:
    """Why an anchor proves nothing about a node's chain; None when it holds.

    Args:
        anchor: the receipt or token.
        node: whose chain it should hold.
        trust: whose word counts.
    """
    if anchor.node != node:
        return "it is an anchor of another node"
    place = {"node": anchor.node, "sequence": anchor.sequence, "head": anchor.head}
    receipt = base64.b64decode(anchor.receipt)
    if anchor.method == TIMESTAMP:
        return check_timestamp(receipt, anchor_statement(place), trust.roots, anchor.anchored_at)
    public_key = bytes.fromhex(anchor.witness_key or "")
    if anchor.witness not in trust.witnesses or node_id(public_key) != anchor.witness:
        return "its witness isn't pinned"
    said = {**place, "witness": anchor.witness, "anchored_at": format_instant(anchor.anchored_at)}
    return None if is_signed_by(public_key, anchor_statement(said), receipt) else "it isn't as signed"


def _refused(expected: str, found: str) -> InvalidField:
    return InvalidField(
        expected=expected,
        found=found,
        where="anchor request",
        remedy="Ask the node for its request again, by a road you trust.",
    )
