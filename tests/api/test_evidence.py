"""Grading through the API and the pages: in turn, by two people, the source unseen until what is said was judged."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from doors import House
from warning_people import GRADERS, TODAY, graded_report, report

REASON = "It fits what was seen."


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    """The samples name days of that winter."""
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def graders(house: House) -> list[Any]:
    """Browsers of two graders, then of an outsider."""
    people = [
        house.person(
            each.user.removeprefix("user-"), "grader", organisation=str(each.reader.organisation), clearance="high",
            user=each.user,
        )
        for each in GRADERS
    ]  # fmt: skip
    outsider = house.person("x1", "grader", organisation="organisation-elsewhere", clearance="high")
    return [*map(house.browser, people), house.browser(outsider)]


def grade(browser: Any, name: str, **said: Any) -> Any:
    return browser.post(f"/api/evidence/{name}/grade", {"reason": REASON} | said, content_type="application/json")


@pytest.mark.both_databases
def test_two_people_grade_one_report_and_the_first_does_not_see_who_tells(house: House, graders: list[Any]) -> None:
    first, second, _ = graders
    name = report(house.node.ledger, 1).record_id
    before = first.get(f"/api/evidence/{name}").json()
    assert (before["source_is_hidden"], before["waits_for"], before["may"]) == (True, "credibility", ["grade_evidence"])
    for shown in (str(before), first.get(f"/evidence/{name}").content.decode()):
        assert "informant-1" not in shown
        assert "organisation-network" not in shown

    assert grade(first, name, credibility="2").status_code == 200
    assert first.get(f"/api/evidence/{name}").json()["may"] == []
    seen = second.get(f"/api/evidence/{name}").json()
    assert (seen["waits_for"], seen["body"]["informant"]) == ("reliability", "informant-1")
    assert grade(second, name, reliability="B", topic="The western province").status_code == 200
    done = second.get(f"/api/evidence/{name}").json()
    assert (done["weight"]["grade"], done["weight"]["reliability"], done["waits_for"]) == ("B2", "R2", None)


def test_what_waits_is_listed_until_both_parts_stand_and_to_nobody_outside(house: House, graders: list[Any]) -> None:
    first, second, outsider = graders
    name = report(house.node.ledger, 1).record_id
    done = graded_report(house.node.ledger, 2)

    def waiting(browser: Any) -> list[tuple[str, str, bool]]:
        rows = browser.get("/api/evidence").json()["waiting"]
        return [(row["record_id"], row["waits_for"], row["is_mine"]) for row in rows]

    assert waiting(first) == [(name, "credibility", True)]
    assert [row["record_id"] for row in first.get("/api/evidence").json()["graded"]] == [done]
    grade(first, name, credibility="3")
    assert waiting(first) == [(name, "reliability", False)]
    assert waiting(second) == [(name, "reliability", True)]
    assert waiting(outsider) == []
    assert outsider.get(f"/evidence/{name}").content == outsider.get("/evidence/report-none").content
    assert grade(outsider, name, credibility="1").status_code == 404


def test_the_form_keeps_what_was_typed_when_a_grade_is_refused(house: House, graders: list[Any]) -> None:
    first, second, _ = graders
    name = report(house.node.ledger, 1, about_own_conduct=True).record_id
    page = f"/evidence/{name}"
    form = {"step": "grade_evidence", "credibility": "2", "reason": "The ministry says so itself."}
    refused = first.post(page, form)
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "The ministry says so itself." in shown
    assert "no better than C3" in shown.casefold() or "No better than C3" in shown
    alone = first.post(page, form | {"credibility": "1", "origins": "origin-1"})
    assert "two independent origins" in alone.content.decode()
    assert first.post(page, form | {"credibility": "3"}).status_code == 302
    # A form that stood open meanwhile is answered with how things stand, and loses nothing either.
    again = first.post(page, form | {"credibility": "4"})
    assert again.status_code == 422
    assert "The ministry says so itself." in again.content.decode()
    assert second.post(f"{page}.json", {"step": "grade_evidence"}).json()["errors"].keys() >= {"reason", "reliability"}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_refusal_speaks_the_readers_language(house: House, graders: list[Any], language: str) -> None:
    name = report(house.node.ledger, 1).record_id
    graders[0].post("/language", {"language": language, "next": "/desk"})
    shown = graders[0].post(f"/evidence/{name}", {"step": "grade_evidence"}).content.decode()
    assert "This field is required" not in shown
    assert "Nothing was recorded yet" not in shown


def test_graders_who_let_one_letter_follow_the_other_are_told(house: House, graders: list[Any]) -> None:
    for number in range(10):
        graded_report(house.node.ledger, number)
    said = graders[0].get("/api/evidence").json()["diagonal"]
    assert said == {"n_grades": 10, "n_on_it": 10, "is_alarming": True}
    assert "one letter follows the other" in graders[0].get("/evidence").content.decode()
