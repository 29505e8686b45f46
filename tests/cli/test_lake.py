"""`forestall lake`, as typed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from forestall.cli.lake import app
from forestall.clock import SystemClock
from forestall.memory.lake.lake import Lake
from forestall.memory.lake.load import Load
from forestall.memory.node import create_node
from ledgers import CLEAR
from memory.lake.making import EVENTS, delivery

Run = Callable[..., Result]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    home = tmp_path / "node"
    with create_node(home, f"sqlite:///{home / 'ledger.sqlite'}", SystemClock()) as node:
        lake = Lake(node.home / "lake", node.ledger)
        lake.load(delivery(), EVENTS.slice(0, 1), author=node.author, marking=CLEAR)
        return lake.load(delivery(), EVENTS, author=node.author, marking=CLEAR, part_by="country")


@pytest.fixture
def run(tmp_path: Path, load: Load) -> Run:
    def run(*words: str) -> Result:
        return CliRunner().invoke(app, words, env={"FORESTALL_HOME": str(tmp_path / "node"), "COLUMNS": "200"})

    return run


def test_the_newest_load_of_each_dataset_is_listed_or_every_one(run: Run, load: Load) -> None:
    listed = json.loads(run("list", "--json").stdout)["loads"]
    assert [(each["dataset"], each["rows"], each["entry"]) for each in listed] == [("ucdp_candidate", 5, load.entry_id)]
    assert [each["rows"] for each in json.loads(run("list", "--all", "--json").stdout)["loads"]] == [1, 5]
    assert "2026-03 to 2026-04, 2 states" in run("list").stdout


def test_what_was_known_before_the_first_load_is_nothing(run: Run) -> None:
    assert "Nothing is loaded" in run("list", "--as-of", "2020-01-01").stdout
    assert run("read", "ucdp_candidate", "--as-of", "2020-01-01").exit_code == 8


def test_tomorrow_is_not_known_and_today_is_known_until_now(run: Run) -> None:
    today = SystemClock().now().date()
    assert run("read", "ucdp_candidate", "--as-of", str(today + timedelta(days=1))).exit_code == 5
    assert run("read", "ucdp_candidate", "--as-of", str(today)).exit_code == 0


def test_a_time_in_another_form_is_refused(run: Run) -> None:
    refused = run("list", "--as-of", "30 April", "--json")
    assert json.loads(refused.stderr)["where"] == "--as-of"


def test_rows_are_shown_with_nothing_kept_apart_from_zero(run: Run) -> None:
    rows = json.loads(run("read", "ucdp_candidate", "--json").stdout)["rows"]
    deaths = {row["deaths"] for row in rows}
    assert None in deaths
    assert 0 in deaths
    assert len(json.loads(run("read", "ucdp_candidate", "--limit", "2", "--json").stdout)["rows"]) == 2


def test_sql_is_answered_and_a_wrong_one_is_named(run: Run) -> None:
    answer = run("query", "SELECT country, sum(deaths) AS n FROM ucdp_candidate GROUP BY 1 ORDER BY n DESC", "--json")
    assert json.loads(answer.stdout)["rows"][0] == {"country": "SDN", "n": 15}
    refused = run("query", "SELECT nothing FROM ucdp_candidate", "--json")
    assert refused.exit_code == 4
    assert "nothing" in json.loads(refused.stderr)["found"]
    for statement in ("SELECT * FROM read_csv('/etc/passwd')", "SELECT 'x'::INT"):
        assert run("query", statement).exit_code == 4


def test_a_whole_lake_verifies_and_damage_is_named(run: Run, load: Load) -> None:
    assert json.loads(run("verify", "--json").stdout)["findings"] == []
    assert "All 2 loads are as they were loaded." in run("verify").stdout
    shutil.copytree(load.folder, load.folder.with_name("f" * 64))
    stray = run("verify", "--json")
    assert (stray.exit_code, json.loads(stray.stdout)["is_whole"]) == (0, True)
    assert len(json.loads(run("sweep", "--json").stdout)["removed"]) == 1
    assert json.loads(run("verify", "--json").stdout)["findings"] == []
    path = load.paths()[0]
    path.chmod(0o600)
    path.write_bytes(b"x" * path.stat().st_size)
    damaged = run("verify", "--json")
    assert damaged.exit_code == 9
    found = {(each["what"], each["dataset"]) for each in json.loads(damaged.stdout)["findings"]}
    assert found == {("changed", "ucdp_candidate")}
    assert "changed" in run("verify").stdout
