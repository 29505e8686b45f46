"""The verifier: each kind of tampering found and named, the rest of the chain still looked at."""

import pytest

from forestall.errors import NotFound
from forestall.identifiers import canonical_json, digest
from forestall.memory import verify
from forestall.memory.address import open_database
from forestall.memory.findings import Findings
from forestall.memory.ledger import Ledger
from forestall.memory.merkle import tree_root
from forestall.memory.projection import rebuild_current
from forestall.memory.signature import sign_append
from forestall.memory.verify import Expectation, verify_database
from ledgers import AMBER, KEY, OTHER_KEY, HandClock, damages, draft, tamper, verified

SECRET = "SECRET-VILLAGE"
ID_AT = "SELECT id FROM entries WHERE sequence = ?"


@pytest.fixture
def chain(ledger: Ledger) -> Ledger:
    """Nine entries in four appends; the last rests on the first and corrects its record."""
    first = ledger.append([draft("report-a", summary=f"Shots near {SECRET}.", marking=AMBER)])[0]
    ledger.append([draft(marking=AMBER) for _ in range(5)])
    ledger.append([draft(), draft(causes=(first.id,), marking=AMBER)])
    ledger.append([draft("report-a", kind="report.corrected", supersedes=first.id, marking=AMBER)])
    return ledger


def test_an_untouched_ledger_is_sound(chain: Ledger) -> None:
    result = verified(chain, node=KEY.node, is_thorough=True)
    assert (result.is_sound, result.n_entries, result.n_appends) == (True, 9, 4)
    assert result.head == chain.head().id


def test_an_empty_ledger_is_sound(ledger: Ledger) -> None:
    assert verified(ledger).is_sound


def test_an_edited_entry_is_named(chain: Ledger) -> None:
    (payload,) = chain.database.rows("SELECT payload FROM entries WHERE sequence = 4")[0]
    edited = payload.replace(b"two villages", b"six villages")
    tamper(chain, "UPDATE entries SET payload = ? WHERE sequence = 4", (edited,))
    assert damages(verified(chain)) == {("altered", 4)}


def test_an_edited_entry_with_its_id_made_to_fit_is_named(chain: Ledger) -> None:
    (payload,) = chain.database.rows("SELECT payload FROM entries WHERE sequence = 4")[0]
    edited = payload.replace(b"two villages", b"six villages")
    tamper(chain, "UPDATE entries SET payload = ?, id = ? WHERE sequence = 4", (edited, digest(edited)))
    assert damages(verified(chain)) == {("chain broken", 5), ("not as signed", 2)}


def test_a_deleted_entry_is_named(chain: Ledger) -> None:
    tamper(chain, "DELETE FROM entries WHERE sequence = 4")
    found = damages(verified(chain))
    assert {("missing", 4), ("chain broken", 5), ("not as signed", 2)} <= found


def test_two_entries_swapped_are_named(chain: Ledger) -> None:
    rows = chain.database.rows("SELECT sequence, id, record_id, payload FROM entries WHERE sequence IN (3, 5)")
    (_, *three), (_, *five) = sorted(rows)
    tamper(chain, "UPDATE entries SET sequence = -3 WHERE sequence = 3")
    tamper(chain, "UPDATE entries SET sequence = 3 WHERE sequence = 5")
    tamper(chain, "UPDATE entries SET sequence = 5 WHERE sequence = -3")
    assert {("out of order", 3), ("out of order", 5), ("not as signed", 2)} <= damages(verified(chain))
    assert three != five


def test_an_entry_put_in_at_the_end_is_named(chain: Ledger) -> None:
    said = {"author": {}, "causes": [], "exercise": False, "kind": "report.received", "record_id": "report-x"}
    place = {
        "node": KEY.node,
        "previous": chain.head().id,
        "recorded_at": "2024-04-30T12:00:00.000000Z",
        "sequence": 10,
    }
    payload = canonical_json({**said, **place})
    tamper(
        chain,
        "INSERT INTO entries VALUES (10, ?, 'report-x', 'report.received', ?, 0, '', ?)",
        (digest(payload), place["recorded_at"], payload),
    )
    assert damages(verified(chain)) == {("inserted", 10), ("current differs", 10)}


def test_a_tail_cut_off_with_its_signatures_left_is_named(chain: Ledger) -> None:
    tamper(chain, "DELETE FROM entries WHERE sequence > 6")
    assert {("missing", 7), ("current differs", 9)} & damages(verified(chain)) == {("missing", 7)}


def test_a_tail_cut_off_cleanly_is_named_only_against_an_anchor(chain: Ledger) -> None:
    anchored = {8: frozenset({str(chain.database.rows("SELECT id FROM entries WHERE sequence = 8")[0][0])})}
    assert verified(chain, anchored=anchored).is_sound
    tamper(chain, "DELETE FROM entries WHERE sequence > 6")
    tamper(chain, "DELETE FROM appends WHERE first_sequence > 6")
    rebuild_current(chain.database)
    assert verified(chain).is_sound  # why a chain without an anchor proves little about its end
    assert damages(verified(chain, anchored=anchored)) == {("truncated", 8)}


def test_an_anchored_entry_that_is_another_now_is_named(chain: Ledger) -> None:
    anchored = {9: frozenset({"0" * 64})}
    assert damages(verified(chain, anchored=anchored)) == {("rewritten", 9)}


def test_a_forged_signature_is_named(chain: Ledger) -> None:
    tamper(chain, "UPDATE appends SET signature = ? WHERE first_sequence = 2", (b"\x00" * 64,))
    assert damages(verified(chain)) == {("forged signature", 2), ("appends broken", 7)}


def test_a_forged_last_signature_is_named(chain: Ledger) -> None:
    tamper(chain, "UPDATE appends SET signature = ? WHERE first_sequence = 9", (b"\x00" * 64,))
    assert damages(verified(chain)) == {("forged signature", 9)}


def test_a_signature_with_another_nodes_key_is_named(chain: Ledger) -> None:
    first, n, root, previous = chain.database.rows(
        "SELECT first_sequence, n_entries, root, previous FROM appends WHERE first_sequence = 9"
    )[0]
    other = sign_append(OTHER_KEY, first, n, root, previous)
    tamper(
        chain,
        "UPDATE appends SET public_key = ?, signature = ? WHERE first_sequence = 9",
        (other.public_key, other.signature),
    )
    assert damages(verified(chain)) == {("wrong key", 9)}


def test_a_signed_append_taken_out_is_named(chain: Ledger) -> None:
    tamper(chain, "DELETE FROM appends WHERE first_sequence = 2")
    assert {("appends broken", 7), ("inserted", 2), ("inserted", 6)} <= damages(verified(chain))


def test_a_ledger_of_another_node_than_expected_is_named(chain: Ledger) -> None:
    assert ("wrong key", 0) in damages(verified(chain, node=OTHER_KEY.node))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("record_id", "report-z"),
        ("kind", "report.graded"),
        ("recorded_at", "2024-04-30T12:00:00.000001Z"),
        ("exercise", 1),
        ("supersedes", "a" * 64),
    ],
)
def test_an_index_column_that_says_something_else_is_named(chain: Ledger, column: str, value: object) -> None:
    tamper(chain, f"UPDATE entries SET {column} = ? WHERE sequence = 3", (value,))
    result = verified(chain)
    assert ("column differs", 3) in damages(result)
    assert any(finding.detail == f"column {column}" for finding in result.findings)


def test_a_changed_projection_is_named_and_made_anew(chain: Ledger) -> None:
    tamper(chain, "UPDATE current SET sequence = 1 WHERE record_id = 'report-a'")
    tamper(chain, "INSERT INTO current VALUES ('report-zzz', 5)")
    tamper(chain, "DELETE FROM current WHERE sequence = 3")
    tamper(chain, "INSERT INTO links VALUES (4, 2)")
    tamper(chain, "DELETE FROM links WHERE effect = 8")
    assert damages(verified(chain)) == {
        ("current differs", 9),
        ("current differs", 5),
        ("current differs", 3),
        ("link differs", 4),
        ("link differs", 8),
    }
    assert rebuild_current(chain.database) == 9
    assert verified(chain).is_sound


def test_time_that_falls_along_the_chain_is_named_even_when_signed(ledger: Ledger, clock: HandClock) -> None:
    (entry,) = ledger.append([draft()])
    later = "2024-04-29T12:00:00.000000Z"
    said = {**entry.to_json(), "sequence": 2, "previous": entry.id, "recorded_at": later}
    del said["id"]
    payload = canonical_json(said)
    leaf = bytes.fromhex(digest(payload))
    append = sign_append(KEY, 2, 1, tree_root([leaf]), ledger.head().append)
    tamper(
        ledger,
        "INSERT INTO entries VALUES (2, ?, ?, ?, ?, 0, '', ?)",
        (digest(payload), entry.record_id, entry.kind, later, payload),
    )
    with ledger.database.transaction():
        ledger.database.insert("appends", [append])
        ledger.database.set_current([(entry.record_id, 2)])
    assert damages(verified(ledger)) == {("time went back", 2)}


def test_it_goes_on_after_the_first_finding_and_counts_what_it_does_not_list(chain: Ledger) -> None:
    tamper(chain, "UPDATE entries SET kind = 'x' WHERE sequence <> 5")
    result = verify_database(chain.database, Expectation(), Findings(limit=3))
    assert len(result.findings) == 3
    assert result.counts == {"column differs": 8}
    assert not result.is_sound


def test_a_report_of_damage_never_shows_contents(chain: Ledger) -> None:
    (payload,) = chain.database.rows("SELECT payload FROM entries WHERE sequence = 1")[0]
    assert SECRET.encode() in payload
    tamper(chain, "UPDATE entries SET payload = ? WHERE sequence = 1", (payload[:-2],))
    result = verified(chain)
    assert ("altered", 1) in damages(result)
    assert SECRET not in str(result)


def test_it_needs_no_key_and_may_not_write(chain: Ledger, address: str) -> None:
    database = open_database(address, read_only=True)
    assert verify_database(database, Expectation(), Findings(limit=9)).is_sound
    with pytest.raises(Exception, match="read-only"), database.transaction():
        database.run("DELETE FROM current")
    database.close()


def test_two_processes_say_of_a_sound_ledger_what_one_says(chain: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    anchored = {place: frozenset(chain.database.rows(ID_AT, (place,))[0]) for place in (2, 8)}
    by_one = verified(chain, node=KEY.node, anchored=anchored)
    monkeypatch.setattr(verify, "WORTH_TWO_PROCESSES", 9)
    monkeypatch.setattr(verify, "_check_whole", None)  # one process alone is not asked
    assert verified(chain, node=KEY.node, anchored=anchored) == by_one
    assert by_one.is_sound


@pytest.mark.parametrize("place", [3, 8])
def test_what_either_of_two_processes_finds_is_named_as_one_names_it(
    chain: Ledger, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    tamper(chain, "UPDATE entries SET kind = 'x' WHERE sequence = ?", (place,))
    monkeypatch.setattr(verify, "WORTH_TWO_PROCESSES", 9)
    assert damages(verified(chain)) == {("column differs", place)}


@pytest.mark.parametrize("place", [2, 8])
def test_an_anchor_is_held_against_the_part_it_stands_in(
    chain: Ledger, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "WORTH_TWO_PROCESSES", 9)
    assert damages(verified(chain, anchored={place: frozenset({"f" * 64})})) == {("rewritten", place)}


def test_what_is_no_ledger_is_not_verified(address: str) -> None:
    database = open_database(address, create=True)
    with pytest.raises(NotFound):
        verify_database(database, Expectation(), Findings(limit=9))
    database.close()
