"""`forestall backtest`, as typed."""

import csv
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from foresee.invented_months import invented_inputs
from forestall.cli.backtest import backtest
from forestall.clock import SystemClock
from forestall.memory.lake.lake import Lake
from forestall.memory.lake.loading import Delivery
from forestall.memory.node import create_node
from forestall.settings import read_settings
from ledgers import CLEAR

app = typer.Typer()
app.command()(backtest)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FORESTALL_MIRROR", "FORESTALL_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FORESTALL_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def loaded(home: Path) -> Path:
    """A node whose lake holds the invented record of violence."""
    settings = read_settings()
    table = invented_inputs(n_months=84).tables["ged_country_month"]
    with create_node(settings.home, settings.database, SystemClock()) as node:
        delivery = Delivery(dataset=table.dataset, source="made up", digest=table.digest, coverage=table.coverage)
        Lake(node.home / "lake", node.ledger).load(delivery, table.rows, author=node.author, marking=CLEAR)
    return home


def run(*words: str, exit_code: int = 0) -> str:
    answer = CliRunner().invoke(app, words)
    assert answer.exit_code == exit_code, answer.output
    return answer.stdout or answer.stderr


def test_a_backtest_from_the_lake_writes_its_file_and_says_what_to_know(loaded: Path) -> None:
    out = loaded / "forecasts.csv"
    words = ("civilian-deaths", "--from", "1998-12", "--to", "1999-01", "--out", str(out), "--json")
    said = json.loads(run(*words))
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert said["rows"] == len(rows) > 5_000
    assert {row["origin"] for row in rows} == {"1998-12", "1999-01"}
    assert said["notes"] == [
        "NER: record unknown, forecast from its neighbours; not for rankings (1998-12 to 1999-01, 2 origins)"
    ]
    first = out.read_bytes()
    run(*words)
    assert out.read_bytes() == first


def test_a_node_without_data_says_what_to_pull(home: Path) -> None:
    create_node(read_settings().home, read_settings().database, SystemClock()).close()
    words = ("civilian-deaths", "--from", "1998-12", "--to", "1998-12", "--out", str(home / "x.csv"), "--json")
    assert "forestall pull ged_country_month" in run(*words, exit_code=8)


def test_an_unknown_target_is_answered_with_those_there_are(home: Path) -> None:
    words = ("rain", "--from", "1998-12", "--to", "1998-12", "--out", str(home / "x.csv"), "--json")
    assert "civilian-deaths" in run(*words, exit_code=3)
