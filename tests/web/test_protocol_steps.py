"""A protocol card from its draft to its use, in the pages and through the API."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from doors import House
from forestall.records.forecast import Forecast
from forestall.records.manifest import Manifest
from forestall.runs.warning.numbers import sign_profile
from forestall.runs.warning.steps import begin
from forestall.warn.classification.thresholds import shipped_profile
from record_samples import HARM_CHECK, PROVINCE, SAMPLES
from warning_people import LEAD, TERMS, TODAY, report

HARM = {name: HARM_CHECK[name] for name in ("who_could_be_hurt", "how", "mitigation", "alternative")}


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def people(house: House) -> dict[str, Any]:
    def one(name: str, organisation: str, *roles: str) -> Any:
        account = house.person(
            name, *roles, organisation=f"organisation-{organisation}", clearance="high", user=f"user-{name[0]}"
        )
        return house.browser(account)

    begin(house.node.ledger, LEAD, "lake.loaded", Manifest.parse(SAMPLES["manifest"]), TERMS, record_id="manifest-1")
    return {
        "lead": one("lead", "union", "analyst_lead"),
        "protection": one("protection", "union", "protection_lead"),
        "officer": one("officer", "union", "duty_officer"),
        "warden": one("warden", "union", "action_owner"),
        "outsider": one("xeno", "elsewhere", "analyst_lead"),
    }


def card_form(**parts: str) -> dict[str, str]:
    """What somebody types who proposes a card."""
    conditions = [
        ("readiness", "preparatory_signs", "Arms are handed out."),
        ("activation", "preparatory_signs", "Arms are handed out in two places."),
        ("stop", "local_request", "The people ask to stop."),
    ]
    typed = {"step": "draft_trigger", "language": "en", "scenario": "Attack after the harvest", "country": "SDN",
             "admin1": "SD-DW", "populations": "Farming communities", "expires_on": "2027-05-22", "acceptable": "yes",
             "tlp": "amber", "sensitivity": "moderate", "actions": "analyse", "purposes": "early_warning",
             "organisations": "organisation-union", **HARM}  # fmt: skip
    typed |= {f"{rule}_needed": "1" for rule in ("readiness", "activation", "stop")}
    rows = {
        "conditions": [dict(zip(("rule", "ground", "condition"), row, strict=True)) for row in conditions],
        "actions": [{"rule": "activation", "label": "Send mediators", "organisation": "organisation-union",
                     "within_hours": "48"}],
        "budgets": [{"rule": "activation", "in_vain": "1", "out_of": "2"}],
    }  # fmt: skip
    for name, listed in rows.items():
        typed |= {f"{name}-TOTAL_FORMS": str(len(listed)), f"{name}-INITIAL_FORMS": "0"}
        typed |= {f"{name}-{number}-{field}": said for number, row in enumerate(listed) for field, said in row.items()}
    return typed | parts


def drafted(people: dict[str, Any], **parts: str) -> str:
    """The path of the page of a card that the lead proposed."""
    answer = people["lead"].post("/triggers/new", card_form(**parts))
    assert answer.status_code == 302, re.findall(r"errorlist[^>]*>(.*?)</ul>", answer.content.decode())
    return str(answer.url)


def tried(house: House, people: dict[str, Any]) -> str:
    path = drafted(people)
    ahead = SAMPLES["forecast"] | {"place": PROVINCE, "withdrawn_because": None}
    begin(house.node.ledger, LEAD, "forecast.issued", Forecast.parse(ahead), TERMS)
    typed = {"step": "backtest_trigger", "rule": "activation", "forecasts_from": "30", "onsets": "2026-03-01",
             "start": "2026-01-01", "until": "2026-11-01", "every": "30", "inputs": "manifest-1"}  # fmt: skip
    answer = people["lead"].post(path, typed)
    assert answer.status_code == 302, re.findall(r"errorlist[^>]*>(.*?)</ul>", answer.content.decode())
    return path


def signed(house: House, people: dict[str, Any]) -> str:
    path = tried(house, people)
    assert people["protection"].post(path, {"step": "agree_trigger", "role": "protection_lead"}).status_code == 302
    assert people["lead"].post(path, {"step": "sign_trigger", "role": "analyst_lead"}).status_code == 302
    return path


def met(house: House, people: dict[str, Any]) -> str:
    """The path of the page of a rule that is met."""
    path = signed(house, people)
    sign_profile(house.node.ledger, LEAD, shipped_profile(), "analyst_lead", TERMS)
    seen = report(house.node.ledger, 1)
    answer = people["lead"].post(path, {"step": "check_activation", "holds_0": "yes", "shown_0": seen.id})
    assert answer.status_code == 302
    return str(answer.url)


def steps_on(browser: Any) -> list[str]:
    return [row["step"] for row in browser.get("/desk.json").json()["waiting"]]


def test_a_card_is_proposed_tried_and_signed_by_two_people(house: House, people: dict[str, Any]) -> None:
    path = tried(house, people)
    assert "sign_trigger" in steps_on(people["protection"])
    page = people["protection"].get(path).content.decode()
    assert "Two people sign." in page
    assert "<td>0</td><td>1</td><td>0</td>" in page  # 2026: the one onset was missed
    people["protection"].post(path, {"step": "agree_trigger", "role": "protection_lead"})
    assert "sign_trigger" not in steps_on(people["protection"])
    people["lead"].post(path, {"step": "sign_trigger", "role": "analyst_lead"})
    found = people["lead"].get(f"{path}.json").json()
    assert (found["state"], {one["by"] for one in found["trigger"]["signed_by"]}) == ("signed", {"user-l", "user-p"})
    # From then on it is replaced, never changed.
    assert people["lead"].get(f"{path}/edit").status_code == 409
    replacing = people["lead"].get(f"{path}/replace")
    assert "Attack after the harvest" in replacing.content.decode()


def test_nobody_signs_alone(house: House, people: dict[str, Any]) -> None:
    path = tried(house, people)
    answer = people["lead"].post(path, {"step": "sign_trigger", "role": "analyst_lead"})
    assert answer.status_code == 422
    assert people["lead"].get(f"{path}.json").json()["state"] == "draft"


@pytest.mark.parametrize("ground", ["hate_speech", "model", "own_conduct_report"])
def test_a_rule_on_one_weak_ground_is_refused_beside_its_field_and_nothing_typed_is_lost(
    people: dict[str, Any], ground: str
) -> None:
    answer = people["lead"].post("/triggers/new", card_form(**{"conditions-1-ground": ground}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "never meet a rule alone" in page
    assert "Arms are handed out in two places." in page
    assert people["lead"].get("/triggers.json").json()["triggers"] == []
    weak = {"conditions": [{"ground": ground, "label": {"text": "It spreads.", "language": "en"}}], "needed": 1}
    plain = {name: part for name, part in SAMPLES["trigger"].items() if name not in ("signed_by", "retired_because")}
    said = {"trigger": plain | {"activation": weak}, "marking": TERMS.marking.to_json()}
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    refused = people["lead"].post("/api/triggers", said, content_type="application/json",
                                  headers={"X-CSRFToken": token.group(1) if token else ""})  # fmt: skip
    assert refused.status_code == 422


def test_a_rule_that_does_not_hold_is_said_so_and_nothing_is_recorded(house: House, people: dict[str, Any]) -> None:
    path = signed(house, people)
    answer = people["lead"].post(path, {"step": "check_activation", "holds_0": "no"})
    assert answer.status_code == 200
    assert "The rule does not hold. Nothing was recorded." in answer.content.decode()
    assert people["lead"].get(f"{path}.json").json()["uses"] == []


def test_a_rule_that_is_met_is_no_activation_and_waits_for_people(house: House, people: dict[str, Any]) -> None:
    path = met(house, people)
    assert "This is not an activation" in people["officer"].get(path).content.decode()
    assert "use_trigger" in steps_on(people["officer"])
    bare = people["lead"].post(path, {"step": "hold", "role": "analyst_lead"})
    assert bare.status_code == 422
    held = {"step": "hold", "role": "analyst_lead", "reason_code": "no_resources", "reason": "Both are away."}
    assert people["officer"].post(path, {**held, "role": "duty_officer"}).status_code == 422
    assert people["lead"].post(path, held).status_code == 302
    assert people["lead"].get(f"{path}.json").json()["step"] == "held"
    assert "use_trigger" not in steps_on(people["lead"])


def test_a_rule_that_nobody_answers_in_time_is_overdue_on_their_desks(house: House, people: dict[str, Any]) -> None:
    path = met(house, people)
    with time_machine.travel("2026-11-25T12:00:00Z"):
        from forestall.api.accounts.models import Account

        later = house.browser(Account.objects.get(username="lead"))
        row = next(row for row in later.get("/desk.json").json()["waiting"] if row["step"] == "use_trigger")
        assert row["is_late"]
        assert "Overdue since" in later.get(path).content.decode()


def test_two_leads_activate_with_a_harm_check_and_one_person_stops_it(house: House, people: dict[str, Any]) -> None:
    path = met(house, people)
    people["protection"].post(path, {"step": "agree", "role": "protection_lead"})
    used = {"step": "activate", "role": "analyst_lead", "acceptable": "yes", **HARM}
    assert people["lead"].post(path, {**used, "how": ""}).status_code == 422
    assert people["lead"].post(path, used).status_code == 302
    assert people["lead"].get(f"{path}.json").json()["step"] == "activated"
    over = people["officer"].post(path, {"step": "stop", "role": "duty_officer", "reason": "Harm was found."})
    assert over.status_code == 302
    found = people["lead"].get(f"{path}.json").json()
    assert (found["step"], found["may"]) == ("stopped", [])
    card = people["lead"].get(f"/triggers/{found['trigger_id']}.json?onsets=2026-06-01").json()
    assert [(row["rule"], row["in_vain"]) for row in card["budgets"]] == [("activation", 1)]
    assert card["misses"] == ["2026-06-01"]


def test_a_step_agreed_beforehand_is_taken_up_in_the_pages_and_through_the_api(
    house: House, people: dict[str, Any]
) -> None:
    path = met(house, people)
    people["protection"].post(path, {"step": "agree", "role": "protection_lead"})
    warden, typed = people["warden"], {"step": "take_up_action", "label": "Send mediators", "owner": "user-w"}
    typed |= {"first_step": "Ring both councils"}
    assert "Take a step up" not in warden.get(path).content.decode()
    people["lead"].post(path, {"step": "activate", "role": "analyst_lead", "acceptable": "yes", **HARM})
    page = warden.get(path).content.decode()
    assert "taken up by nobody yet" in page
    assert "Take a step up" not in people["officer"].get(path).content.decode()
    assert people["officer"].post(path, typed).status_code == 403
    assert warden.post(path, typed | {"label": "Send police"}).status_code == 422
    planned = warden.post(path, typed)
    assert planned.status_code == 302
    action = warden.get(f"{planned.url}.json").json()
    assert (action["decision"], action["organisation"]) == (None, "organisation-union")
    assert "/triggers/" in warden.get(planned.url).content.decode()
    assert warden.post(planned.url, {"step": "start_action"}).status_code == 302
    (row,) = warden.get(f"/api{path}").json()["agreed_steps"]
    assert (row["label"], row["status"]) == ("Send mediators", "under_way")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    again = warden.post(f"/api{path}/actions", {name: typed[name] for name in ("label", "owner", "first_step")},
                        content_type="application/json",
                        headers={"X-CSRFToken": token.group(1) if token else ""})  # fmt: skip
    assert again.status_code == 409


def test_a_signatory_goes_ahead_without_the_rule_and_says_why(house: House, people: dict[str, Any]) -> None:
    path = signed(house, people)
    typed = {"step": "discretion", "role": "analyst_lead", "acceptable": "yes", **HARM}
    assert people["lead"].post(path, typed).status_code == 422
    said = {"reason_code": "other", "reason": "The elders asked."}
    used = people["lead"].post(path, typed | said)
    assert used.status_code == 302
    assert people["lead"].get(f"{used.url}.json").json()["rule"] == "discretionary_activation"


def test_the_health_of_a_signed_card_is_written_down(house: House, people: dict[str, Any]) -> None:
    path = signed(house, people)
    done = {"step": "confirm_trigger", "check": "rehearsed", "on": "2026-11-20"}
    assert people["officer"].post(path, done).status_code == 302
    assert people["officer"].post(path, {**done, "on": "2027-11-20"}).status_code == 422
    checks = {row["check"]: row["is_green"] for row in people["lead"].get(f"{path}.json").json()["health"]}
    assert checks["rehearsed"]


def test_an_outsider_cannot_tell_that_a_use_exists(house: House, people: dict[str, Any]) -> None:
    path, nowhere = met(house, people), "/activations/activation-nowhere"
    outsider = people["outsider"]
    assert outsider.get(path).content == outsider.get(nowhere).content
    typed = {"step": "hold", "role": "analyst_lead", "reason_code": "other", "reason": "x"}
    assert outsider.post(path, typed).content == outsider.post(nowhere, typed).content
