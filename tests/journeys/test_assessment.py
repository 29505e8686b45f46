"""Evidence is graded, a question is put to five people from three sides, and it ends as it ends: a phase, a split
that an outside panel looks at, or that nobody could look."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from forestall.clock import SystemClock, format_instant
from journeys.served import PHONE, ServedNode, Visitors, broken_rules, scrolls_sideways

pytestmark = pytest.mark.xdist_group("browser")

NETWORK, ACADEMY, UNION = "organisation-network", "organisation-academy", "organisation-union"
ANALYSTS = {
    "amina": (NETWORK, "civil_society"),
    "basil": (NETWORK, "civil_society"),
    "chen": (ACADEMY, "academia"),
    "dina": (UNION, "intergovernmental"),
    "emre": (UNION, "intergovernmental"),
}
PANEL = ("pia", "quentin", "rosa")
REPORTS = 5
MARKING = {
    "tlp": "amber",
    "organisations": [NETWORK, ACADEMY, UNION],
    "actions": ["analyse"],
    "purposes": ["early_warning"],
}


class Team(Visitors):
    """The people of the journey."""

    def __init__(self, node: ServedNode) -> None:
        roles = dict.fromkeys(ANALYSTS, "analyst") | dict.fromkeys(PANEL, "review_panel_member") | {
            "greta": "grader", "farid": "facilitator", "lena": "analyst_lead",
        }  # fmt: skip
        homes = {name: of for name, (of, _) in ANALYSTS.items()} | dict.fromkeys(PANEL, ACADEMY)
        super().__init__(
            node,
            [
                {"name": name, "roles": [role], "organisation": homes.get(name, UNION), "clearance": "high"}
                for name, role in roles.items()
            ],
        )

    def judge(self, assessment: str, number: int, phases: dict[str, str | None]) -> None:
        """Judgements of a round, through the API."""
        for name, phase in phases.items():
            said = {
                "assessment": assessment, "round": number, "constituency": ANALYSTS[name][1],
                "from_state_concerned": False, "reason": {"text": f"A reason of {name}.", "language": "en"},
            }  # fmt: skip
            self.call(name, "/judgements", said | ({"phase": phase} if phase else {}))


@pytest.fixture
def team(served: ServedNode) -> Team:
    """People who are cleared for what they are asked."""
    return Team(served)


def told(number: int) -> dict[str, Any]:
    """A report of yesterday, of an origin and an informant of its own."""
    now = SystemClock().now()
    return {
        "kind": "report.received",
        "record_id": f"report-{number}",
        "author": {"user": "user-monitor", "organisation": NETWORK},
        "marking": MARKING,
        "body": {
            "received_at": format_instant(now - timedelta(hours=2)),
            "channel": "telephone",
            "informant": f"informant-{number}",
            "origin": f"origin-{number}",
            "event_types": ["one_sided_violence"],
            "summary": {"text": f"Homes were burnt in a night, as {number} people tell.", "language": "en"},
            "occurred": (now - timedelta(days=1)).date().isoformat(),
            "place": {"precision": "admin1", "country": "SDN", "admin1": "SD-DW"},
            "consent": {"basis": "vital_interest", "keep_until": (now + timedelta(days=90)).date().isoformat()},
        },
    }


def send(page: Page, button: str, form: Locator | None = None) -> None:
    (form or page).get_by_role("button", name=button, exact=True).click()


def sign_numbers(team: Team) -> None:
    page = team.at("lena", "profile")
    expect(page.get_by_text("None yet: no assessment can be opened")).to_be_visible()
    assert broken_rules(page) == []
    page.get_by_label("I have read these numbers").check()
    send(page, "Sign these numbers")
    expect(page.get_by_role("link", name="The signed entry")).to_be_visible()


def grade_reports(team: Team) -> None:
    for number in range(REPORTS):
        team.node.forestall("record", "-", given=json.dumps(told(number)))
    page = team.at("amina", "evidence")
    assert broken_rules(page) == []
    page.get_by_role("link", name="Homes were burnt in a night, as 0 people tell.").click()
    expect(page.get_by_text("Who says it is not shown here")).to_be_visible()
    assert "informant-0" not in page.content()
    page.get_by_label("1: Confirmed by independent sources").check()
    page.get_by_label("Why", exact=True).fill("Two of the homes stand on pictures of that week.")
    send(page, "Record this part of the grade")
    expect(page.get_by_text("Confirmed means that two independent origins say so")).to_be_visible()
    expect(page.get_by_label("Why", exact=True)).to_have_value("Two of the homes stand on pictures of that week.")
    page.get_by_label("2: Probably true").check()
    assert broken_rules(page) == []
    send(page, "Record this part of the grade")
    expect(page.get_by_text("Who says it is judged by somebody other")).to_be_visible()

    page = team.at("greta", "evidence/report-0")
    expect(page.get_by_text("informant-0")).to_be_visible()
    page.get_by_label("B: Usually reliable").check()
    page.get_by_label("Why", exact=True).fill("Right each time it could be checked.")
    send(page, "Record this part of the grade")
    expect(page.locator(".grade").first).to_have_text("B2")
    for number in range(1, REPORTS):
        team.call("amina", f"/evidence/report-{number}/grade", {"reason": "It fits.", "credibility": "2"})
        team.call("greta", f"/evidence/report-{number}/grade", {"reason": "Right before.", "reliability": "B"})


def open_question(team: Team) -> str:
    page = team.at("farid", "assessments")
    assert broken_rules(page) == []
    page.get_by_role("link", name="A new assessment").click()
    assert broken_rules(page) == []
    page.get_by_label("Country", exact=True).select_option("SDN")
    page.get_by_label("Province, by its code").fill("SD-DW")
    page.get_by_label("Who is at risk").fill("Farming communities west of the wadi")
    page.get_by_text("Who judges", exact=True).click()
    for name in ANALYSTS:
        page.get_by_label(re.compile(team.node.user(name))).check()
    page.get_by_label("Members of an outside panel").fill("\n".join(map(team.node.user, PANEL)))
    page.get_by_text("What holds against the risk, and what would change our mind").click()
    page.get_by_label("What holds against the risk", exact=True).fill("The council of elders still meets.")
    page.get_by_label("What would change our mind", exact=True).fill("Fighters leave the camps.")
    page.get_by_text("Who could be hurt", exact=True).click()
    for question in ("Who could be hurt? As groups", "How?", "What is done so that", "What could be done instead"):
        page.get_by_label(question).fill("People who spoke to monitors: no village is named.")
    page.get_by_label("yes", exact=True).check()
    send(page, "Open the assessment")
    # One thing is too few: the form comes back with all that was typed, and what is wrong beside its field.
    expect(page.get_by_text("At least two things, one a line.")).to_be_visible()
    expect(page.get_by_label("Who is at risk")).to_have_value("Farming communities west of the wadi")
    wanted = page.get_by_label("What would change our mind", exact=True)
    wanted.fill("Fighters leave the camps.\nThe market opens on both sides.")
    assert broken_rules(page) == []
    send(page, "Open the assessment")
    page.wait_for_url("**/assessments/assessment-*")
    return page.url.partition("#")[0].rpartition("/")[2]


def fill_workbench(team: Team, assessment: str) -> None:
    page = team.at("amina", f"assessments/{assessment}/factors/RF6")
    assert broken_rules(page) == []
    first = page.locator("details.part").first
    first.locator("summary").click()
    first.get_by_label("Found").select_option("present")
    send(page, "Record these judgements")
    # Trend and grounds are asked beside the indicator, which stays open.
    expect(page.get_by_text("Choose one, with every judgement.").first).to_be_visible()
    first.get_by_label("Trend").select_option("flat")
    first.get_by_label("It rests on").select_option("L1")
    first.get_by_label("What was seen, in a sentence").fill("The ombudsman's office was shut.")
    send(page, "Record these judgements")
    expect(first.locator("summary .status-present")).to_be_visible()

    page = team.at("amina", f"assessments/{assessment}/pieces")
    page.get_by_label("What was graded lately").select_option("report-0")
    page.get_by_label("Of what it is direct evidence").select_option("D2")
    send(page, "Weigh it as a piece")
    expect(page.locator(".card .grade")).to_have_text("B2")
    assert broken_rules(page) == []
    weigh(team, assessment, range(1, REPORTS))
    page.reload()
    expect(page.get_by_text("L1: Acceptable evidence")).to_be_visible()


def weigh(team: Team, assessment: str, numbers: range) -> None:
    pieces = [{"about": f"report-{number}"} | ({"direct_class": "D2"} if not number else {}) for number in numbers]
    team.call("amina", f"/assessments/{assessment}/revise", {"pieces": pieces})


def submit(team: Team, assessment: str, phase: str, reason: str) -> None:
    page = team.at("amina", f"assessments/{assessment}")
    page.get_by_label("Phase", exact=True).select_option(phase)
    page.get_by_label("How probable, in percent").fill("30")
    page.get_by_label("From which side you come").select_option("civil_society")
    page.get_by_label("Why, in a line or two").fill(reason)
    send(page, "Submit")
    expect(page.get_by_text("You have given one.")).to_be_visible()


def lock(team: Team, assessment: str) -> None:
    page = team.at("farid", f"assessments/{assessment}")
    locked = page.get_by_role("heading", name=re.compile("^Round "))
    before = locked.count()
    send(page, "Lock this round")
    expect(locked).to_have_count(before + 1)


def close(team: Team, assessment: str) -> Page:
    page = team.at("farid", f"assessments/{assessment}")
    send(page, "Close the assessment")
    expect(page.locator("dt", has_text="Outcome")).to_be_visible()
    return page


def open_through_the_api(team: Team, like: str) -> str:
    """Another question about the same place, with the same people, its mitigating factors asked."""
    page = team.at("farid", "desk")
    asked = page.request.get(f"{team.node.url}/api/assessments/{like}").json()
    names = (
        "place", "populations", "period", "window", "authors", "resilience", "what_would_change_our_mind", "harm_check",
    )  # fmt: skip
    question = {name: asked["assessment"][name] for name in names}
    people = [team.node.user(name) for name in (*ANALYSTS, "farid", *PANEL)]
    said = {"assessment": question, "marking": asked["marking"] | {"recipients": people}}
    name = str(team.call("farid", "/assessments", said)["record_id"])
    seen = {"indicator": "6.1", "status": "present", "trend": "flat", "evidence_level": "L1"}
    team.call("amina", f"/assessments/{name}/revise", {"indicators": [seen]})
    return name


def both_rounds(team: Team, assessment: str, phases: dict[str, str | None]) -> None:
    for number in (1, 2):
        team.judge(assessment, number, phases)
        team.call("farid", f"/assessments/{assessment}/lock", {})


def phases(each: str) -> dict[str, str | None]:
    return {name: None if phase == "-" else phase for name, phase in zip(ANALYSTS, each, strict=True)}


def end_as_consensus(team: Team, assessment: str) -> None:
    others = {name: phase for name, phase in phases("33332").items() if name != "amina"}
    for number in (1, 2):
        reason = f"Two signs of two origins, as round {number} knows them."
        submit(team, assessment, "3", reason)
        assert reason not in team.at("basil", f"assessments/{assessment}", java_script_enabled=False).content()
        page = team.at("farid", f"assessments/{assessment}")
        send(page, "Lock this round")
        expect(page.get_by_text("5 analysts")).to_be_visible()
        team.judge(assessment, number, others)
        if number == 2:
            page = team.at("basil", f"assessments/{assessment}")
            page.get_by_text("Dissent from it").click()
            page.get_by_label("What you would have said instead").fill("One sign rests on one origin.")
            send(page, "Put the dissent inside")
            expect(page.locator("blockquote")).to_contain_text("One sign rests on one origin.")
        lock(team, assessment)
    page = close(team, assessment)
    expect(page.locator("dd", has_text="Consensus")).to_be_visible()
    expect(page.locator("dd", has_text="3: Serious")).to_be_visible()
    assert broken_rules(page) == []
    page = team.at("lena", f"assessments/{assessment}")
    expect(page.locator("blockquote")).to_contain_text("One sign rests on one origin.")
    send(page, "Give it out, with its dissent")
    expect(page.locator(".tag")).to_have_text("Assessment published")
    page.get_by_role("link", name="Assessment published").click()
    expect(page.get_by_role("link", name="Take it along, signed")).to_be_visible()


def end_as_split(team: Team, like: str) -> None:
    assessment = open_through_the_api(team, like)
    weigh(team, assessment, range(REPORTS))
    both_rounds(team, assessment, phases("22244"))
    page = close(team, assessment)
    expect(page.locator("dd", has_text="Under review")).to_be_visible()
    for name in PANEL[1:]:
        finding = {"stands": True, "finding": {"text": "It holds on its pieces.", "language": "en"}}
        team.call(name, f"/assessments/{assessment}/finding", finding)
    page = team.at(PANEL[0], f"assessments/{assessment}")
    assert broken_rules(page) == []
    page.get_by_label("It stands", exact=True).check()
    page.get_by_label("Why", exact=True).fill("Both sides rest on what was graded.")
    send(page, "Record the finding")
    expect(page.get_by_role("heading", name="Findings of the outside panel")).to_be_visible()
    page = close(team, assessment)
    expect(page.locator("dd", has_text="Split classification")).to_be_visible()
    sides = page.locator("section.card h3")
    expect(sides.filter(has_text="2: Elevated")).to_be_visible()
    expect(sides.filter(has_text="4: Imminent")).to_be_visible()


def end_as_not_classifiable(team: Team, like: str) -> None:
    assessment = open_through_the_api(team, like)
    page = team.at("chen", f"assessments/{assessment}")
    page.get_by_text("Say whether access is denied").click()
    page.get_by_label("Yes, access is denied").check()
    send(page, "Record it")
    expect(page.get_by_text("Those who could look are kept out.")).to_be_visible()
    both_rounds(team, assessment, phases("----3"))
    page = close(team, assessment)
    expect(page.locator("dd", has_text="Not classifiable, access denied")).to_be_visible()
    expect(page.get_by_text("That is no low phase")).to_be_visible()


def answer_requests(team: Team, assessment: str) -> None:
    page = team.at("emre", "requests")
    assert broken_rules(page) == []
    page.get_by_role("link", name="Fighters leave the camps.").first.click()
    page.get_by_label("Reports or other entries that speak to it").fill("report-3")
    assert broken_rules(page) == []
    send(page, "Name what speaks to it")
    expect(page.get_by_role("link", name="Report received")).to_be_visible()
    page.get_by_text("Close it", exact=True).click()
    page.get_by_label("Why it no longer stands").fill("The camps are empty.")
    send(page, "Close the request")
    expect(page.get_by_text("The camps are empty.")).to_be_visible()


def test_from_evidence_to_a_phase_a_split_and_a_place_where_nobody_could_look(team: Team) -> None:
    sign_numbers(team)
    grade_reports(team)
    assessment = open_question(team)
    fill_workbench(team, assessment)
    end_as_consensus(team, assessment)
    end_as_split(team, assessment)
    end_as_not_classifiable(team, assessment)
    answer_requests(team, assessment)
    phone = team.node.open("amina", f"assessments/{assessment}/factors/RF7", viewport=PHONE, locale="ar")
    assert not scrolls_sideways(phone)
    assert phone.locator("html").get_attribute("dir") == "rtl"
    assert broken_rules(phone) == []
