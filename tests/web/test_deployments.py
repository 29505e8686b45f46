"""A plan over the API and in the browser: worked out by one person, approved by another, with what it leaves out."""

from datetime import timedelta
from typing import Any

import pytest

from doors import House
from forestall.clock import SystemClock, format_instant
from forestall.runs.response.deployments import work_out_asked
from record_samples import HARM_CHECK
from warning_messages import issued

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


def typed(*spots: dict[str, Any], teams: int = 1, **said: Any) -> dict[str, str]:
    """The form as a browser sends it."""
    lists = {
        "spots": list(spots) or [{"name": "Market", "harm": "2"}],
        "teams": [{"name": "Watch", "kind": "monitors", "base": "Market", "averts": "50", "n_alike": str(teams)}],
        "travel": [],
        "needs": [said.pop("need")] if "need" in said else [],
    }
    form = {
        "step": "draft_deployment", "days": "3", "harm_unit": "expected deaths", "force_needs_company": "on",
        "start": (SystemClock().now() + timedelta(days=9)).date().isoformat(), "tlp": "amber",
        "sensitivity": "moderate", "actions": "act_visibly", **said,
    }  # fmt: skip
    for name, rows in lists.items():
        form |= {f"{name}-TOTAL_FORMS": str(len(rows)), f"{name}-INITIAL_FORMS": "0"}
        form |= {f"{name}-{number}-{key}": value for number, row in enumerate(rows) for key, value in row.items()}
    return form


def test_a_plan_is_asked_for_in_a_page_and_another_takes_its_place(house: House) -> None:
    officer = house.browser(house.person("officer", "duty_officer"))
    assert "Propose a plan" in officer.get("/deployments").content.decode()
    sent = officer.post("/deployments/new", typed({"name": "Market", "harm": "1 2,5 2", "refused": "police"}))
    assert sent.status_code == 302, sent.content.decode()
    told = officer.get(f"{sent['Location']}.json").json()
    assert told["state"] == "deployment.drafted"
    assert told["harm_averted"] == pytest.approx(2.75)
    assert told["better_by"] == 0
    assert told["deployment"]["demand"]["spots"][0]["refused"] == ["police"]
    begun = officer.get(f"/deployments/new?replaces={told['deployment_id']}").content.decode()
    assert 'value="1 2.5 2"' in begun
    again = officer.post(f"/deployments/new?replaces={told['deployment_id']}", typed(teams=2))
    assert again["Location"] == sent["Location"]
    assert {row["team"] for row in officer.get(f"{sent['Location']}.json").json()["days"]} == {"Watch 1", "Watch 2"}


def test_the_page_names_limits_that_exclude_each_other_and_records_nothing(house: House) -> None:
    officer = house.browser(house.person("officer", "duty_officer"))
    need = {"name": "Two there", "spot": "Market", "n_teams": "2", "last_day": "1"}
    page = officer.post("/deployments/new", typed(need=need))
    assert page.status_code == 422
    for words in ("these limits exclude each other", "Two there", "Number of teams"):
        assert words in page.content.decode()
    assert officer.get("/deployments.json").json()["deployments"] == []


def test_a_number_that_is_none_is_said_beside_its_row_and_no_place_is_no_plan(house: House) -> None:
    officer = house.browser(house.person("officer", "duty_officer"))
    page = officer.post("/deployments/new", typed({"name": "Market", "harm": "much"}))
    assert "Numbers, 0 or more" in page.content.decode()
    page = officer.post("/deployments/new", typed({"name": "Market", "harm": "1 2"}))
    assert page.status_code == 422
    page = officer.post("/deployments/new", typed({"name": "", "harm": ""}))
    assert "Name at least one place." in page.content.decode()


def test_a_large_plan_is_said_to_be_worked_out_and_stands_there_once_the_worker_made_it(house: House) -> None:
    officer = house.browser(house.person("officer", "duty_officer"))
    spots = [{"name": f"Place {number}", "harm": str(number % 5)} for number in range(46)]
    sent = officer.post("/deployments/new", typed(*spots, days="90"))
    assert sent.status_code == 302, sent.content.decode()
    page = officer.get(sent["Location"]).content.decode()
    assert "Too large to work out while you wait" in page
    assert "Stand behind this plan" not in page
    made = work_out_asked(house.node.ledger, 5)
    assert made is not None
    assert officer.get(f"{sent['Location']}.json").json()["state"] == "deployment.drafted"
    assert "Who goes where" in officer.get(sent["Location"]).content.decode()


def test_an_analyst_proposes_no_plan(house: House) -> None:
    analyst = house.browser(house.person("analyst", "analyst"))
    assert "Propose a plan" not in analyst.get("/deployments").content.decode()
    assert analyst.get("/deployments/new").status_code == 403
    assert analyst.post("/deployments/new", typed()).status_code == 403


def test_the_places_of_alerts_in_force_can_begin_a_plan(house: House) -> None:
    now = SystemClock().now()
    soon = {"due_at": now + timedelta(hours=30), "expires_at": now + timedelta(days=20)}
    alert = issued(house.node.ledger, **{name: format_instant(moment) for name, moment in soon.items()})
    union = {"organisation": "organisation-union", "clearance": "high"}
    officer = house.browser(house.person("officer", "duty_officer", **union))
    offered = officer.get("/deployments/new.json").json()["alerts"]
    assert [row["from"] for row in offered] == [alert.record_id]
    begun = officer.get(f"/deployments/new?from={alert.record_id}").content.decode()
    assert f'name="spots-0-name" value="{offered[0]["name"]}"' in begun
