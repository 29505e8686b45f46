"""The tour works as it is told."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from forestall.cli.main import app

TOUR = Path(__file__).parents[2] / "docs" / "tour"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("FORESTALL_HOME", str(tmp_path))
    monkeypatch.delenv("FORESTALL_DATABASE", raising=False)

    def answer(*words: str, said: str | None = None) -> str:
        result = CliRunner().invoke(app, list(words), input=said)
        assert result.exit_code == 0, result.output
        return result.stdout

    return answer


def test_the_report_is_recorded_graded_corrected_traced_and_verified(run) -> None:  # type: ignore[no-untyped-def]
    run("init")
    told = json.loads(run("record", str(TOUR / "report.json"), "--json"))["entry"]
    for step in ("grade.json", "correction.json"):
        run("record", "-", said=(TOUR / step).read_text().replace("ENTRY OF THE REPORT", told))
    shown = json.loads(run("ledger", "show", "report-tolm1", "--json"))
    assert "XA-02" in json.dumps(shown)
    trace = run("ledger", "trace", told)
    assert "grade-tolm1" in trace
    assert "EXERCISE" in trace
    assert run("ledger", "trace", told, "--prov", "json").startswith("{")
    assert "No damage found" in run("ledger", "verify")


def test_an_outsider_is_told_that_nothing_was_found(run) -> None:  # type: ignore[no-untyped-def]
    run("init")
    run("record", str(TOUR / "report.json"))
    known, unknown = (
        CliRunner().invoke(app, ["ledger", "show", name, "--public"]) for name in ("report-tolm1", "report-tolm2")
    )
    assert known.exit_code == unknown.exit_code != 0
    assert known.stderr.replace("report-tolm1", "") == unknown.stderr.replace("report-tolm2", "")
