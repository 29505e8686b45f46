"""`forestall backtest`, as typed."""

import csv
import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from foresee import invented_points, invented_years
from foresee.invented_lake import load_tables
from foresee.invented_months import invented_inputs
from foresee.workers.clusters import small_cluster
from forestall.cli.backtest import backtest
from forestall.clock import SystemClock
from forestall.foresee.inputs import InputTable
from forestall.memory.node import create_node
from forestall.places.grid import cell_at
from forestall.settings import read_settings

app = typer.Typer()
app.command()(backtest)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FORESTALL_MIRROR", "FORESTALL_DATABASE", "FORESTALL_SCRATCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FORESTALL_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def loaded(home: Path) -> Path:
    """A node whose lake holds the invented record of violence."""
    load(invented_inputs(n_months=84).tables["ged_country_month"])
    return home


def load(*tables: InputTable) -> None:
    settings = read_settings()
    with create_node(settings.home, settings.database, SystemClock()) as node:
        load_tables(node, tables)


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


def test_cells_are_forecast_for_the_region_that_is_named(home: Path) -> None:
    load(invented_points.violent_years().tables["ucdp_ged"])
    out = home / "cells.csv"
    words = ("civilian-deaths-cell", "--from", "2004-12", "--to", "2005-01", "--out", str(out), "--json")
    said = json.loads(run(*words, "--region", "xea"))
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert {row["origin"] for row in rows} == {"2004-12", "2005-01"}
    assert str(cell_at(*invented_points.TOLM)) in {row["unit"] for row in rows}
    assert any("events count in no unit, coarse place" in note for note in said["notes"])
    assert "QQQ" in run(*words, "--region", "QQQ", exit_code=8)


def test_a_target_about_the_world_has_no_region(loaded: Path) -> None:
    words = ("civilian-deaths", "--from", "1998-12", "--to", "1998-12", "--out", str(loaded / "x.csv"), "--json")
    assert "--region" in run(*words, "--region", "CAF", exit_code=4)


def test_a_node_without_data_says_what_to_pull(home: Path) -> None:
    create_node(read_settings().home, read_settings().database, SystemClock()).close()
    words = ("civilian-deaths", "--from", "1998-12", "--to", "1998-12", "--out", str(home / "x.csv"), "--json")
    assert "forestall pull ged_country_month" in run(*words, exit_code=8)


def test_an_unknown_target_is_answered_with_those_there_are(home: Path) -> None:
    words = ("rain", "--from", "1998-12", "--to", "1998-12", "--out", str(home / "x.csv"), "--json")
    assert "civilian-deaths" in run(*words, exit_code=3)


def test_a_cluster_writes_the_bytes_of_this_machine(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(*invented_years.invented_inputs().tables.values())
    out, theirs, kept = home / "here.csv", home / "there.csv", home / "home" / "kept"
    words = ("mass-killing-onset", "--from", "1997", "--to", "1997", "--json", "--out")
    run(*words, str(out))
    n_fits = len(list(kept.iterdir()))
    assert n_fits == 6
    shutil.rmtree(kept)
    monkeypatch.setenv("FORESTALL_SCRATCH", str(home))
    with small_cluster(2) as cluster:
        run(*words, str(theirs), "--cluster", str(cluster.scheduler_address))
    assert theirs.read_bytes() == out.read_bytes()
    assert len(list(kept.iterdir())) == n_fits


def test_a_cluster_without_a_folder_to_share_is_refused(loaded: Path) -> None:
    out = loaded / "forecasts.csv"
    words = ("civilian-deaths", "--from", "1998-12", "--to", "1998-12", "--out", str(out), "--json")
    assert "FORESTALL_SCRATCH" in run(*words, "--cluster", "tcp://127.0.0.1:9", exit_code=3)
