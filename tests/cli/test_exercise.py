"""`forestall exercise`, as typed: played through at once, or begun for people; on either database."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from forestall.cli.main import app
from forestall.clock import SystemClock
from forestall.memory.node import open_node
from forestall.vocabulary.load import vocabulary
from record_samples import SAMPLES

SORTS = {"report", "contradiction", "own conduct", "correction"}


def in_a_process_of_its_own(*words: str, home: Path, database: str | None = None) -> "subprocess.CompletedProcess[str]":
    """As typed, where Django is started for another node than that of the tests."""
    command = [str(Path(sys.executable).with_name("forestall")), *words]
    environment = {"FORESTALL_HOME": str(home), "PATH": os.environ["PATH"]}
    environment |= {"FORESTALL_DATABASE": database} if database else {}
    return subprocess.run(command, check=False, env=environment, capture_output=True, text=True)


def typed(*words: str, home: Path, given: str | None = None, database: str | None = None) -> Result:
    environment = {"FORESTALL_HOME": str(home), "FORESTALL_DATABASE": database}
    return CliRunner().invoke(app, list(words), env=environment, input=given)


def test_an_exercise_is_played_through_on_either_database_with_the_same_trace(
    fresh_address: Callable[[], str], tmp_path: Path
) -> None:
    home = tmp_path / "nothing-there"
    there = typed("exercise", "run", "--fast", "--seed", "5", "--json", "--database", fresh_address(), home=home)
    here = typed("exercise", "run", "--fast", "--seed", "5", "--json", home=home)
    assert there.exit_code == 0, there.output
    assert json.loads(there.output) == json.loads(here.output)
    told = json.loads(here.output)
    assert told["exercise"] is True
    assert all(hop["exercise"] for hop in told["trace"])
    assert told["trace"][0]["kind"] == "forecast.issued"
    assert told["trace"][-1]["kind"] == "review.closed"
    assert not home.exists()


def test_an_exercise_for_people_has_somebody_in_every_role_and_takes_nothing_real(
    fresh_address: Callable[[], str], tmp_path: Path
) -> None:
    home, database = tmp_path / "drill", fresh_address()
    begun = in_a_process_of_its_own(
        "exercise", "start", "--seed", "3", "--pace", "1440", "--json", home=home, database=database
    )
    assert begun.returncode == 0, begun.stderr
    told = json.loads(begun.stdout)
    assert set(vocabulary("role")) - {"analyst"} <= set(told["people"])
    assert told["play"].startswith("http://127.0.0.1:8000/play/")
    with open_node(home, database, SystemClock()) as node:
        assert node.is_exercise
        assert node.ledger.clock.now() > SystemClock().now()
    state = typed("exercise", "injects", "--json", home=home, database=database)
    assert {row["sort"] for row in json.loads(state.output)["ahead"]} <= SORTS
    watched = in_a_process_of_its_own("watch", "--once", home=home, database=database)
    assert watched.returncode == 0, watched.stderr
    statement = {
        "kind": "report.received",
        "record_id": "report-1",
        "body": SAMPLES["report"],
        "marking": {"tlp": "clear"},
    }
    refused = typed("record", "-", home=home, given=json.dumps(statement), database=database)
    assert refused.exit_code
    assert "aren't real" in " ".join(refused.output.split()) or "aren't real" in str(refused.stderr)
    assert typed("exercise", "start", home=home, database=database).exit_code


def test_a_start_that_found_no_database_is_made_again(tmp_path: Path) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    for database, is_made in ((nowhere, False), (None, True)):
        begun = in_a_process_of_its_own("exercise", "start", home=tmp_path, database=database)
        assert (begun.returncode == 0) is is_made


def test_a_node_is_no_exercise_by_itself(tmp_path: Path) -> None:
    assert typed("init", home=tmp_path).exit_code == 0
    assert typed("exercise", "start", home=tmp_path).exit_code
    assert typed("exercise", "injects", home=tmp_path).exit_code
    assert typed("exercise", "run", home=tmp_path).exit_code
