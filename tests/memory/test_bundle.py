"""A ledger as one file: what the reader may not see stays out of it, and the chain still verifies."""

import io
import json
from typing import Any

import pytest

from forestall.errors import UnreadableData
from forestall.memory.bundle import BundleReader, export_bundle
from forestall.memory.findings import Findings, Verification
from forestall.memory.ledger import Ledger
from forestall.memory.read import PUBLIC, Reader
from forestall.memory.verify import Expectation, verify_bundle
from ledgers import AMBER, CLEAR, GREEN, KEY, OTHER_KEY, RED, UNION, damages, draft

SECRET = "SECRET-VILLAGE"


@pytest.fixture
def chain(ledger: Ledger) -> Ledger:
    """Six entries in three appends, half of them for the union's eyes only."""
    ledger.append([draft(marking=CLEAR)])
    ledger.append([draft(marking=marking, summary=SECRET) for marking in (AMBER, RED, GREEN, CLEAR)])
    ledger.append([draft(marking=CLEAR, exercise=True)])
    return ledger


def exported(ledger: Ledger, reader: Reader = PUBLIC) -> bytes:
    file = io.BytesIO()
    export_bundle(ledger, reader, file)
    return file.getvalue()


def verified_file(content: bytes, **known: Any) -> Verification:
    return verify_bundle(BundleReader(io.BytesIO(content)), Expectation(**known), Findings(limit=50))


def test_a_bundle_verifies_without_the_ledger(chain: Ledger) -> None:
    result = verified_file(exported(chain), node=KEY.node)
    assert (result.is_sound, result.n_entries, result.n_appends, result.n_withheld) == (True, 6, 3, 3)
    assert result.head == chain.head().id


def test_a_bundle_holds_only_what_its_reader_may_see(chain: Ledger) -> None:
    for_public = exported(chain).decode()
    assert for_public.count(SECRET) == 1
    member = Reader(user="user-dina", organisation=UNION, is_member=True)
    for_member = exported(chain, member)
    assert for_member.decode().count(SECRET) == 3
    assert verified_file(for_member).n_withheld == 1


def test_a_longer_ledger_comes_out_whole(ledger: Ledger) -> None:
    for n in (1, 2_100, 3, 1):
        ledger.append([draft() for _ in range(n)])
    content = exported(ledger)
    assert verified_file(content).n_entries == 2_105
    assert len(content.splitlines()) == 1 + 4 + 2_105 + 1


def lines_of(chain: Ledger) -> list[bytes]:
    return exported(chain).splitlines(keepends=True)


def test_a_line_taken_out_is_named(chain: Ledger) -> None:
    lines = lines_of(chain)
    found = damages(verified_file(b"".join(lines[:4] + lines[5:])))
    assert {("not as signed", 2), ("forged signature", 0)} <= found


def test_a_line_edited_is_named(chain: Ledger) -> None:
    lines = lines_of(chain)
    lines[2] = lines[2].replace(b"two villages", b"six villages")
    assert {("not as signed", 1), ("forged signature", 0)} <= damages(verified_file(b"".join(lines)))


def test_a_bundle_that_was_cut_off_is_named(chain: Ledger) -> None:
    lines = lines_of(chain)
    assert ("unreadable", 7) in damages(verified_file(b"".join(lines[:-1])))
    assert ("unreadable", 7) in damages(verified_file(b"".join(lines)[:-1]))


def test_a_bundle_with_something_after_its_end_is_named(chain: Ledger) -> None:
    assert ("unreadable", 7) in damages(verified_file(exported(chain) + b"\n"))


def test_a_bundle_of_another_node_than_expected_is_named(chain: Ledger) -> None:
    assert ("wrong key", 0) in damages(verified_file(exported(chain), node=OTHER_KEY.node))


def test_a_bundle_is_held_against_anchors(chain: Ledger) -> None:
    anchored = {9: frozenset({"a" * 64}), 2: frozenset({"b" * 64})}
    assert damages(verified_file(exported(chain), anchored=anchored)) == {("truncated", 9), ("rewritten", 2)}


@pytest.mark.parametrize("content", [b"", b"{}\n", b"[]\n", b'{"format":"other"}\n', b"\x00\xff\n"])
def test_another_file_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableData, match="line 1 of the bundle"):
        BundleReader(io.BytesIO(content))


def test_every_line_is_json(chain: Ledger) -> None:
    kinds = [next(iter(json.loads(line))) for line in lines_of(chain)]
    assert kinds == [
        "entries", "append", "author", "append", "withheld", "withheld", "withheld", "author", "append",
        "author", "end",
    ]  # fmt: skip
