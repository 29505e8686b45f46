"""`forestall decision` and `forestall watch`, as typed: from an issued alert to a decision, in time and late."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import Result
from typer.testing import CliRunner

from forestall.cli.main import app
from forestall.clock import SystemClock
from forestall.memory.node import create_node, open_node
from warning_messages import issued
from warning_people import TODAY

DECIDER = ("--user", "user-d2", "--organisation", "organisation-ministry")
Typed = Callable[..., Result]


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(TODAY, tick=False) as moved:
        yield moved


@pytest.fixture
def typed(travel: object, tmp_path: Path) -> Typed:
    environment = {"FORESTALL_HOME": str(tmp_path), "COLUMNS": "200"}

    def run(*words: str, given: dict[str, Any] | None = None) -> Result:
        said = json.dumps(given) if given is not None else None
        return CliRunner().invoke(app, [*words, "--json"], env=environment, input=said)

    return run


@pytest.fixture
def alert(travel: object, tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    create_node(tmp_path, address, SystemClock(), name="Network office").close()
    with open_node(tmp_path, address, SystemClock()) as node:
        return issued(node.ledger).record_id


def told(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_options_are_listed_with_doing_nothing_first(typed: Typed) -> None:
    options = told(typed("decision", "options", "--sign", "RF8", "--within-days", "14"))["options"]
    assert options[0]["label"] == "Do nothing"
    assert [one["intrusiveness"] for one in options[1:]][-1] == "force"
    assert typed("decision", "options", "--pillar", "4").exit_code != 0


def test_a_decision_is_recorded_from_json_and_shown_with_all_that_was_considered(typed: Typed, alert: str) -> None:
    presence = {"label": "Send observers", "measure": "PR20", "cost_in_words": "Not known.", "expected_effect": "Seen."}
    told(typed("decision", "present", alert, "-", *DECIDER, "--role", "decision_maker", given={"options": [presence]}))
    said = {"kind": "act_as_recommended", "chosen": ["Send two mediators"]}
    entry = told(typed("decision", "record", alert, "-", *DECIDER, given=said))
    assert entry["kind"] == "decision.recorded"
    shown = told(typed("decision", "show", alert, *DECIDER))
    assert [one["kind"] for one in shown["entries"]] == ["decision.presented", "decision.recorded"]
    assert "Send observers" in [one["label"] for one in shown["entries"][-1]["body"]["options"]]
    assert shown["statuses"][0]["status"] == "recorded"
    refused = typed("decision", "record", alert, "-", *DECIDER, given={"kind": "decline"})
    assert "reason code" in refused.stderr


def test_a_worker_writes_what_ran_out_once_and_a_deferral_ends_it_or_lapses(
    typed: Typed, travel: time_machine.Traveller, alert: str
) -> None:
    assert told(typed("watch", "--once")) == {"ran_out": {}, "deliveries": {}, "plans": {}}
    travel.shift(timedelta(hours=13))
    assert told(typed("watch", "--once"))["ran_out"] == {"decision.unacknowledged": 1}
    assert told(typed("watch", "--once"))["ran_out"] == {}
    until = (TODAY + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    told(typed("decision", "defer", alert, "--until", until, "--awaited", "Whether the road is open.", *DECIDER))
    travel.shift(timedelta(days=3))
    assert told(typed("watch", "--once"))["ran_out"] == {"decision.lapsed": 1}
    (row,) = told(typed("decision", "list", *DECIDER))["decisions"]
    assert (row["status"], row["kind"], row["went_up_to"][-1]["step"]) == ("lapsed", "defer", "issuer")
