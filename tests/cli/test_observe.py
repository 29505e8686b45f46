"""`forestall pull` and `forestall load`, as typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from forestall.cli.main import app
from observe.samples import FOLDER


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FORESTALL_MIRROR", "FORESTALL_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FORESTALL_HOME", str(tmp_path / "home"))
    return tmp_path


def run(*words: str, exit_code: int = 0) -> str:
    answer = CliRunner().invoke(app, words)
    assert answer.exit_code == exit_code, answer.output
    return answer.stdout


def answered(*words: str, exit_code: int = 0) -> list[dict[str, Any]]:
    datasets: list[dict[str, Any]] = json.loads(run(*words, "--json", exit_code=exit_code))["datasets"]
    return datasets


def enough_rates(folder: Path) -> Path:
    """Invented rates of all states, as many as the publisher promises."""
    from forestall.places.countries import countries

    codes = sorted({state.alpha3 for state in countries() if state.alpha3 and state.kind == "state"})
    path = folder / "structural" / "un_imr_clean.csv"
    path.parent.mkdir(parents=True)
    lines = [f"{code},{year},40.5" for code in codes for year in range(1950, 2031)]
    path.write_text("\n".join(("iso3c,year,un_imr", *lines, "")))
    return path


def test_a_mirror_is_pulled_and_what_it_lacks_does_not_stop_the_rest(home: Path) -> None:
    enough_rates(home)
    (vdem, rates) = answered("pull", "vdem", "igme_imr", "--mirror", str(home), exit_code=8)
    assert (vdem["status"], vdem["why"]["error"]) == ("refused", "NotFound")
    assert (rates["status"], rates["n_findings"], rates["coverage"]["last"]) == ("loaded", 0, "2030-12")


def test_without_names_all_that_the_mirror_has_is_pulled_and_then_nothing_is_new(home: Path) -> None:
    enough_rates(home)
    for status in ("loaded", "unchanged"):
        assert [(each["dataset"], each["status"]) for each in answered("pull", "--mirror", str(home))] == [
            ("igme_imr", status)
        ]


def test_a_file_of_ones_own_is_told_by_its_columns(home: Path) -> None:
    path = enough_rates(home)
    (answer,) = answered("load", str(path))
    assert (answer["dataset"], answer["status"]) == ("igme_imr", "loaded")


def test_an_extract_says_what_it_covers(home: Path) -> None:
    sample = FOLDER / "ucdp_ged" / "sample.csv"
    (answer,) = answered("load", str(sample), "--dataset", "ucdp_ged", "--covers", "SDN", "--covers", "SSD")
    assert answer["coverage"] == {"first": "2031-02", "last": "2031-02", "countries": 2}


def test_too_few_rows_are_refused_in_words(home: Path) -> None:
    said = run("load", str(FOLDER / "ucdp_ged" / "sample.csv"), "--dataset", "ucdp_ged", exit_code=4)
    assert "at least 300000 rows; found 2" in said
    assert "still stands" in said


def test_terms_are_shown_before_the_first_use(home: Path) -> None:
    sample = str(FOLDER / "acled" / "sample.json")
    (refused,) = answered("load", sample, exit_code=8)
    assert "you may not pass on the data" in refused["why"]["remedy"]
    (loaded,) = answered("load", sample, "--accept-terms")
    assert loaded["rows"] == 2


def test_all_datasets_are_listed_with_their_licence(home: Path) -> None:
    listed = {each["name"]: each for each in answered("pull", "--list")}
    assert listed["ucdp_ged"]["licence"] == "CC-BY-4.0"
    assert "acled" in run("pull", "--list")
