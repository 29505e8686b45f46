"""Anchors: receipts of another node, and whose word counts."""

import base64

import pytest

from forestall.errors import InvalidField
from forestall.memory.anchors import AnchorRequest, Trust, fault_of, give_receipt, hold_anchors, request_anchor
from forestall.memory.findings import Findings
from forestall.memory.keys import NodeKey
from forestall.memory.ledger import Ledger
from forestall.records.anchor import Anchor
from ledgers import CLEAR, KEY, NOON, OTHER_KEY, HandClock, damages, draft, verified

PINNED = Trust(witnesses=frozenset({OTHER_KEY.node}))


@pytest.fixture
def anchor(ledger: Ledger) -> Anchor:
    """A receipt by the other node for a chain of three entries."""
    ledger.append([draft(marking=CLEAR) for _ in range(3)])
    return give_receipt(request_anchor(ledger), OTHER_KEY, NOON)


def test_a_receipt_holds_the_head_it_was_asked_for(ledger: Ledger, anchor: Anchor) -> None:
    head = ledger.head()
    assert (anchor.node, anchor.sequence, anchor.head) == (KEY.node, 3, head.id)
    assert (anchor.witness, anchor.anchored_at) == (OTHER_KEY.node, NOON)
    findings = Findings(limit=9)
    assert hold_anchors([anchor], KEY.node, PINNED, findings) == {3: frozenset({head.id})}
    assert findings.n_all == 0


def test_a_request_and_a_receipt_survive_the_road_as_files(ledger: Ledger, anchor: Anchor) -> None:
    request = request_anchor(ledger)
    assert AnchorRequest.parse(request.to_json()) == request
    assert fault_of(Anchor.parse(anchor.to_json()), KEY.node, PINNED) is None


@pytest.mark.parametrize("part", ["sequence", "head", "node", "anchored_at", "witness", "witness_key", "receipt"])
def test_a_receipt_changed_in_any_part_proves_nothing(anchor: Anchor, part: str) -> None:
    changed = {
        "sequence": anchor.sequence - 1,
        "head": "0" * 64,
        "node": "0" * 64,
        "anchored_at": "2024-04-29T12:00:00.000000Z",
        "witness": KEY.node,
        "witness_key": KEY.public_key.hex(),
        "receipt": base64.b64encode(b"x" * 64).decode(),
    }
    forged = Anchor.parse({**anchor.to_json(), part: changed[part]})
    assert fault_of(forged, KEY.node, PINNED) is not None
    assert fault_of(forged, KEY.node, Trust(witnesses=frozenset({OTHER_KEY.node, KEY.node}))) is not None


def test_trust_is_pinned_and_never_taken_from_the_receipt(ledger: Ledger, anchor: Anchor) -> None:
    stranger = give_receipt(request_anchor(ledger), NodeKey(b"s" * 32), NOON)
    assert fault_of(stranger, KEY.node, PINNED) == "its witness isn't pinned"
    assert fault_of(anchor, KEY.node, Trust()) == "its witness isn't pinned"
    findings = Findings(limit=9)
    assert hold_anchors([stranger, anchor], KEY.node, PINNED, findings) == {3: frozenset({anchor.head})}
    assert [finding.damage.value for finding in findings.listed] == ["anchor not trusted"]


def test_nobody_deposits_a_head_in_another_nodes_name(ledger: Ledger, anchor: Anchor) -> None:
    request = request_anchor(ledger)
    for part, value in (("head", "0" * 64), ("sequence", 9), ("node", "0" * 64), ("signature", "0" * 128)):
        with pytest.raises(InvalidField, match="signed by the node it names"):
            give_receipt(AnchorRequest.parse({**request.to_json(), part: value}), OTHER_KEY, NOON)
    with pytest.raises(InvalidField, match="another node's request"):
        give_receipt(request, KEY, NOON)


def test_two_witnesses_that_hold_different_heads_show_a_rewritten_chain(
    ledger: Ledger, anchor: Anchor, clock: HandClock
) -> None:
    held = {3: frozenset({anchor.head, "0" * 64})}
    assert damages(verified(ledger, anchored=held)) == {("rewritten", 3)}
