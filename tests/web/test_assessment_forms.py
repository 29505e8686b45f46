"""The long forms of an assessment: nothing typed is lost, and a next version begins from the last."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from doors import House
from forestall.runs.warning.rounds import close_assessment
from warning_people import ANALYSTS, FACILITATOR, TODAY, ask_mitigation, both_rounds, opened, weigh_reports


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    """The samples name days of that winter."""
    with time_machine.travel(TODAY):
        yield


def browser_of(house: House, who: Any, role: str) -> Any:
    reader = who.reader
    account = house.person(f"{reader.user[5:]}-one", role, organisation=reader.organisation, clearance="high",
                           user=reader.user)  # fmt: skip
    return house.browser(account)


@pytest.fixture
def facilitator(house: House) -> Any:
    return browser_of(house, FACILITATOR, "facilitator")


@pytest.fixture
def analyst(house: House) -> Any:
    return browser_of(house, ANALYSTS[0], "analyst")


def typed(page: str) -> dict[str, str]:
    """What stands in the text areas of a page, by field."""
    found = re.findall(r'<textarea name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', page, re.DOTALL)
    return {name: text.strip() for name, text in found}


QUESTION = {
    "step": "open_assessment", "country": "SDN", "admin1": "SD-DW", "populations": "Farming communities\nHerders",
    "window": "near", "period_start": "2026-12-01", "period_end": "2027-03-01", "resilience": "Elders still meet.",
    "would_change": "Fighters leave the camps.\nThe market opens.", "who_could_be_hurt": "Monitors.", "how": "Harm.",
    "mitigation": "No village is named.", "alternative": "Tell the union alone.", "acceptable": "yes", "tlp": "amber",
    "sensitivity": "moderate", "actions": ["analyse"], "purposes": ["early_warning"], "language": "en",
}  # fmt: skip


def test_a_question_is_opened_in_the_page_and_reaches_those_it_is_put_to(house: House, facilitator: Any) -> None:
    opened(house.node.ledger)  # so that numbers are signed
    analysts = [browser_of(house, who, "analyst") for who in ANALYSTS]
    form = QUESTION | {"analysts": [who.user for who in ANALYSTS], "recipients": "user-v1"}
    answer = facilitator.post("/assessments/new", form)
    assert answer.status_code == 302
    found = analysts[4].get(f"{answer.url}.json").json()
    assert [text["text"] for text in found["assessment"]["populations"]] == ["Farming communities", "Herders"]
    assert {"user-v1", *(who.user for who in ANALYSTS)} <= set(found["marking"]["recipients"])
    assert len(found["requests"]) == 2
    assert analysts[0].get("/assessments/new").status_code == 403


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("would_change", "Fighters leave the camps.", "At least two things"),
        ("period_end", "2026-12-01", "Choose a day after the first."),
        ("analysts", [], "Choose who judges."),
        ("populations", "General Musa and his men", "Name nobody"),
        ("acceptable", "no", "This can&#x27;t stand as it is."),
        ("admin1", "no such thing!", "This can&#x27;t stand as it is."),
    ],
)
def test_a_question_that_is_refused_comes_back_with_all_that_was_typed(
    house: House, facilitator: Any, field: str, value: Any, said: str
) -> None:
    opened(house.node.ledger)
    browser_of(house, ANALYSTS[0], "analyst")
    form = QUESTION | {"analysts": [ANALYSTS[0].user], field: value}
    answer = facilitator.post("/assessments/new", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    kept = typed(page)
    for name in ("populations", "resilience", "would_change", "how"):
        assert kept[name] == form[name]


def test_without_signed_numbers_nothing_is_opened_and_nothing_typed_is_lost(house: House, facilitator: Any) -> None:
    answer = facilitator.post("/assessments/new", QUESTION | {"more_analysts": "user-a0"})
    assert answer.status_code == 422
    assert "No numbers are signed yet." in answer.content.decode()
    assert typed(answer.content.decode())["populations"] == QUESTION["populations"]


def test_a_name_under_which_nothing_is_there_for_the_analyst_is_refused_in_the_form(house: House, analyst: Any) -> None:
    name = opened(house.node.ledger)
    said = {"step": "revise_assessment", "ground": "graded_report", "nature": "dynamic"}
    answers = [
        analyst.post(f"/assessments/{name}/pieces", said | {"other": other}) for other in ("report-no", "report-x")
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert all("There is nothing under that name" in answer.content.decode() for answer in answers)


def test_the_next_version_begins_from_what_was_asked_last(house: House, facilitator: Any) -> None:
    ledger = house.node.ledger
    name = opened(ledger)
    ask_mitigation(ledger, name)
    weigh_reports(ledger, name, 5, 0)
    both_rounds(ledger, name, "22222", "22222")
    close_assessment(ledger, FACILITATOR, name)
    assert f"/assessments/new?next={name}" in facilitator.get(f"/assessments/{name}").content.decode()
    page = facilitator.get(f"/assessments/new?next={name}").content.decode()
    assert typed(page)["would_change"].splitlines() == ["Fighters leave the camps.", "The market opens on both sides."]
    form = QUESTION | {"more_analysts": "\n".join(str(who.user) for who in ANALYSTS)}
    answer = facilitator.post(f"/assessments/new?next={name}", form)
    assert answer.url == f"/assessments/{name}"
    found = facilitator.get(f"/assessments/{name}.json").json()
    assert (found["assessment"]["version"], found["may"]) == (2, ["lock_round"])


def test_one_factor_is_judged_and_what_was_left_alone_stays_as_it_was(house: House, analyst: Any) -> None:
    name = opened(house.node.ledger)
    ask_mitigation(house.node.ledger, name)
    page = f"/assessments/{name}/factors/RF6"
    form = {
        "step": "revise_assessment",
        "6.2-status": "absent",
        "6.2-note": "Papers print what they like.",
        "severity": "2",
    }
    refused = analyst.post(page, form)
    assert refused.status_code == 422
    assert typed(refused.content.decode())["6.2-note"] == "Papers print what they like."
    assert "Say why, with every severity." in refused.content.decode()
    whole = {"6.2-trend": "flat", "6.2-evidence_level": "L1", "why": "One office is shut, papers are not."}
    assert analyst.post(page, form | whole).status_code == 302
    found = analyst.get(f"{page}.json").json()["factor"]
    status = {row["indicator"]: row["status"] for row in found["indicators"]}
    assert (status["6.1"], status["6.2"], status["6.3"]) == ("present", "absent", "not_assessed")
    assert (found["severity"], found["coverage"]) == (2, "2 of 11")
    assert analyst.post(page, {"step": "revise_assessment"}).status_code == 422


def test_no_factor_of_an_assessment_is_there_for_an_outsider(house: House, analyst: Any) -> None:
    name = opened(house.node.ledger)
    outsider = house.browser(house.person("x1", "analyst", organisation="organisation-elsewhere", clearance="high"))
    for page in ("factors/RF6", "pieces"):
        assert analyst.get(f"/assessments/{name}/{page}").status_code == 200
        there, nowhere = (outsider.get(f"/assessments/{one}/{page}") for one in (name, "assessment-no"))
        assert (there.status_code, there.content) == (404, nowhere.content)


def test_a_factor_with_much_evidence_is_still_light(house: House, analyst: Any) -> None:
    name = opened(house.node.ledger)
    weigh_reports(house.node.ledger, name, 20, 10)
    answer = analyst.get(f"/assessments/{name}/factors/RF13", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.content) < 60_000
