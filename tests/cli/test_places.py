"""`forestall places find`, as typed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from forestall.cli.places import app
from forestall.places.outlines import EXERCISE_FILE


def _find(*words: str) -> Result:
    return CliRunner().invoke(app, ["find", *words])


def test_a_country_is_shown_with_the_codes_of_that_day() -> None:
    shown = _find("Sudan", "--on", "2010-01-01")
    assert shown.exit_code == 0
    assert "SD, SDN, 736, GW 625, COW 625" in shown.stdout
    assert "from 1956-01-01 to 2011-07-09" in shown.stdout
    assert "Partly confirmed" in shown.stdout


def test_a_southern_latitude_is_no_option() -> None:
    shown = _find("-1.3,36.8", "--json")
    assert shown.exit_code == 0
    assert json.loads(shown.stdout)["countries"][0]["name"] == "Kenya"


def test_two_states_that_count_a_point_are_both_shown() -> None:
    shown = _find("44.75,33.7", "--on", "2026-11-22")
    assert "Ukraine" in shown.stdout
    assert "Russia" in shown.stdout


def test_a_point_is_looked_up_in_a_file_of_areas(tmp_path: Path) -> None:
    areas = json.loads(EXERCISE_FILE.read_text())
    areas["features"] = areas["features"][:1]
    areas["features"][0]["geometry"]["coordinates"] = [[[32, 15], [33, 15], [33, 16], [32, 16], [32, 15]]]
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps(areas))
    assert "admin1  Tolm" in " ".join(_find("15.6,32.5", "--admin1", str(path)).stdout.split("\n")).replace("   ", "  ")


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (("Sudn",), 3, "Did you mean Sudan (SDN)?"),
        (("SSD", "--on", "2005-01-01"), 3, "On that day its area was that of Sudan (SDN)."),
        (("91,0",), 6, "values in [-90, 90]"),
        (("15.6,32.5", "--admin1", "none.geojson"), 4, "none.geojson"),
        (("Sudan", "--on", "2010-02-30"), 2, "2010-02-30"),
    ],
)
def test_an_error_leaves_with_its_own_exit_code_and_says_what_to_do(
    words: tuple[str, ...], code: int, text: str
) -> None:
    shown = _find(*words)
    assert shown.exit_code == code
    assert text in shown.stderr


def test_an_error_is_json_where_json_was_asked_for() -> None:
    shown = _find("Sudn", "--json")
    assert json.loads(shown.stderr)["error"] == "UnknownTerm"
