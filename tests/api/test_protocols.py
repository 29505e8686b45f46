"""A protocol card through the API: proposed, tried, signed by two, met, held, used and stopped."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from doors import House
from forestall.records.entry import Draft
from forestall.records.manifest import Manifest
from forestall.runs.recording import record_statement
from forestall.runs.warning.numbers import sign_profile
from forestall.runs.warning.steps import begin
from forestall.warn.classification.thresholds import shipped_profile
from record_samples import HARM_CHECK, SAMPLES
from warning_people import CIRCLE, LEAD, TERMS, TODAY, report

HARM = {name: HARM_CHECK[name] for name in ("who_could_be_hurt", "how", "mitigation", "alternative", "acceptable")}
SIGNS = {"conditions": [{"ground": "preparatory_signs", "label": {"text": "Arms are handed out.", "language": "en"}}],
         "needed": 1}  # fmt: skip
TRIED = {
    "rule": "activation",
    "series": [{"readings": [{"known_on": "2023-03-01", "value": 0.9}, {"known_on": "2023-04-01", "value": 0.1}],
                "at_least": 0.5, "fresh_days": 45}],
    "onsets": ["2023-03-20", "2024-06-01"],
    "days": [f"{year}-{month:02}-01" for year in (2023, 2024) for month in range(1, 13)],
    "inputs": ["manifest-1"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def people(house: House) -> dict[str, Any]:
    def one(name: str, role: str, organisation: str = "union") -> Any:
        account = house.person(
            name, role, organisation=f"organisation-{organisation}", clearance="high", user=f"user-{name[0]}"
        )
        return house.browser(account)

    begin(house.node.ledger, LEAD, "lake.loaded", Manifest.parse(SAMPLES["manifest"]), TERMS, record_id="manifest-1")
    sign_profile(house.node.ledger, LEAD, shipped_profile(), "analyst_lead", TERMS)
    return {
        "lead": one("lead", "analyst_lead"),
        "protection": one("protection", "protection_lead"),
        "officer": one("officer", "duty_officer"),
        "outsider": one("xeno", "analyst_lead", "elsewhere"),
    }


def call(browser: Any, address: str, said: dict[str, Any] | None = None, status: int = 200) -> Any:
    if said is None:
        answer = browser.get(f"/api{address}")
    else:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get("/desk").content.decode())
        headers = {"X-CSRFToken": token.group(1) if token else ""}
        answer = browser.post(f"/api{address}", said, content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content
    return answer.json()


def proposed(people: dict[str, Any], **parts: Any) -> str:
    plain = {"readiness": SIGNS, "activation": SIGNS, "stop": SIGNS, "civilian_warning": None, "backtests": [],
             "signed_by": [], "replaces": None, "version": 1, "retired_because": None, "owner": "user-l",
             "budgets": [{"rule": "activation", "in_vain": 1, "out_of": 2}]}  # fmt: skip
    said = {"trigger": SAMPLES["trigger"] | plain | parts, "marking": CIRCLE.to_json()}
    return str(call(people["lead"], "/triggers", said)["record_id"])


def signed(people: dict[str, Any]) -> str:
    name = proposed(people)
    call(people["lead"], f"/triggers/{name}/backtest", TRIED)
    call(people["protection"], f"/triggers/{name}/agree", {"role": "protection_lead"})
    call(people["lead"], f"/triggers/{name}/sign", {"role": "analyst_lead"})
    return name


def met(house: House, people: dict[str, Any], name: str) -> str:
    seen = report(house.node.ledger, 1)
    said = {"rule": "activation", "said": [{"condition": 0, "holds": True, "rests_on": [seen.id]}]}
    verdict = call(people["officer"], f"/triggers/{name}/check", said)
    assert verdict["is_met"]
    assert "not an activation" in verdict["says"]
    return str(verdict["activation_id"])


def test_a_card_is_tried_the_same_way_each_time_and_signed_by_two(people: dict[str, Any]) -> None:
    name = signed(people)
    found = call(people["officer"], f"/triggers/{name}")
    (tried,) = found["backtests"]
    assert [(row["year"], row["hits"], row["misses"], row["lead_days"]) for row in tried["years"]] == [
        (2023, 1, 0, [19]), (2024, 0, 1, []),
    ]  # fmt: skip
    assert (found["state"], tried["middle_lead_days"]) == ("signed", 19)
    again = proposed(people)
    call(people["lead"], f"/triggers/{again}/backtest", TRIED)
    (same,) = call(people["lead"], f"/triggers/{again}")["backtests"]
    assert {**same, "run_at": None} == {**tried, "run_at": None}


def test_a_signed_card_is_never_drafted_again(people: dict[str, Any]) -> None:
    name = signed(people)
    card = call(people["lead"], f"/triggers/{name}")["trigger"]
    call(people["lead"], f"/triggers/{name}/draft", {"trigger": card | {"signed_by": []}}, 409)
    call(people["lead"], f"/triggers/{name}/backtest", TRIED, 409)


def test_silence_meets_nothing(people: dict[str, Any]) -> None:
    verdict = call(people["officer"], f"/triggers/{signed(people)}/check", {"rule": "activation"})
    assert (verdict["is_met"], verdict["unknown"], verdict["activation_id"]) == (False, [0], None)


def test_a_rule_that_is_met_is_held_with_a_reason_and_used_by_two_with_a_harm_check(
    house: House, people: dict[str, Any]
) -> None:
    use = met(house, people, signed(people))
    bare = {"role": "analyst_lead", "reason_code": "other", "reason": ""}
    call(people["lead"], f"/activations/{use}/hold", bare, 422)
    call(people["lead"], f"/activations/{use}/activate", {"role": "analyst_lead", "harm_check": HARM}, 422)
    call(people["protection"], f"/activations/{use}/agree", {"role": "protection_lead"})
    call(people["lead"], f"/activations/{use}/activate", {"role": "analyst_lead"}, 422)
    used = call(people["lead"], f"/activations/{use}/activate", {"role": "analyst_lead", "harm_check": HARM})
    assert used["kind"] == "trigger.activated"
    call(people["officer"], f"/activations/{use}/stop", {"role": "duty_officer", "reason": "The people ask."})
    assert call(people["lead"], f"/activations/{use}")["step"] == "stopped"


def test_health_discretion_and_errors(people: dict[str, Any]) -> None:
    name = signed(people)
    call(people["officer"], f"/triggers/{name}/confirm", {"check": "rehearsed", "on": "2026-11-20"})
    said = {"role": "analyst_lead", "reason_code": "other", "reason": "The elders asked.", "harm_check": HARM}
    use = call(people["lead"], f"/triggers/{name}/discretion", said)["record_id"]
    found = call(people["lead"], f"/triggers/{name}?onset=2026-06-01&onset=2026-11-30")
    assert [row["activation_id"] for row in found["uses"]] == [use]
    assert found["misses"] == ["2026-06-01"]
    assert [(row["rule"], row["spent"], row["n_open"]) for row in found["budgets"]] == [("activation", 0, 0)]


def test_an_exercise_never_meets_a_rule_of_the_real_world(house: House, people: dict[str, Any]) -> None:
    name = signed(people)
    body = report(house.node.ledger, 1).body
    draft = {"kind": "report.received", "record_id": "report-pretend", "body": body, "author": LEAD.author,
             "marking": CIRCLE, "exercise": True}  # fmt: skip
    pretend = record_statement(house.node.ledger, Draft.parse(draft), house.node.ledger.clock.now())
    said = {"rule": "activation", "said": [{"condition": 0, "holds": True, "rests_on": [pretend.id]}]}
    refused = call(people["officer"], f"/triggers/{name}/check", said, 422)
    assert refused["error"] == "InvalidField"
    assert call(people["officer"], f"/triggers/{name}")["uses"] == []


def test_an_outsider_cannot_tell_that_a_card_or_its_use_exists(house: House, people: dict[str, Any]) -> None:
    name = signed(people)
    use, outsider = met(house, people, name), people["outsider"]
    for address, nowhere, said in (
        (f"/triggers/{name}", "/triggers/trigger-nowhere", None),
        (f"/triggers/{name}/check", "/triggers/trigger-nowhere/check", {"rule": "activation"}),
        (f"/activations/{use}", "/activations/activation-nowhere", None),
        (f"/activations/{use}/agree", "/activations/activation-nowhere/agree", {"role": "analyst_lead"}),
    ):
        assert call(outsider, address, said, 404) == call(outsider, nowhere, said, 404)
