"""Five analysts from three sides through both blind rounds, and a facilitator to the close, in pages and API."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from doors import House
from forestall.runs.warning.numbers import sign_profile
from forestall.warn.classification.thresholds import shipped_profile
from warning_people import (
    ANALYSTS,
    CIRCLE,
    FACILITATOR,
    LEAD,
    SIDES,
    TERMS,
    TODAY,
    ask_mitigation,
    asked,
    opened,
    report,
    weigh_reports,
)  # fmt: skip

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    """The samples name days of that winter."""
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def circle(house: House) -> list[Any]:
    """Browsers of the five analysts, then of the facilitator, then of an outsider."""

    def one(name: str, organisation: str, role: str) -> Any:
        account = house.person(name, role, organisation=organisation, clearance="high", user=f"user-{name}")
        return house.browser(account)

    analysts = [one(f"a{place}", str(who.reader.organisation), "analyst") for place, who in enumerate(ANALYSTS)]
    facilitator = house.person(
        "ff", "facilitator", organisation=str(FACILITATOR.reader.organisation), clearance="high", user=FACILITATOR.user
    )
    return [*analysts, house.browser(facilitator), one("x1", "organisation-elsewhere", "analyst")]


@pytest.fixture
def assessment(house: House) -> str:
    name = opened(house.node.ledger)
    ask_mitigation(house.node.ledger, name)
    weigh_reports(house.node.ledger, name, 5, 0)
    return name


def judge(browser: Any, name: str, number: int, side: str, phase: str) -> Any:
    form = {
        "step": "submit_judgement", "round": str(number), "phase": phase, "percent": "20", "constituency": side,
        "reason": f"A reason of {side}.",
    }  # fmt: skip
    return browser.post(f"/assessments/{name}", form)


def test_two_rounds_end_in_what_the_analysts_hold(circle: list[Any], assessment: str) -> None:
    *analysts, facilitator, _ = circle
    page = f"/assessments/{assessment}"
    for number in (1, 2):
        assert facilitator.get(f"{page}.json").json()["may"] == ["lock_round"]
        for browser, side in zip(analysts, SIDES, strict=True):
            assert judge(browser, assessment, number, side, "2").status_code == 302
        assert facilitator.post(page, {"step": "lock_round"}).status_code == 302
    assert facilitator.post(page, {"step": "close_assessment"}).status_code == 302
    found = analysts[0].get(f"/api{page}").json()
    assert (found["state"], found["assessment"]["outcome"], found["assessment"]["phase"]) == (
        "assessment.closed", "consensus", "2",
    )  # fmt: skip
    assert "score" not in str(found["factors"])


def test_a_judgement_is_seen_by_nobody_else_until_its_round_is_locked(circle: list[Any], assessment: str) -> None:
    first, second, *_ = circle
    judge(first, assessment, 1, SIDES[0], "3")
    assert first.get(f"/assessments/{assessment}.json").json()["my_judgement"]["phase"] == "3"
    seen = second.get(f"/assessments/{assessment}.json").json()
    assert seen["my_judgement"] is None
    assert "A reason of civil_society" not in second.get(f"/assessments/{assessment}").content.decode()
    found = second.get("/entries.json?kind=assessment.submitted").json()["entries"]
    assert found == []


def test_a_round_is_locked_by_its_facilitator_alone_and_with_its_quorum(circle: list[Any], assessment: str) -> None:
    *analysts, facilitator, _ = circle
    page = f"/assessments/{assessment}"
    assert analysts[0].post(page, {"step": "lock_round"}).status_code == 403
    judge(analysts[0], assessment, 1, SIDES[0], "2")
    assert facilitator.post(page, {"step": "lock_round"}).status_code == 422


def test_an_outsider_cannot_tell_that_an_assessment_exists(circle: list[Any], assessment: str) -> None:
    outsider = circle[-1]
    assert outsider.get(f"/assessments/{assessment}").content == outsider.get("/assessments/assessment-no").content
    assert judge(outsider, assessment, 1, "academia", "5").status_code == 404
    assert outsider.get("/assessments.json").json()["assessments"] == []


def test_the_workbench_tells_unknown_from_absent_and_makes_no_sum(circle: list[Any], assessment: str) -> None:
    page = circle[0].get(f"/assessments/{assessment}").content.decode()
    assert len(re.findall(r'<span class="status-\w+">', page)) == 14
    assert "status-not_assessed" in page
    assert "These are counts and no scores" in page


def test_what_waits_stands_on_each_desk(circle: list[Any], assessment: str) -> None:
    *analysts, facilitator, outsider = circle
    steps = {row["step"] for row in analysts[1].get("/desk.json").json()["waiting"] if row["record_id"] == assessment}
    assert steps == {"submit_judgement"}
    steps = {row["step"] for row in facilitator.get("/desk.json").json()["waiting"] if row["record_id"] == assessment}
    assert steps == {"close_assessment"}
    assert outsider.get("/desk.json").json()["waiting"] == []


def test_an_assessment_is_opened_and_worked_on_through_the_api(house: House, circle: list[Any]) -> None:
    *analysts, facilitator, outsider = circle
    sign_profile(house.node.ledger, LEAD, shipped_profile(), "analyst_lead", TERMS)
    told = report(house.node.ledger, 1)
    question = {"assessment": asked().to_json(), "marking": CIRCLE.to_json()}

    def post(browser: Any, address: str, said: dict[str, Any]) -> Any:
        return browser.post(f"/api{address}", said, content_type="application/json")

    name = post(facilitator, "/assessments", question).json()["record_id"]
    seen = {"indicator": "6.1", "status": "present", "trend": "flat", "evidence_level": "L1"}
    note = {"text": "The ombudsman's office was shut.", "language": "en"}
    added = post(analysts[0], f"/assessments/{name}/revise", {"indicators": [seen | {"note": note}]})
    assert (added.status_code, added.json()["kind"]) == (200, "assessment.revised")
    graded = post(analysts[1], f"/evidence/{told.record_id}/grade", {"reason": "It fits.", "credibility": "2"})
    assert (graded.status_code, graded.json()["kind"]) == (200, "report.graded")
    assert analysts[2].get(f"/api/assessments/{name}").json()["not_asked"] == []
    assert post(outsider, f"/assessments/{name}/revise", {}).status_code == 404
    assert post(analysts[0], f"/assessments/{name}/publish", {}).status_code == 403
