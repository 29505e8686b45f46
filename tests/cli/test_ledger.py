"""`forestall ledger`, as typed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
import pytest
from typer.testing import CliRunner, Result

from forestall.cli.ledger import app
from forestall.clock import SystemClock
from forestall.memory.node import create_node
from ledgers import GREEN, draft

Run = Callable[..., Result]


@pytest.fixture
def entries(tmp_path: Path) -> list[str]:
    """Ids of a report and of what rests on it, in one node; another node stands beside it."""
    for name in ("node", "other"):
        home = tmp_path / name
        create_node(home, f"sqlite:///{home / 'ledger.sqlite'}", SystemClock(), name=name).close()
    with create_node(tmp_path / "node", f"sqlite:///{tmp_path / 'node' / 'ledger.sqlite'}", SystemClock()) as node:
        (report,) = node.ledger.append([draft("report-a", marking=GREEN)])
        (rests,) = node.ledger.append([draft("report-b", marking=GREEN, causes=(report.id,))])
    return [report.id, rests.id]


@pytest.fixture
def run(tmp_path: Path, entries: list[str]) -> Run:
    def run(*words: str | Path, home: str = "node") -> Result:
        environment = {"FORESTALL_HOME": str(tmp_path / home), "COLUMNS": "200"}
        return CliRunner().invoke(app, [str(word) for word in words], env=environment)

    return run


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def tamper(tmp_path: Path, *statements: str) -> None:
    connection = apsw.Connection(str(tmp_path / "node" / "ledger.sqlite"))
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_sound_ledger_verifies(run: Run) -> None:
    assert "No damage found. Only an anchor can show a cut" in run("verify").stdout
    said = answer(run("verify", "--thorough", "--json"))
    assert (said["n_entries"], said["is_sound"], said["is_node_known"]) == (3, True, True)


def test_damage_is_listed_and_leaves_with_its_own_exit_code(run: Run, tmp_path: Path) -> None:
    tamper(tmp_path, "UPDATE entries SET kind = 'report.graded' WHERE sequence = 2")
    found = run("verify")
    assert found.exit_code == 9
    assert "column differs" in found.stdout
    said = json.loads(run("verify", "--json").stdout)
    assert said["findings"] == [{"damage": "column differs", "sequence": 2, "detail": "column kind"}]


def test_show_and_list_answer_as_this_node_or_as_an_outsider(run: Run, entries: list[str]) -> None:
    assert answer(run("show", entries[0], "--json"))["record_id"] == "report-a"
    assert answer(run("show", "report-b", "--json"))["id"] == entries[1]
    assert "report.received" in run("show", "report-a").stdout
    assert [each["sequence"] for each in answer(run("list", "--json"))["entries"]] == [3, 2, 1]
    assert answer(run("list", "--public", "--json"))["entries"] == []
    refused = run("show", entries[0], "--public", "--json")
    assert refused.exit_code == 8
    assert json.loads(refused.stderr)["error"] == "NotFound"


def test_history_kind_and_time_narrow_what_is_shown(run: Run, entries: list[str]) -> None:
    assert len(answer(run("show", "report-a", "--history", "--json"))["entries"]) == 1
    assert len(answer(run("list", "--kind", "node.created", "--json"))["entries"]) == 1
    assert answer(run("list", "--as-of", "2020-01-01", "--json"))["entries"] == []
    assert run("list", "--as-of", "2999-01-01").exit_code == 5


def test_a_chain_is_traced_both_ways_and_as_prov(run: Run, entries: list[str]) -> None:
    hops = answer(run("trace", entries[0], "--json"))["hops"]
    assert [(hop["id"], hop["distance"]) for hop in hops] == [(entries[0], 0), (entries[1], 1)]
    assert "report-b" in run("trace", "report-a").stdout
    assert set(answer(run("trace", entries[0], "--prov", "json"))["entity"]) == {f"entry:{each}" for each in entries}
    assert run("trace", entries[0], "--prov", "provn").stdout.startswith("document")


def test_an_export_verifies_anywhere_and_a_changed_one_does_not(run: Run, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.ndjson"
    node = answer(run("export", bundle, "--public", "--json"))["node"]
    said = answer(run("verify", "--bundle", bundle, "--node", node, "--json", home="other"))
    assert (said["n_entries"], said["n_withheld"]) == (3, 3)
    assert run("verify", "--bundle", bundle, home="other").exit_code == 9  # another node's than its own
    bundle.write_bytes(bundle.read_bytes().replace(b"withheld", b"witheeld", 1))
    assert run("verify", "--bundle", bundle, "--node", node).exit_code == 9


def test_one_entry_is_checked_alone(run: Run, tmp_path: Path, entries: list[str]) -> None:
    file = tmp_path / "entry.json"
    file.write_text(run("show", entries[1], "--proof").stdout)
    node = answer(run("verify", "--json"))["node"]
    assert answer(run("check", file, "--node", node, "--json", home="other"))["id"] == entries[1]
    assert run("check", file, "--node", "0" * 64).exit_code == 4


def test_an_anchor_shows_a_chain_that_was_cut_off(run: Run, tmp_path: Path) -> None:
    request, receipt = tmp_path / "request.json", tmp_path / "receipt.json"
    run("anchor", "make", "--out", request)
    run("anchor", "receive", request, "--out", receipt, home="other")
    witness = json.loads(receipt.read_text())["witness"]
    assert run("anchor", "receive", receipt).exit_code == 4  # not pinned yet
    assert answer(run("anchor", "trust", witness, "--note", "read to us over the phone", "--json"))["witnesses"] == [
        witness
    ]
    assert "Copy that file" in run("anchor", "receive", receipt).stdout
    assert answer(run("anchor", "check", "--json")) == {"anchors": 1, "reaches": 3, "findings": []}
    tamper(
        tmp_path,
        "DELETE FROM entries WHERE sequence > 2",
        "DELETE FROM appends WHERE first_sequence > 2",
        "DELETE FROM links WHERE effect > 2",
        "DELETE FROM current WHERE sequence > 2",
    )
    found = run("verify", "--json")
    assert found.exit_code == 9
    assert [each["damage"] for each in json.loads(found.stdout)["findings"]] == ["truncated"]
    outside = run("verify", "--json", "--anchors", receipt, "--witness", witness)
    assert json.loads(outside.stdout)["counts"] == {"truncated": 1}


def test_the_projection_is_rebuilt(run: Run, tmp_path: Path) -> None:
    tamper(tmp_path, "DELETE FROM current")
    assert run("verify").exit_code == 9
    assert answer(run("rebuild", "--json")) == {"entries": 3}
    assert run("verify").exit_code == 0
