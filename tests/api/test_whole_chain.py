"""The whole chain through the API, as fifteen people, each step in the caller's own name, and its trace at the end.

What programs say of their own, a forecast and what monitors report, is recorded at the machine, as everywhere.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from doors import House
from forestall.clock import SystemClock, format_instant
from forestall.records.entry import Draft, Entry
from forestall.runs.recording import record_statement
from forestall.vocabulary.load import vocabulary
from record_samples import SAMPLES, said
from warning_messages import message
from warning_people import CIRCLE, TODAY, asked, report

UNION, NETWORK, ACADEMY, MINISTRY = (f"organisation-{name}" for name in ("union", "network", "academy", "ministry"))
SIDES = {"a0": "civil_society", "a1": "civil_society", "a2": "academia", "a3": "academia", "a4": "intergovernmental"}
PEOPLE = {
    **{name: ("analyst", NETWORK if name < "a2" else ACADEMY if name < "a4" else UNION) for name in SIDES},
    "f0": ("facilitator", UNION),
    "l0": ("analyst_lead", UNION),
    "p0": ("approver", UNION),
    "o0": ("duty_officer", UNION),
    "d0": ("addressee", MINISTRY),
    "d2": ("decision_maker", MINISTRY),
    "w0": ("action_owner", MINISTRY),
    "m0": ("monitor", NETWORK),
    "g0": ("grader", UNION),
    "r0": ("reviewer", ACADEMY),
}
HOPS = [
    "forecast.issued", "report.received", "report.graded", "assessment.opened", "assessment.locked",
    "assessment.closed", "assessment.published", "alert.drafted", "alert.reviewed", "alert.issued",
    "alert.acknowledged", "decision.recorded", "action.planned", "action.started", "action.completed",
    "outcome.observed", "review.opened", "review.closed",
]  # fmt: skip
WORDS = {"text": "As the record shows.", "language": "en"}
HARM = {
    "who_could_be_hurt": "People who spoke to monitors.", "how": "Reprisals.",
    "mitigation": "No village is named.", "alternative": "Tell the union alone.",
}  # fmt: skip
MARKING = CIRCLE.model_copy(update={"recipients": tuple(f"user-{name}" for name in PEOPLE)})

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    """The samples name days of that winter."""
    with time_machine.travel(TODAY):
        yield


class Team:
    """Everyone, each with a browser of their own that calls the API."""

    def __init__(self, house: House) -> None:
        self.ledger = house.node.ledger
        self.browsers = {
            name: house.browser(
                house.person(name, role, organisation=organisation, clearance="high", user=f"user-{name}")
            )
            for name, (role, organisation) in PEOPLE.items()
        }

    def get(self, name: str, address: str) -> Any:
        answer = self.browsers[name].get(f"/api{address}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def say(self, name: str, address: str, told: dict[str, Any] | None = None) -> str:
        """The id of the record that a step was taken with."""
        answer = self.browsers[name].post(f"/api{address}", told or {}, content_type="application/json")
        assert answer.status_code == 200, answer.content
        return str(answer.json()["record_id"])


@pytest.fixture
def team(house: House) -> Team:
    return Team(house)


def foreseen(team: Team) -> Entry:
    """A forecast for the place of the alert, as a program records it."""
    body = SAMPLES["forecast"] | {"place": message().to_json()["place"]}
    draft = Draft.parse(
        {"kind": "forecast.issued", "record_id": "forecast-1", "body": body, "marking": MARKING,
         "author": {"user": "user-l0", "organisation": UNION}}
    )  # fmt: skip
    return record_statement(team.ledger, draft, team.ledger.clock.now())


def assessed(team: Team) -> str:
    """From five reports over their grades and two rounds to a published phase."""
    for number in range(5):
        about = report(team.ledger, number, marking=MARKING).record_id
        team.say("a0", f"/evidence/{about}/grade", {"reason": "It fits.", "credibility": "2"})
        team.say("g0", f"/evidence/{about}/grade", {"reason": "Right before.", "reliability": "B"})
    profile = team.get("l0", "/profile")
    assert "sign_profile" in profile["may"]
    team.say("l0", "/profile/sign", {"role": "analyst_lead"})
    question = asked(authors=[f"user-{name}" for name in SIDES]).to_json()
    name = team.say("f0", "/assessments", {"assessment": question, "marking": MARKING.to_json()})
    seen = {"indicator": "6.1", "status": "present", "trend": "flat", "evidence_level": "L1"}
    pieces: list[dict[str, Any]] = [{"about": f"report-{number}"} for number in range(5)]
    pieces[0]["direct_class"] = "D1"
    team.say("a0", f"/assessments/{name}/revise", {"indicators": [seen], "pieces": [*pieces, {"about": "forecast-1"}]})
    for number in (1, 2):
        for analyst, side in SIDES.items():
            told = {"assessment": name, "round": number, "constituency": side, "from_state_concerned": False,
                    "phase": "3", "reason": said("Two signs of two origins.")}  # fmt: skip
            team.say(analyst, "/judgements", told)
        team.say("f0", f"/assessments/{name}/lock")
    team.say("f0", f"/assessments/{name}/close")
    return team.say("l0", f"/assessments/{name}/publish")


def warned(team: Team, assessment: str) -> str:
    """Written by one, stood behind by a second, issued by a third, read by a fourth."""
    told = message(assessment=assessment, forecasts=["forecast-1"], phase="3").to_json()
    alert = team.say("l0", "/alerts", {"alert": told, "marking": MARKING.to_json()})
    team.say("p0", f"/alerts/{alert}/review", HARM | {"role": "approver", "acceptable": True})
    team.say("o0", f"/alerts/{alert}/issue")
    assert alert in [row["record_id"] for row in team.get("d0", "/desk")["waiting"]]
    team.say("d0", f"/alerts/{alert}/acknowledge", {"note": ""})
    return alert


def answered(team: Team, alert: str) -> None:
    """Decided by one, carried out by a second, looked at by a third."""
    chosen = {"kind": "act_as_recommended", "role": "decision_maker", "chosen": ["Send two mediators"]}
    decision = team.say("d2", f"/alerts/{alert}/decision", chosen)
    now = SystemClock().now()
    step = {
        "label": "Two mediators leave for the province", "owner": "user-w0", "organisation": MINISTRY,
        "first_step": "Call both councils", "due_at": format_instant(now + timedelta(days=2)),
    }  # fmt: skip
    action = team.say("d2", f"/decisions/{decision}/actions", step)
    team.say("w0", f"/actions/{action}/start")
    team.say("w0", f"/actions/{action}/complete")
    found = {"finding": said("The market stayed shut; both sides met."), "harm_found": False}
    team.say("m0", f"/actions/{action}/effect", found)
    outcome = {
        "about": [action, alert], "followed": said("Both sides kept away from the market."),
        "period": {"start": "2026-11-19", "end": "2026-11-22"}, "place": message().to_json()["place"],
        "attribution": "no_evidence_either_way", "attribution_because": "Nobody asked the chiefs yet.",
    }  # fmt: skip
    team.say("m0", "/outcomes", outcome)


def looked_back(team: Team, alert: str) -> None:
    """Every moment judged from what was known then, and the outcome shown last."""
    review = team.say("r0", "/reviews", {"about": alert})
    n_judged = 0
    while team.get("r0", f"/reviews/{review}")["now"]:
        team.say("r0", f"/reviews/{review}/judge", said("Warn the ministry, ask for mediators."))
        n_judged += 1
    assert n_judged >= 8
    team.say("r0", f"/reviews/{review}/show")
    change = {"label": said("A deputy for every desk."), "owner": "user-w0", "due_on": "2027-01-20"}
    closing = {"answers": dict.fromkeys(vocabulary("review_question"), WORDS), "changes": [change], "finding": WORDS}
    team.say("r0", f"/reviews/{review}/close", closing)


def test_everyone_takes_their_step_through_the_api_and_the_trace_has_every_hop(team: Team) -> None:
    foreseen(team)
    alert = warned(team, assessed(team))
    answered(team, alert)
    looked_back(team, alert)
    entry = team.get("l0", f"/records/{alert}")["state"]["id"]
    hops = [hop for hop in team.get("l0", f"/entries/{entry}/chain")["hops"] if not hop["withheld"]]
    kinds = {hop["kind"] for hop in hops}
    assert [kind for kind in HOPS if kind not in kinds] == []
    assert len({hop["author"] for hop in hops} & {f"user-{name}" for name in PEOPLE}) >= 12
