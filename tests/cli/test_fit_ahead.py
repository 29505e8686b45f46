"""Fits made ahead by `forestall pull` and `forestall load`, as typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from foresee.invented_lake import load_tables
from foresee.invented_years import invented_inputs
from forestall.cli.main import app
from forestall.clock import SystemClock
from forestall.memory.node import create_node
from forestall.places.countries import countries
from forestall.settings import read_settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A node with all that an outlook from data needs."""
    for name in ("FORESTALL_MIRROR", "FORESTALL_DATABASE", "FORESTALL_SCRATCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FORESTALL_HOME", str(tmp_path / "home"))
    settings = read_settings()
    with create_node(settings.home, settings.database, SystemClock()) as node:
        load_tables(node, [invented_inputs().tables[name] for name in ("ewp_predictors", "ewp_outcomes")])
    return settings.home


def load_coups(folder: Path, *more: str) -> Result:
    """Load an invented list of coups, which outlooks read, as many as the publisher promises."""
    numbers = sorted({state.cow for state in countries() if state.cow})
    lines = [f"{number},Somewhere,{year},0" for number in numbers for year in range(2010, 2016)]
    file = folder / "all-coups.csv"
    file.write_text("\n".join(("ccode,country,year,cou.any", *lines, "")))
    return CliRunner().invoke(app, ["load", str(file), "--dataset", "coups_country_year", *more])


def test_a_load_stands_when_the_fits_after_it_fail(home: Path) -> None:
    (home / "kept").write_text("a file where the folder should be")
    answer = load_coups(home.parent)
    assert answer.exit_code == 0, answer.output
    assert "loaded" in answer.stdout
    assert "fits for the next outlook: none, IntegrityError" in answer.stderr


def test_no_fit_leaves_all_fits_to_the_outlook(home: Path) -> None:
    answer = load_coups(home.parent, "--no-fit")
    assert answer.exit_code == 0, answer.output
    assert "fits" not in answer.stderr
    assert not (home / "kept").exists()
