"""`forestall metrics`, as typed."""

import json
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from forestall.cli.main import app
from forestall.clock import SystemClock
from forestall.memory.node import create_node


def typed(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["metrics", *words], env={"FORESTALL_HOME": str(home), "COLUMNS": "160"})


def test_what_nobody_can_count_yet_is_not_zero_percent(tmp_path: Path) -> None:
    create_node(tmp_path, f"sqlite:///{tmp_path / 'ledger.sqlite'}", SystemClock()).close()
    told = json.loads(typed(tmp_path, "--json").output)
    assert all(row["share"] is None and row["n"] == 0 for row in told["shares"])
    shown = typed(tmp_path).output
    assert shown.count("nothing to count yet") == len(told["shares"]) + 1
    assert "0%" not in shown
    assert typed(tmp_path, "--as-of", "2999-01-01").exit_code
