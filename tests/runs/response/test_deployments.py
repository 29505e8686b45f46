"""A plan is proposed by one person, approved by another, and made before its days begin."""

from typing import Any

import pytest

from forestall.errors import AccessError, BadTransition, InvalidField
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.deployment import Demand, Deployment
from forestall.records.entry import Entry
from forestall.records.parts.harm_check import HarmCheck
from forestall.runs.response.deployments import (
    Wish,
    approve_deployment,
    plan_for,
    propose_deployment,
    wish_for_deployment,
    work_out_asked,
)
from forestall.runs.warning.steps import held
from ledgers import HandClock
from record_samples import HARM_CHECK
from warning_messages import issued
from warning_people import ANALYSTS, OFFICER, TERMS, TODAY, person

MINISTER = person("user-minister", "organisation-union", "decision_maker", "duty_officer")


@pytest.fixture
def clock() -> HandClock:
    """The day of the story."""
    return HandClock(TODAY)


def demand(**parts: Any) -> Demand:
    said = {"start": "2026-12-01", "days": 3, "harm_unit": "expected deaths", "travel_otherwise": 0}
    spots = [{"name": "Market", "harm": [2.0]}]
    teams = [{"name": "Watch", "kind": "monitors", "base": "Town", "averts": 0.5}]
    return Demand.parse({**said, "spots": spots, "teams": teams, **parts})


def check(by: str, **parts: Any) -> HarmCheck:
    return HarmCheck.parse({**HARM_CHECK, "by": by, **parts})


def test_a_plan_is_approved_by_somebody_other_than_its_author(ledger: Ledger) -> None:
    author = person("user-minister", "organisation-union", "duty_officer")
    entry = propose_deployment(ledger, author, plan_for(demand(), "user-minister"), TERMS)
    with pytest.raises(InvalidField, match="other than who proposed"):
        approve_deployment(ledger, MINISTER, entry.record_id, "decision_maker", check(MINISTER.user))
    other = person("user-d", "organisation-union", "decision_maker")
    approved = approve_deployment(ledger, other, entry.record_id, "decision_maker", check(other.user))
    told = held(approved, Deployment)
    assert approved.kind == "deployment.approved"
    assert told.harm_averted == pytest.approx(3.0)
    assert [approval.by for approval in told.approvals] == ["user-d"]


def test_a_plan_that_would_hurt_is_not_approved(ledger: Ledger) -> None:
    entry = propose_deployment(ledger, OFFICER, plan_for(demand(), OFFICER.user), TERMS)
    hurts = check(MINISTER.user, acceptable=False)
    with pytest.raises(InvalidField, match="finds it acceptable"):
        approve_deployment(ledger, MINISTER, entry.record_id, "decision_maker", hurts)


def test_a_plan_whose_days_began_is_made_anew(ledger: Ledger, clock: HandClock) -> None:
    entry = propose_deployment(ledger, OFFICER, plan_for(demand(), OFFICER.user), TERMS)
    clock.move(days=12)
    with pytest.raises(BadTransition, match="lies ahead"):
        approve_deployment(ledger, MINISTER, entry.record_id, "decision_maker", check(MINISTER.user))


def test_no_plan_is_no_proposal_and_an_analyst_sends_nobody(ledger: Ledger) -> None:
    need = {"name": "Two there", "spot": "Market", "n_teams": 2, "first_day": 1, "last_day": 1}
    with pytest.raises(InvalidField, match="limits exclude each other: need, teams"):
        propose_deployment(ledger, OFFICER, plan_for(demand(needs=[need]), OFFICER.user), TERMS)
    with pytest.raises(AccessError):
        propose_deployment(ledger, ANALYSTS[0], plan_for(demand(), "user-a0"), TERMS)


def test_a_large_plan_is_asked_of_the_worker_and_proposed_in_the_name_of_whoever_asked(ledger: Ledger) -> None:
    asked = wish_for_deployment(ledger, OFFICER, Wish(large(), TERMS))
    assert isinstance(asked, Entry)
    assert asked.kind == "deployment.asked"
    assert held(asked, Deployment).status == "waiting"
    with pytest.raises(BadTransition):
        approve_deployment(ledger, MINISTER, asked.record_id, "decision_maker", check(MINISTER.user))
    made = work_out_asked(ledger, 5)
    assert made is not None
    assert (made.kind, made.record_id, made.author) == ("deployment.drafted", asked.record_id, OFFICER.author)
    assert made.marking == asked.marking
    assert held(made, Deployment).harm_averted > 0
    assert work_out_asked(ledger, 5) is None
    approved = approve_deployment(ledger, MINISTER, asked.record_id, "decision_maker", check(MINISTER.user))
    assert approved.kind == "deployment.approved"


def test_a_large_demand_that_cannot_be_met_comes_back_with_the_limits_that_exclude_each_other(ledger: Ledger) -> None:
    need = {"name": "Many there", "spot": "Market", "n_teams": 2, "first_day": 1, "last_day": 1}
    asked = wish_for_deployment(ledger, OFFICER, Wish(large(needs=[need]), TERMS))
    made = work_out_asked(ledger, 20)
    assert isinstance(asked, Entry)
    assert made is not None
    assert (made.kind, made.record_id) == ("deployment.unmet", asked.record_id)
    assert "need" in {row.limit for row in held(made, Deployment).conflict}
    again = wish_for_deployment(ledger, OFFICER, Wish(demand(), TERMS, replaces=asked.record_id))
    assert isinstance(again, Entry)
    assert (again.kind, again.record_id) == ("deployment.drafted", asked.record_id)


def test_a_plan_rests_on_the_alert_it_answers_and_a_small_one_without_a_plan_leaves_no_trace(ledger: Ledger) -> None:
    alert = issued(ledger)
    entry = wish_for_deployment(ledger, OFFICER, Wish(demand(), TERMS, alert=alert.record_id))
    assert isinstance(entry, Entry)
    assert held(entry, Deployment).alert == alert.record_id
    assert entry.causes
    need = {"name": "Two there", "spot": "Market", "n_teams": 2, "first_day": 1, "last_day": 1}
    found = wish_for_deployment(ledger, OFFICER, Wish(demand(needs=[need]), TERMS))
    assert isinstance(found, Deployment)
    assert {row.limit for row in found.conflict} == {"need", "teams"}
    assert len(read(ledger, OFFICER.reader, Question(prefix="deployment")).entries) == 1


def large(**parts: Any) -> Demand:
    """A demand past what is worked out while somebody waits."""
    spots = [{"name": name, "harm": [float(len(name))]} for name in ("Market", *map("Place {}".format, range(44)))]
    return demand(**{"days": 90, "spots": spots, **parts})
