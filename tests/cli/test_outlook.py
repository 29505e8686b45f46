"""`forestall outlook`, as typed: where its fits are done, and what it says with data loaded."""

from __future__ import annotations

from pathlib import Path

import orjson
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from foresee.invented_lake import load_tables
from foresee.invented_months import invented_inputs
from forestall.cli.main import app
from forestall.clock import SystemClock
from forestall.foresee.inputs import InputTable
from forestall.memory.node import open_node
from forestall.runs.outlook import assemble
from forestall.settings import read_settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FORESTALL_MIRROR", "FORESTALL_DATABASE", "FORESTALL_SCRATCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FORESTALL_HOME", str(tmp_path / "home"))
    run("init")
    return tmp_path


def run(*words: str, exit_code: int = 0) -> str:
    answer = CliRunner().invoke(app, words)
    assert answer.exit_code == exit_code, answer.output
    return answer.stdout or answer.stderr


def test_a_cluster_that_no_folder_is_shared_with_is_refused(home: Path) -> None:
    said = run("outlook", "--embedded", "--cluster", "tcp://127.0.0.1:9", "--json", exit_code=3)
    assert "FORESTALL_SCRATCH" in said


def test_with_a_record_of_killings_and_another_forecaster_loaded_both_are_heard(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assemble, "FIRST_ORIGIN", 2021)
    monkeypatch.setattr(assemble, "N_DRAWS", 2)
    monkeypatch.setattr(assemble, "N_RESAMPLES", 20)
    ewp = {"country": ["SDN"], "data_year": [2024], "probability_two_years": [0.081], "rank_two_years": [3]}
    settings = read_settings()
    with open_node(settings.home, settings.database, SystemClock()) as node:
        tables = invented_inputs().tables
        load_tables(node, [*tables.values(), InputTable("ewp_forecasts", pa.table(ewp), "0" * 64)])
    said = run("outlook", "--out", str(home / "out"))
    assert "civilians killed within 3 months of 2004-12, the last month on record" in " ".join(said.split())
    written = orjson.loads((home / "out" / "outlook.json").read_bytes())
    assert written["others"]["SDN"][0]["probability"] == 0.081
    assert len(written["deaths"]["countries"]) > 100
    assert "NER" in written["deaths"]["unknown"]
    page = (home / "out" / "country" / "SDN.html").read_text(encoding="utf-8")
    assert "at 8.1% (place 3 of its list)" in page
    assert "Every period below is over" in page
