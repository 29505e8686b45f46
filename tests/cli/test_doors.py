"""`forestall doors`, as typed: whoever holds the machine closes the node, and commands are refused like pages."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from forestall.cli.main import app
from forestall.clock import SystemClock
from forestall.memory.node import create_node
from warning_messages import message
from warning_people import CIRCLE


def test_a_node_is_shut_and_opened_at_the_machine_and_commands_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORESTALL_HOME", str(tmp_path))
    create_node(tmp_path, f"sqlite:///{tmp_path / 'ledger.sqlite'}", SystemClock()).close()
    runner = CliRunner()

    def typed(*words: str) -> tuple[int, dict[str, object]]:
        result = runner.invoke(app, [*words, "--json"])
        return result.exit_code, json.loads(result.stdout or result.stderr)

    assert typed("doors", "show")[1]["state"] == "open"
    assert typed("doors", "shut", "--reading", "--because", "A laptop was lost.")[1]["state"] == "read_only"
    draft = tmp_path / "alert.json"
    draft.write_text(json.dumps(message().to_json() | {"marking": CIRCLE.to_json()}))
    said = (*("--user", "user-a5"), *("--organisation", "organisation-union"), *("--role", "analyst"))
    code, refused = typed("alert", "draft", str(draft), *said)
    assert (code, refused["error"]) == (8, "DoorsShut")
    assert typed("doors", "show")[1]["because"] == "A laptop was lost."
    assert typed("doors", "open", "--because", "It was found.")[1]["state"] == "open"
    assert typed("doors", "shut", "--because", "Twice.")[1]["state"] == "shut"
    assert typed("doors", "shut", "--because", "Twice.")[0] == 8
