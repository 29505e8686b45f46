"""How a question ends, through the API: a phase, a split, nobody could look; and what may never lift a phase there."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from doors import House
from forestall.errors import InvalidField
from forestall.memory.proof import check_proven
from forestall.records.assessment import Assessment
from forestall.records.entry import Author, Draft
from forestall.records.grade import Grade
from forestall.records.report import Report
from forestall.records.values.marking import Marking
from forestall.runs.warning.numbers import sign_profile
from forestall.runs.warning.steps import held, named_id
from forestall.warn.classification.thresholds import shipped_profile
from record_samples import said
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
    both_rounds,
    graded_report,
    opened,
    report,
    weigh_reports,
)

LOOK_ALIKES = 1_000
PANEL = ("v1", "v2", "v3")
Circle = dict[str, Any]


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    """The samples name days of that winter."""
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def circle(house: House) -> Circle:
    """Browsers by pseudonym: analysts, facilitator, lead, and three members of a panel."""
    union = "organisation-union"
    people = [(str(each.user), str(each.reader.organisation), "analyst") for each in ANALYSTS]
    people += [(str(FACILITATOR.user), union, "facilitator"), (str(LEAD.user), union, "analyst_lead")]
    people += [(f"user-{name}", "organisation-network", "review_panel_member") for name in PANEL]
    made = {}
    for user, organisation, role in people:
        name = user.removeprefix("user-") + "0"  # a name to sign in by has two letters at least
        made[user] = house.person(name, role, organisation=organisation, clearance="high", user=user)
    return {user: house.browser(account) for user, account in made.items()}


def call(browser: Any, address: str, said_there: dict[str, Any] | None = None, status: int = 200) -> Any:
    path = f"/api{address}"
    answer = (
        browser.get(path) if said_there is None else browser.post(path, said_there, content_type="application/json")
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def rounds(circle: Circle, name: str, phases: str) -> None:
    """Both rounds, each analyst through the API."""
    for number in (1, 2):
        for analyst, side, phase in zip(ANALYSTS, SIDES, phases, strict=True):
            told = {"assessment": name, "round": number, "constituency": side, "from_state_concerned": False,
                    "reason": said(f"Reason for {phase}.")}  # fmt: skip
            call(circle[analyst.user], "/judgements", told | ({} if phase == "-" else {"phase": phase}))
        call(circle[FACILITATOR.user], f"/assessments/{name}/lock", {})


def close(circle: Circle, name: str, said_there: dict[str, Any] | None = None, status: int = 200) -> Any:
    answer = call(circle[FACILITATOR.user], f"/assessments/{name}/close", said_there or {}, status)
    return answer if status != 200 else call(circle[FACILITATOR.user], f"/assessments/{name}")


def ready(house: House, n_direct: int = 5) -> str:
    """An assessment with its mitigating factors asked and some evidence weighed."""
    name = opened(house.node.ledger)
    ask_mitigation(house.node.ledger, name)
    if n_direct:
        weigh_reports(house.node.ledger, name, n_direct, 0)
    return name


@pytest.mark.both_databases
def test_from_graded_reports_to_a_published_phase_all_through_the_api(house: House, circle: Circle) -> None:
    sign_profile(house.node.ledger, LEAD, shipped_profile(), "analyst_lead", TERMS)
    first, second = ANALYSTS[0].user, ANALYSTS[1].user
    for number in range(5):
        about = report(house.node.ledger, number).record_id
        call(circle[first], f"/evidence/{about}/grade", {"reason": "It fits.", "credibility": "2"})
        call(circle[second], f"/evidence/{about}/grade", {"reason": "Right before.", "reliability": "B"})
    question = {"assessment": asked().to_json(), "marking": CIRCLE.to_json()}
    name = call(circle[FACILITATOR.user], "/assessments", question)["record_id"]
    seen = {"indicator": "6.1", "status": "present", "trend": "flat", "evidence_level": "L1"}
    pieces = [{"about": f"report-{number}", "from_affected_group": not number} for number in range(5)]
    pieces[0]["direct_class"] = "D1"
    revision = {"indicators": [seen], "pieces": pieces, "would_change": [said("Elders are received by the governor.")]}
    call(circle[first], f"/assessments/{name}/revise", revision)
    found = call(circle[second], f"/assessments/{name}")
    assert (found["evidence"]["level"], len(found["requests"])) == ("L1", 3)
    assert [row["from_affected_group"] for row in found["evidence"]["pieces"]].count(True) == 1
    rounds(circle, name, "33332")
    closed = close(circle, name)
    assert (closed["assessment"]["outcome"], closed["assessment"]["phase"]) == ("consensus", "3")
    call(circle[FACILITATOR.user], f"/assessments/{name}/publish", {}, status=403)
    assert call(circle[LEAD.user], f"/assessments/{name}/publish", {})["kind"] == "assessment.published"


@pytest.mark.both_databases
def test_a_split_that_touches_phase_4_waits_for_three_from_outside(house: House, circle: Circle) -> None:
    name = ready(house)
    rounds(circle, name, "22244")
    under_review = close(circle, name)
    assert (under_review["assessment"]["outcome"], under_review["may"]) == ("under_review", ["open_assessment"])
    due = [row for row in call(circle["user-v1"], "/desk")["waiting"] if row["record_id"] == name]
    assert [(row["step"], bool(row["due_at"])) for row in due] == [("give_finding", True)]
    finding = {"stands": True, "finding": said("It holds on its pieces.")}
    ids = []
    for member in PANEL:
        assert call(circle[f"user-{member}"], f"/assessments/{name}")["may"] == ["give_finding"]
        ids.append(call(circle[f"user-{member}"], f"/assessments/{name}/finding", finding)["entry_id"])
        assert call(circle[f"user-{member}"], f"/assessments/{name}")["may"] == []
    call(circle[ANALYSTS[0].user], f"/assessments/{name}/finding", finding, status=403)
    close(circle, name, {"panel": ids[:2]}, status=422)
    closed = close(circle, name, {"panel": ids})
    assert (closed["assessment"]["outcome"], closed["assessment"].get("phase")) == ("split", None)
    assert [side["phase"] for side in closed["assessment"]["positions"]] == ["2", "4"]


def test_a_panel_that_looked_at_an_earlier_version_has_not_looked_at_this_one(house: House, circle: Circle) -> None:
    name = ready(house)
    rounds(circle, name, "22244")
    close(circle, name)
    finding = {"stands": True, "finding": said("It holds.")}
    ids = [call(circle[f"user-{who}"], f"/assessments/{name}/finding", finding)["entry_id"] for who in PANEL]
    question = {"assessment": asked().to_json(), "marking": CIRCLE.to_json(), "next_version_of": name}
    call(circle[FACILITATOR.user], "/assessments", question)
    ask_mitigation(house.node.ledger, name)
    pieces = [{"about": f"report-{number}", "direct_class": "D1"} for number in range(5)]
    call(circle[ANALYSTS[0].user], f"/assessments/{name}/revise", {"pieces": pieces})
    rounds(circle, name, "22244")
    assert close(circle, name)["findings"] == []
    assert close(circle, name, {"panel": ids}, status=422)["expected"].startswith("a finding on this version")


@pytest.mark.both_databases
def test_where_nobody_could_look_the_result_says_so_and_comes_first(house: House, circle: Circle) -> None:
    name = ready(house, n_direct=0)
    rounds(circle, name, "----3")
    assert close(circle, name, status=422)["error"] == "InvalidField"
    call(circle[ANALYSTS[2].user], f"/assessments/{name}/revise", {"access_denied": True})
    closed = close(circle, name)
    assert (closed["assessment"]["outcome"], closed["raises_priority"]) == ("not_classifiable", True)
    assert "phase" not in closed["assessment"]


def test_an_objector_may_put_the_dissent_inside_after_the_last_round(house: House, circle: Circle) -> None:
    name = ready(house)
    both_rounds(house.node.ledger, name, "33333", "33333")
    call(circle[ANALYSTS[1].user], f"/assessments/{name}/revise", {"dissent": said("One sign rests on one origin.")})
    assert close(circle, name)["assessment"]["dissent"][0]["by"] == ANALYSTS[1].user


def test_a_thousand_look_alike_reports_of_one_origin_move_nothing(house: House, circle: Circle) -> None:
    name = ready(house, n_direct=4)
    before = call(circle[ANALYSTS[0].user], f"/assessments/{name}")["evidence"]
    flood(house)
    pieces = [{"about": f"report-f{number}", "direct_class": "D1"} for number in range(LOOK_ALIKES)]
    call(circle[ANALYSTS[0].user], f"/assessments/{name}/revise", {"pieces": pieces})
    after = call(circle[ANALYSTS[0].user], f"/assessments/{name}")["evidence"]
    told = ("level", "n_origins")
    assert [after[part] for part in told] == [before[part] for part in told] == ["none", 4]
    assert after["n_set_aside"] == LOOK_ALIKES
    rounds(circle, name, "44444")
    assert close(circle, name, status=422)["expected"].startswith("evidence level L1")


def flood(house: House) -> None:
    """Reports that all go back to the telling of the first one, each graded as well as it."""
    ledger, author = house.node.ledger, Author(user="user-m", organisation="organisation-network")
    alike = told_of({"origin": "origin-0", "occurred": "2026-11-20"})
    names = [f"report-f{number}" for number in range(LOOK_ALIKES)]
    reports = ledger.append([Draft.of("report.received", name, alike, author, CIRCLE) for name in names])
    judged = {"credibility": "2", "credibility_by": "user-g1", "reliability": "B", "reliability_by": "user-g2",
              "reason": "It looks like the others."}  # fmt: skip
    grades = [(entry, Grade.parse(judged | {"about": entry.record_id})) for entry in reports]
    ledger.append(
        [
            Draft.of("report.graded", named_id("grade", grade.about), grade, author, CIRCLE, causes=(entry.id,))
            for entry, grade in grades
        ]
    )


def told_of(parts: dict[str, Any]) -> Report:
    body = {"received_at": "2026-11-21T10:00:00.000000Z", "channel": "telephone", "event_types": ["one_sided_violence"]}
    return Report.parse(body | parts)


@pytest.mark.parametrize("ground", ["model", "own_conduct_report", "hate_speech"])
def test_what_never_suffices_alone_lifts_no_phase_to_4_even_where_access_is_denied(
    house: House, circle: Circle, ground: str
) -> None:
    name = ready(house, n_direct=0)
    is_own = ground == "own_conduct_report"
    pieces = [
        {"about": graded_report(house.node.ledger, number, "C3", about_own_conduct=is_own), "ground": ground}
        for number in range(8)
    ]
    if ground == "model":
        claimed = {"pieces": [pieces[0] | {"direct_class": "D1"}]}
        call(circle[ANALYSTS[0].user], f"/assessments/{name}/revise", claimed, status=422)
    else:
        pieces = [piece | {"direct_class": "D1"} for piece in pieces]
    call(circle[ANALYSTS[0].user], f"/assessments/{name}/revise", {"pieces": pieces, "access_denied": True})
    rounds(circle, name, "44444")
    found = call(circle[FACILITATOR.user], f"/assessments/{name}")
    assert found["evidence"]["stands_alone"] is False
    if ground == "model":
        assert close(circle, name)["assessment"]["outcome"] == "not_classifiable"
    else:
        assert "neither a model" in close(circle, name, status=422)["expected"]
    assert "phase" not in call(circle[FACILITATOR.user], f"/assessments/{name}")["assessment"]


def test_a_piece_that_would_shut_out_colleagues_is_refused(house: House, circle: Circle) -> None:
    name = ready(house)
    narrow = CIRCLE.to_json() | {"organisations": ["organisation-network"], "recipients": []}
    author = Author(user="user-m", organisation="organisation-network")
    house.node.ledger.append([Draft.of("report.received", "report-narrow", told_of({}), author, Marking.parse(narrow))])
    pieces = {"pieces": [{"about": "report-narrow"}]}
    refused = call(circle[ANALYSTS[0].user], f"/assessments/{name}/revise", pieces, status=422)
    assert refused["expected"] == "a piece that everyone in the assessment may read"
    assert call(circle[ANALYSTS[4].user], f"/assessments/{name}")["evidence"]["level"] == "L1"


def test_a_dissent_taken_out_of_what_leaves_breaks_its_signature(house: House, circle: Circle) -> None:
    name = ready(house)
    call(circle[ANALYSTS[1].user], f"/assessments/{name}/revise", {"dissent": said("One sign rests on one origin.")})
    both_rounds(house.node.ledger, name, "33333", "33333")
    close(circle, name)
    entry = call(circle[LEAD.user], f"/assessments/{name}/publish", {})["entry_id"]
    product = call(circle[LEAD.user], f"/entries/{entry}/proof")
    assert held(check_proven(product, house.node.ledger.node), Assessment).dissent[0].by == ANALYSTS[1].user
    without = copy.deepcopy(product)
    del without["entry"]["body"]["dissent"]
    with pytest.raises(InvalidField):
        check_proven(without, house.node.ledger.node)
    call(circle[ANALYSTS[1].user], f"/entries/{entry}/proof", status=403)
    assert f"/api/entries/{entry}/proof" in circle[LEAD.user].get(f"/entry/{entry}").content.decode()


def test_requests_are_answered_and_closed_and_numbers_signed_through_the_api(house: House, circle: Circle) -> None:
    lead, analyst = circle[LEAD.user], circle[ANALYSTS[0].user]
    assert call(lead, "/profile")["in_force"] is None
    call(analyst, "/profile/sign", {"role": "analyst_lead"}, status=403)
    call(lead, "/profile/sign", {"role": "protection_lead"}, status=422)
    call(lead, "/profile/sign", {"role": "analyst_lead"})
    assert call(analyst, "/profile")["in_force"]["profile"]["quorum"]["analysts"] == 5
    name = ready(house, n_direct=0)
    told = report(house.node.ledger, 9)
    (one, other) = call(analyst, "/requests")["requests"]
    assert {one["assessment"], other["assessment"]} == {name}
    call(analyst, f"/requests/{one['request_id']}/answer", {"entries": [told.record_id]})
    assert [row["id"] for row in call(analyst, f"/requests/{one['request_id']}")["answers"]] == [told.id]
    call(analyst, f"/requests/{one['request_id']}/close", {"because": "The camps are empty."})
    assert call(analyst, f"/requests/{one['request_id']}")["may"] == []
    assert len(call(analyst, "/requests")["requests"]) == 1
    call(analyst, f"/requests/{one['request_id']}/answer", {"entries": [told.id]}, status=409)
