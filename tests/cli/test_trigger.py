"""`forestall trigger`, as typed: from the draft of a card to its use and the ledgers of its errors."""

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
from forestall.memory.node import create_node
from record_samples import HARM_CHECK, SAMPLES, said
from warning_people import CIRCLE, TODAY, asked

Typed = Callable[..., Result]
UNION = ("--organisation", "organisation-union")
LEAD = ("--user", "user-l", *UNION, "--role", "analyst_lead")
PROTECTION = ("--user", "user-p", *UNION, "--role", "protection_lead")
FOUR = {key: HARM_CHECK[key] for key in ("who_could_be_hurt", "how", "mitigation", "alternative", "acceptable")}
MARKING = CIRCLE.to_json()


def rule(ground: str) -> dict[str, Any]:
    return {"conditions": [{"ground": ground, "label": said("It holds")}], "needed": 1}


CARD = SAMPLES["trigger"] | {"signed_by": [], "backtests": [], "version": 1, "readiness": rule("calendar"),
                             "activation": rule("preparatory_signs"), "stop": rule("harm_found"),
                             "budgets": [{"rule": "activation", "in_vain": 1, "out_of": 2}],
                             "marking": MARKING}  # fmt: skip
CARD = {key: value for key, value in CARD.items() if key not in ("retired_because", "replaces")}
HISTORY = {
    "series": [{"readings": [{"known_on": "2023-03-01", "value": 0.9}], "at_least": 0.5, "fresh_days": 45}],
    "onsets": ["2023-03-20"],
    "days": [f"2023-{month:02}-01" for month in range(1, 13)],
    "inputs": ["manifest-1"],
}


@pytest.fixture
def typed(tmp_path: Path) -> Iterator[Typed]:
    address = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    environment = {"FORESTALL_HOME": str(tmp_path), "COLUMNS": "200"}

    def run(*words: str, given: dict[str, Any] | None = None, fails: bool = False) -> Result:
        text = json.dumps(given) if given is not None else None
        result = CliRunner().invoke(app, list(words), env=environment, input=text)
        assert bool(result.exit_code) == fails, result.output
        return result

    with time_machine.travel(TODAY, tick=False):
        create_node(tmp_path, address, SystemClock(), name="Network office").close()
        run("assessment", "sign-profile", *LEAD)
        load = {"kind": "lake.loaded", "record_id": "manifest-1", "body": SAMPLES["manifest"], "marking": MARKING,
                "author": {"user": "user-l", "organisation": "organisation-union"}}  # fmt: skip
        run("record", "-", given=load)
        yield run


def record_of(result: Result) -> str:
    found: dict[str, Any] = json.loads(result.stdout)
    return str(found["record"])


def signed(typed: Typed) -> str:
    card = record_of(typed("trigger", "draft", "-", "--json", *LEAD, given=CARD))
    tried = typed("trigger", "backtest", card, "-", "--json", *LEAD, given=HISTORY)
    assert json.loads(tried.stdout)["backtest"]["years"][0]["lead_days"] == [19]
    yes = json.loads(typed("trigger", "agree", card, "--yes", "--json", *PROTECTION).stdout)["entry"]
    typed("trigger", "sign", card, "--finding", yes, *LEAD)
    return card


def report(typed: Typed) -> str:
    body = {
        "received_at": "2026-11-22T11:00:00.000000Z",
        "channel": "telephone",
        "summary": said("Arms were handed out."),
    }
    told = {"kind": "report.received", "body": body, "marking": MARKING}
    entry: str = json.loads(typed("record", "-", "--json", given=told).stdout)["entry"]
    return entry


def test_a_card_is_drafted_tried_signed_met_activated_stopped_and_counted(typed: Typed, tmp_path: Path) -> None:
    card = signed(typed)
    assert json.loads(typed("trigger", "health", card, "--json", *LEAD[:4]).stdout)["state"] == "signed"
    met = json.loads(typed("trigger", "check", card, "--holds", f"1={report(typed)}", "--json", *LEAD).stdout)
    assert met["is_met"]
    assert "not an activation" in met["says"]
    yes = json.loads(typed("trigger", "agree", met["record"], "--yes", "--json", *PROTECTION).stdout)["entry"]
    (tmp_path / "harm.json").write_text(json.dumps(FOUR))
    harm = ("--harm-check", str(tmp_path / "harm.json"))
    alone = typed("trigger", "activate", met["record"], *harm, *LEAD, fails=True)
    assert "protection_lead" in alone.output
    typed("trigger", "activate", met["record"], "--finding", yes, *harm, *LEAD)
    typed("trigger", "stop", met["record"], "--reason", "Both camps are empty.", *LEAD)
    with time_machine.travel(TODAY + timedelta(days=60), tick=False):
        shown = json.loads(typed("trigger", "errors", card, "--onset", "2026-06-01", "--json", *LEAD[:4]).stdout)
    assert shown["budgets"][0]["spent"] == 1
    assert shown["misses"] == ["2026-06-01"]


def test_a_rule_that_is_met_is_overdue_until_somebody_holds_it_with_a_reason(typed: Typed) -> None:
    card = signed(typed)
    met = record_of(typed("trigger", "check", card, "--holds", f"1={report(typed)}", "--json", *LEAD))
    with time_machine.travel(TODAY + timedelta(hours=25), tick=False):
        assert met in typed("trigger", "overdue", "--json", *LEAD[:4]).stdout
        typed("trigger", "hold", met, "--reason-code", "no_resources", "--reason", "Both are away.", *LEAD)
        assert json.loads(typed("trigger", "overdue", "--json", *LEAD[:4]).stdout)["overdue"] == []


def test_one_signatory_activates_at_discretion_with_written_reasons(typed: Typed) -> None:
    card = signed(typed)
    reasons = {"reason_code": "other", "reason": "The elders asked.", "harm_check": FOUR, "rests_on": [report(typed)]}
    assert "trigger.activated" in typed("trigger", "discretion", card, "-", *LEAD, given=reasons).output
    bare = typed("trigger", "discretion", card, "-", *LEAD, given={"harm_check": FOUR}, fails=True)
    assert "going against the rule" in bare.output


def test_a_rehearsal_is_written_down_on_a_signed_card(typed: Typed) -> None:
    card = signed(typed)
    typed("trigger", "confirm", card, "--check", "rehearsed", "--on", "2026-11-20", *LEAD)
    assert json.loads(typed("trigger", "health", card, "--json", *LEAD[:4]).stdout)["rehearsed"] is True
    typed("trigger", "confirm", card, "--check", "rehearsed", "--on", "tomorrow", *LEAD, fails=True)


def test_forecasts_on_record_are_readings_known_on_the_day_they_were_recorded(typed: Typed) -> None:
    card = record_of(typed("trigger", "draft", "-", "--json", *LEAD, given=CARD))
    ahead = SAMPLES["forecast"] | {"place": SAMPLES["trigger"]["place"]}
    typed("record", "-", given={"kind": "forecast.issued", "body": ahead, "marking": MARKING})
    days = HISTORY | {"series": [], "days": ["2026-11-21", "2026-11-22"], "onsets": []}
    tried = typed("trigger", "backtest", card, "-", "--forecasts-from", "0.5", "--json", *LEAD, given=days)
    assert json.loads(tried.stdout)["backtest"]["years"][0]["year"] == 2026
    elsewhere = CARD | {"place": {"precision": "country", "country": "MLI"}}
    other = record_of(typed("trigger", "draft", "-", "--json", *LEAD, given=elsewhere))
    none = typed("trigger", "backtest", other, "-", "--forecasts-from", "0.5", *LEAD, given=days, fails=True)
    assert "forecasts of the card's place" in none.output


def test_a_card_that_hate_speech_alone_could_set_off_is_not_saved(typed: Typed) -> None:
    refused = typed("trigger", "draft", "-", *LEAD, given=CARD | {"activation": rule("hate_speech")}, fails=True)
    assert "hate speech alone" in refused.output


def test_requests_to_collect_are_listed_answered_and_closed(typed: Typed) -> None:
    question = asked().to_json() | {"marking": MARKING}
    facilitator = ("--user", "user-f", *UNION, "--role", "facilitator")
    typed("assessment", "open", "-", *facilitator, given=question)
    analyst = ("--user", "user-a0", "--organisation", "organisation-network", "--role", "analyst")
    rows = json.loads(typed("assessment", "requests", "--json", *analyst[:4]).stdout)["requests"]
    assert len(rows) == 2
    typed("assessment", "answer", rows[0]["record"], "--entry", report(typed), *analyst)
    typed("assessment", "answer", rows[0]["record"], "--close-because", "The camps are empty.", *analyst)
    assert len(json.loads(typed("assessment", "requests", "--json", *analyst[:4]).stdout)["requests"]) == 1
