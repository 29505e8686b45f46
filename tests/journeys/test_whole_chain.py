"""The whole chain, walked in the browser by everyone it takes, from a forecast to a closed review."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from forestall.clock import SystemClock, format_instant
from journeys.alert_pages import HEADLINE, MINISTRY, fill_alert, stand_behind, waits
from journeys.served import PHONE, ServedNode, Visitors, broken_rules, scrolls_sideways

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.both_databases]

NETWORK, ACADEMY, UNION = "organisation-network", "organisation-academy", "organisation-union"
ANALYSTS = {
    "amina": (NETWORK, "civil_society"),
    "basil": (NETWORK, "civil_society"),
    "chen": (ACADEMY, "academia"),
    "dina": (UNION, "intergovernmental"),
    "emre": (UNION, "intergovernmental"),
}
OTHERS = {
    "mona": ("monitor", NETWORK),
    "greta": ("grader", UNION),
    "farid": ("facilitator", UNION),
    "lena": ("analyst_lead", UNION),
    "boris": ("approver", UNION),
    "dalia": ("duty_officer", UNION),
    "paul": ("addressee", MINISTRY),
    "mina": ("decision_maker", MINISTRY),
    "oskar": ("action_owner", MINISTRY),
    "rita": ("reviewer", ACADEMY),
}
N_REPORTS = 5
PLACE = {"precision": "admin1", "country": "SDN", "admin1": "SD-DW"}
HOPS = [
    "forecast.issued", "report.received", "report.graded", "assessment.opened", "assessment.locked",
    "assessment.closed", "assessment.published", "alert.drafted", "alert.reviewed", "alert.issued",
    "alert.acknowledged", "decision.recorded", "action.planned", "action.started", "action.completed",
    "outcome.observed", "review.opened", "review.closed",
]  # fmt: skip


@pytest.fixture
def team(served: ServedNode) -> Visitors:
    """Everyone, each cleared for what they are asked."""
    roles = {name: ("analyst", of) for name, (of, _) in ANALYSTS.items()} | OTHERS
    people = [
        {"name": name, "roles": [role], "organisation": of, "clearance": "high"} for name, (role, of) in roles.items()
    ]
    return Visitors(served, people)


def handling(team: Visitors) -> dict[str, Any]:
    """For everyone who takes part."""
    return {
        "tlp": "amber",
        "organisations": [ACADEMY, MINISTRY, NETWORK, UNION],
        "recipients": sorted(map(team.node.user, team.node.people)),
        "actions": ["analyse", "act_visibly"],
        "purposes": ["early_warning"],
        "sensitivity": "moderate",
    }


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def say(team: Visitors, kind: str, name: str, by: str, body: dict[str, Any]) -> None:
    """Something said at the machine, as programs that forecast or take reports in say it."""
    author = {"user": team.node.user(by), "organisation": team.node.people[by]["organisation"]}
    said = {"kind": kind, "record_id": name, "author": author, "marking": handling(team), "body": body}
    team.node.forestall("record", "-", given=json.dumps(said))


def forecast(team: Visitors) -> str:
    today = SystemClock().now()
    body = {
        "target": "civilian-deaths",
        "place": PLACE,
        "under_way": "absent",
        "reference_on": today.date().isoformat(),
        "as_of": format_instant(today),
        "issued_on": today.date().isoformat(),
        "horizon_months": 3,
        "period": {"start": today.date().isoformat(), "end": (today + timedelta(days=90)).date().isoformat()},
        "forecaster_kind": "pool",
        "forecaster": "people of the situation room",
        "coverage": "present",
        "probability": 0.3,
        "likelihood": "unlikely",
        "base_rate": 0.012,
        "base_rate_of": "provinces of states at war since 1989",
        "made_with": "a journey",
        "seed": 1,
    }
    say(team, "forecast.issued", "forecast-journey", "dina", body)
    return "forecast-journey"


def report(team: Visitors, number: int) -> str:
    now = SystemClock().now()
    body = {
        "received_at": format_instant(now),
        "channel": "telephone",
        "informant": f"informant-{number}",
        "origin": f"origin-{number}",
        "event_types": ["one_sided_violence"],
        "summary": {"text": f"Homes were burnt in a night, as {number} people tell.", "language": "en"},
        "occurred": (now - timedelta(days=1)).date().isoformat(),
        "place": PLACE,
        "consent": {"basis": "vital_interest", "keep_until": (now + timedelta(days=90)).date().isoformat()},
    }
    say(team, "report.received", f"report-{number}", "mona", body)
    return f"report-{number}"


def grade(team: Visitors, name: str) -> None:
    """Two people, each a part of the grade."""
    for by, part in (("amina", "2: Probably true"), ("greta", "B: Usually reliable")):
        page = team.at(by, f"evidence/{name}")
        page.get_by_label(part).check()
        page.get_by_label("Why", exact=True).fill("It fits what others saw.")
        press(page, "Record this part of the grade")
        page.wait_for_load_state()
    expect(team.pages["greta"].locator(".grade").first).to_have_text("B2")


def grade_alike(team: Visitors, name: str) -> None:
    """The same for another report, through the API."""
    team.call("amina", f"/evidence/{name}/grade", {"reason": "It fits.", "credibility": "2"})
    team.call("greta", f"/evidence/{name}/grade", {"reason": "Right before.", "reliability": "B"})


def assess(team: Visitors, pieces: list[dict[str, Any]]) -> str:
    """The assessment: the forms of an analyst have a journey of their own, here each step is seen once."""
    page = team.at("lena", "profile")
    page.get_by_label("I have read these numbers").check()
    press(page, "Sign these numbers")
    expect(page.get_by_role("link", name="The signed entry")).to_be_visible()
    today = SystemClock().now()
    told = {"text": "The council of elders still meets.", "language": "en"}
    question = {
        "place": PLACE,
        "populations": [{"text": "Farming communities west of the wadi", "language": "en"}],
        "period": {"start": today.date().isoformat(), "end": (today + timedelta(days=90)).date().isoformat()},
        "window": "near",
        "authors": [team.node.user(name) for name in ANALYSTS],
        "resilience": [told],
        "what_would_change_our_mind": [told, {"text": "Fighters leave the camps.", "language": "en"}],
        "harm_check": {
            "who_could_be_hurt": "People who spoke to monitors.", "how": "Reprisals.", "mitigation": "No name is kept.",
            "alternative": "Tell the elders.", "acceptable": True, "by": team.node.user("farid"),
            "checked_at": format_instant(today),
        },
    }  # fmt: skip
    name = str(team.call("farid", "/assessments", {"assessment": question, "marking": handling(team)})["record_id"])
    seen = {"indicator": "6.1", "status": "present", "trend": "flat", "evidence_level": "L1"}
    team.call("amina", f"/assessments/{name}/revise", {"indicators": [seen], "pieces": pieces})
    for number in (1, 2):
        judge(team, name, number)
        page = team.at("farid", f"assessments/{name}")
        press(page, "Lock this round")
        expect(page.get_by_role("heading", name=f"Round {number}")).to_be_visible()
    press(page, "Close the assessment")
    expect(page.locator("dd", has_text="Consensus")).to_be_visible()
    page = team.at("lena", f"assessments/{name}")
    press(page, "Give it out, with its dissent")
    expect(page.get_by_text("Assessment published").first).to_be_visible()
    return name


def judge(team: Visitors, assessment: str, number: int) -> None:
    for name, (_, side) in ANALYSTS.items():
        said = {
            "assessment": assessment, "round": number, "constituency": side, "from_state_concerned": False,
            "phase": "3", "reason": {"text": "Two signs of two origins.", "language": "en"},
        }  # fmt: skip
        team.call(name, "/judgements", said)


def warn(team: Visitors, assessment: str, foreseen: str) -> str:
    """The alert: written by one, stood behind by a second, issued by a third."""
    writer = team.at("lena", "alerts/new")
    fill_alert(writer)
    writer.get_by_label("Which option is recommended, if one is: its line").fill("Send two mediators")
    writer.get_by_label("Why that one").fill("It is the least intrusive that is in time.")
    writer.locator("summary", has_text="More grounds").click()
    writer.get_by_label("Assessment it rests on").fill(assessment)
    writer.get_by_label("Forecasts it rests on, one id a line").fill(foreseen)
    writer.locator("summary", has_text="How it may be handled").click()
    writer.locator("[name=organisations]").fill("\n".join([ACADEMY, NETWORK]))
    writer.locator("[name=recipients]").fill("\n".join(map(team.node.user, team.node.people)))
    press(writer, "Record this draft")
    writer.wait_for_url("**/alerts/alert-*")
    name = writer.url.rpartition("/")[2]
    stand_behind(team.at("boris", f"alerts/{name}"))
    officer = team.at("dalia", f"alerts/{name}")
    press(officer, "Issue")
    expect(officer.get_by_role("heading", name="How it stands")).to_be_visible()
    return name


def answer(team: Visitors, alert: str) -> str:
    """Read by one in the ministry, decided by another."""
    reader = team.at("paul", "desk", viewport=PHONE)
    reader.get_by_role("link", name=HEADLINE).click()
    press(reader, "I have read it, for my organisation")
    expect(reader.get_by_text("acknowledged", exact=False).first).to_be_visible()
    minister = team.at("mina", "desk", viewport=PHONE)
    minister.locator(".card", has_text="Decide on this alert").get_by_role("link").click()
    press(minister, "Act as recommended")
    expect(minister.locator(".clock")).to_contain_text("Recorded")
    statuses = json.loads(team.node.forestall("decision", "show", alert, "--organisation", UNION, "--json"))["statuses"]
    return str(statuses[0]["decision"])


def act(team: Visitors, decision: str) -> None:
    """Planned by who decided, done by its owner, looked at by somebody who sees what it did."""
    now = SystemClock().now()
    page = team.at("mina", f"decisions/{decision}/actions")
    page.get_by_label("What is done, in one line").fill("Two mediators leave for the province")
    page.get_by_label("Who answers for it").select_option(team.node.user("oskar"))
    page.get_by_label("What is done first").fill("Call both councils of elders")
    page.get_by_label("By when the first step is due (UTC)").fill(f"{now + timedelta(days=2):%Y-%m-%dT%H:%M}")
    press(page, "Agree this step")
    page.wait_for_url("**/actions/action-*")
    name = page.url.rpartition("/")[2]
    owner = team.at("oskar", f"actions/{name}")
    press(owner, "It has begun")
    press(owner, "It is done")
    expect(owner.get_by_text("nobody has looked at its effect yet")).to_be_visible()
    monitor = team.at("mona", f"actions/{name}")
    monitor.get_by_label("What a look at its effect found").fill("The market stayed shut; both sides met.")
    monitor.get_by_label("no", exact=True).check()
    press(monitor, "Write down what was found")
    monitor.get_by_text("Write down what followed").click()
    monitor.get_by_label("What happened, in neutral words").fill("Both sides kept away from the market.")
    monitor.get_by_label("From which day").fill(f"{now - timedelta(days=3):%Y-%m-%d}")
    monitor.get_by_label("Until which day, itself excluded").fill(f"{now:%Y-%m-%d}")
    press(monitor, "Write it down")
    monitor.wait_for_url("**/outcomes/outcome-*")
    expect(monitor.get_by_text("What followed is not what was caused")).to_be_visible()


def look_back(team: Visitors, alert: str) -> None:
    """The review: each moment judged from what was known then, and the outcome last."""
    page = team.at("rita", "reviews")
    page.locator("main ul.rows").first.get_by_role("link").click()
    page.wait_for_url("**/reviews/review-*")
    press(page, "Open the review")
    expect(page.get_by_role("button", name="Lock this judgement")).to_be_visible()
    assert "Both sides kept away from the market." not in page.content()
    n_moments = 0
    while page.get_by_role("button", name="Lock this judgement").count():
        assert "Both sides kept away from the market." not in page.content()
        page.get_by_label("What would a reasonable team have judged").fill("Warn the ministry, ask for mediators.")
        n_moments += 1
        press(page, "Lock this judgement")
        expect(page.locator("ol.chain > li")).to_have_count(n_moments)
    assert n_moments >= 8
    press(page, "Show me what happened")
    expect(page.get_by_text("Both sides kept away from the market.")).to_be_visible()
    for field in page.locator("[name^=answer_]").all():
        field.fill("As the record shows.")
    page.locator("[name=label_1]").fill("A deputy for every desk.")
    page.locator("[name=owner_1]").select_option(team.node.user("oskar"))
    page.locator("[name=due_1]").fill(f"{SystemClock().now() + timedelta(days=60):%Y-%m-%d}")
    page.locator("[name=finding]").fill("The steps followed each other in time.")
    press(page, "Close the review")
    expect(page.get_by_text("Review closed").first).to_be_visible()


def test_everyone_takes_their_step_from_a_forecast_to_a_closed_review(team: Visitors) -> None:
    foreseen = forecast(team)
    reports = [report(team, number) for number in range(N_REPORTS)]
    grade(team, reports[0])
    for name in reports[1:]:
        grade_alike(team, name)
    pieces = [{"about": name} | ({"direct_class": "D2"} if not number else {}) for number, name in enumerate(reports)]
    assessment = assess(team, [*pieces, {"about": foreseen}])
    alert = warn(team, assessment, foreseen)
    act(team, answer(team, alert))
    look_back(team, alert)
    assert waits(team.pages["rita"]) == []

    drawn = team.at("lena", f"timeline/{alert}")
    expect(drawn.locator("ol.steps > li").first).to_be_visible()
    assert drawn.locator("ol.steps > li").count() >= len(HOPS)
    assert broken_rules(drawn) == []
    assert not scrolls_sideways(drawn)

    who = ("--user", team.node.user("lena"), "--organisation", UNION)
    hops = json.loads(team.node.forestall("trace", alert, *who, "--json"))["hops"]
    seen = [hop["entry"] for hop in hops if "entry" in hop]
    kinds = {entry["kind"] for entry in seen}
    assert [kind for kind in HOPS if kind not in kinds] == []
    authors = {entry["author"]["user"] for entry in seen}
    assert len(authors & {team.node.user(name) for name in team.node.people}) >= 9
