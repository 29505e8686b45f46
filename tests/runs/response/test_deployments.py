"""A plan is proposed by one person, approved by another, and made before its days begin."""

from typing import Any

import pytest

from forestall.errors import AccessError, BadTransition, InvalidField
from forestall.memory.ledger import Ledger
from forestall.records.deployment import Demand, Deployment
from forestall.records.parts.harm_check import HarmCheck
from forestall.runs.response.deployments import approve_deployment, plan_for, propose_deployment
from forestall.runs.warning.steps import held
from ledgers import HandClock
from record_samples import HARM_CHECK
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
    with pytest.raises(InvalidField, match="limits exclude each other"):
        propose_deployment(ledger, OFFICER, plan_for(demand(needs=[need]), OFFICER.user), TERMS)
    with pytest.raises(AccessError):
        propose_deployment(ledger, ANALYSTS[0], plan_for(demand(), "user-a0"), TERMS)
