"""A plan over the API and in the browser: worked out by one person, approved by another, with what it leaves out."""

from datetime import timedelta
from typing import Any

import pytest

from doors import House
from forestall.clock import SystemClock
from record_samples import HARM_CHECK

FOUR = {key: HARM_CHECK[key] for key in ("who_could_be_hurt", "how", "mitigation", "alternative")}


def asked(house: House, **parts: Any) -> dict[str, Any]:
    """A demand that begins in nine days, and its marking."""
    demand = {
        "start": (SystemClock().now() + timedelta(days=9)).date().isoformat(),
        "days": 3,
        "harm_unit": "expected deaths of civilians",
        "spots": [{"name": "Market", "harm": [2.0]}, {"name": "School", "harm": [5.0], "refused": ["monitors"]}],
        "teams": [{"name": "Watch", "kind": "monitors", "base": "Market", "averts": 0.5}],
    }
    marking = {"tlp": "amber", "organisations": [house.node.author.organisation], "actions": ["act_visibly"]}
    return {"demand": demand | parts, "marking": marking}


def proposed(house: House) -> str:
    """The id of a plan that an officer put there."""
    officer = house.browser(house.person("officer", "duty_officer"))
    answer = officer.post("/api/deployments", asked(house), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return str(answer.json()["record_id"])


def test_a_plan_is_approved_in_the_browser_by_somebody_other_than_its_author(house: House) -> None:
    name = proposed(house)
    minister = house.browser(house.person("minister", "decision_maker"))
    assert f'href="/deployments/{name}"' in minister.get("/desk").content.decode()
    page = minister.get(f"/deployments/{name}").content.decode()
    for words in ("Nobody goes yet", "Watch", "No team may go", "Refusal", "Stand behind this plan"):
        assert words in page
    form = {"step": "approve_deployment", "role": "decision_maker", **FOUR}
    refused = minister.post(f"/deployments/{name}", form | {"acceptable": "no"})
    assert "Then nobody is sent" in refused.content.decode()
    assert minister.post(f"/deployments/{name}", form | {"acceptable": "yes"}).status_code == 302
    assert name not in minister.get("/desk").content.decode()
    after = minister.get(f"/deployments/{name}.json").json()
    assert after["is_approved"] is True
    assert after["may"] == []
    assert "Nobody goes yet" not in minister.get(f"/deployments/{name}").content.decode()
    assert name in minister.get("/deployments").content.decode()


def test_the_author_and_an_analyst_are_offered_no_approval(house: House) -> None:
    name = proposed(house)
    analyst = house.browser(house.person("analyst", "analyst"))
    assert analyst.get(f"/deployments/{name}.json").json()["may"] == []
    form = {"role": "decision_maker", "acceptable": True, **FOUR}
    answer = analyst.post(f"/api/deployments/{name}/approve", form, content_type="application/json")
    assert answer.status_code == 403


def test_limits_that_exclude_each_other_leave_nothing_to_propose(house: House) -> None:
    need = {"name": "Two there", "spot": "Market", "n_teams": 2, "first_day": 1, "last_day": 1}
    officer = house.browser(house.person("officer", "duty_officer"))
    answer = officer.post("/api/deployments", asked(house, needs=[need]), content_type="application/json")
    assert answer.status_code == 422
    assert "exclude each other" in answer.json()["remedy"]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_pages_are_there_in_every_language(house: House, language: str) -> None:
    name = proposed(house)
    minister = house.browser(house.person("minister", "decision_maker"))
    page = minister.get(f"/deployments/{name}", headers={"accept-language": language}).content.decode()
    assert "Who goes where" not in page
    assert "No team may go" not in page
