"""`forestall flashpoints`, as typed: worked out, proposed, approved, shown."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from click.testing import Result
from typer.testing import CliRunner

from forestall.cli.main import app
from forestall.clock import SystemClock
from forestall.memory.node import create_node
from record_samples import HARM_CHECK

FOUR = {key: HARM_CHECK[key] for key in ("who_could_be_hurt", "how", "mitigation", "alternative", "acceptable")}
DEMAND: dict[str, Any] = {
    "start": (SystemClock().now() + timedelta(days=9)).date().isoformat(),
    "days": 3,
    "harm_unit": "expected deaths of civilians",
    "spots": [{"name": "Market", "harm": [2.0]}, {"name": "School", "harm": [5.0], "refused": ["monitors"]}],
    "teams": [{"name": "Watch", "kind": "monitors", "base": "Market", "averts": 0.5}],
}


def typing_in(folder: Path) -> Callable[..., Result]:
    """A command line at a node in a folder."""
    create_node(folder, f"sqlite:///{folder / 'ledger.sqlite'}", SystemClock()).close()

    def run(*words: str, given: dict[str, Any] | None = None) -> Result:
        text = json.dumps(given) if given is not None else None
        return CliRunner().invoke(app, ["flashpoints", *words], env={"FORESTALL_HOME": str(folder)}, input=text)

    return run


def test_a_plan_says_who_goes_where_what_stays_uncovered_and_what_binds(tmp_path: Path) -> None:
    run = typing_in(tmp_path)
    told = json.loads(run("plan", "-", "--json", given=DEMAND).output)
    assert told["stays"] == [{"team": "Watch", "spot": "Market", "first_day": 1, "last_day": 3}]
    assert told["uncovered"][0]["because"] == "no_team_allowed"
    assert {row["limit"] for row in told["limits"] if row["binds"]} == {"teams", "refusal"}
    shown = run("plan", "-", given=DEMAND).output
    assert "nobody: no team goes yet" in shown
    assert "no plan averts more" in shown
    assert "No refusal: 2" in " ".join(shown.split())
    assert "protects rights." in " ".join(shown.split())


def test_limits_that_exclude_each_other_are_named(tmp_path: Path) -> None:
    need = {"name": "Two there", "spot": "Market", "n_teams": 2, "first_day": 1, "last_day": 1}
    told = json.loads(typing_in(tmp_path)("plan", "-", "--json", given=DEMAND | {"needs": [need]}).output)
    assert told["status"] == "infeasible"
    assert {(row["limit"], row["of"]) for row in told["conflict"]} == {("need", "Two there"), ("teams", "monitors")}


def test_a_plan_is_proposed_by_one_person_and_approved_by_another(tmp_path: Path) -> None:
    run = typing_in(tmp_path)
    given = DEMAND | {"marking": {"tlp": "green", "actions": ["act_visibly"]}}
    entry = json.loads(run("propose", "-", "--role", "duty_officer", "--json", given=given).output)
    name = entry["record"]
    assert run("approve", name, "-", "--role", "decision_maker", given=FOUR).exit_code
    other = ("--user", "user-minister", "--role", "decision_maker")
    assert run("approve", name, "-", *other, given=FOUR).exit_code == 0
    assert "user-minister" in run("show", name).output
