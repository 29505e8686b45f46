"""The page of measures, its twin and the API: the same numbers in every language, exercises apart."""

from dataclasses import replace
from pathlib import Path

import pytest

from doors import QUICK, SETTINGS, House
from forestall.clock import SystemClock
from forestall.memory.node import create_node
from forestall.memory.pace import Pace, set_pace
from forestall.runs.exercise.opening import bring_injects, open_exercise


def test_page_twin_and_api_give_the_same_numbers(house: House) -> None:
    from forestall.api.accounts.tokens import make_token

    account = house.person("lead", "analyst_lead")
    browser = house.browser(account)
    twin = browser.get("/learn.json").json()
    token = make_token(account, "test", ["read_metrics"], 1, SystemClock().now())
    answer = house.browser().get("/api/metrics", headers={"authorization": f"Bearer {token}"}).json()
    for told in (twin, answer):
        told.pop("as_of"), told.pop("since")
    assert twin == answer
    assert {row["name"]: row["share"] for row in twin["shares"]}["decided_in_time"] is None
    page = browser.get("/learn").content.decode()
    assert "nothing to count yet" in page
    assert "0%" not in page


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_page_is_there_in_every_language(house: House, language: str) -> None:
    browser = house.browser(house.person("lead", "analyst_lead"))
    page = browser.get("/learn", headers={"accept-language": language}).content.decode()
    assert "What we learn" not in page
    assert 'lang="' + language in page


def test_a_day_that_has_not_come_is_refused(house: House) -> None:
    browser = house.browser(house.person("lead", "analyst_lead"))
    assert browser.get("/learn.json?as_of=2999-01-01").status_code == 409
    assert browser.get("/learn.json?as_of=yesterday").status_code == 422
    assert browser.get("/learn.json?as_of=2020-01-01").json()["cards"] == []
    assert browser.get("/api/metrics?as_of=2020-01-01").status_code == 200
    for seconds in ("0", "-1.4e-230", "1600000000"):
        assert browser.get(f"/api/metrics?since={seconds}").status_code == 422


def test_who_may_not_see_measures_does_not(house: House) -> None:
    assert house.browser(house.person("keys", "key_custodian")).get("/learn").status_code == 403


def test_an_exercise_is_measured_in_its_own_world(house: House, tmp_path: Path) -> None:
    from django.test import override_settings

    home = tmp_path / "drill"
    now = SystemClock().now()
    pace = Pace(3, now.replace(hour=0, minute=0, second=0, microsecond=0), 1440.0)
    set_pace(home, pace)
    settings = replace(SETTINGS, home=home, database=f"sqlite:///{home / 'ledger.sqlite'}")
    with create_node(home, settings.database, SystemClock(), name="EXERCISE") as node:
        open_exercise(node.ledger, node.author, pace)
        came_in = bring_injects(node.ledger, node.author, pace)
        brought = sum(entry.kind == "report.received" for entry in came_in)
        with override_settings(FORESTALL=settings, PASSWORD_HASHERS=QUICK):
            drill = House(settings, node)
            account = drill.person("lead", "analyst_lead", user="user-exercise-analyst-lead", clearance="high")
            told = drill.browser(account).get("/learn.json").json()
    assert told["exercise"] is True
    assert told["n_reports"] == brought > 0
