"""Plans that send teams to places: worked out, proposed by one named person, approved by another.

The solver never sends anybody. A plan stands in the ledger with all it was made from, so that anyone may make it
again, and with what it leaves uncovered.
"""

from __future__ import annotations

from forestall.clock import seconds_elapsed
from forestall.errors import BadTransition, InvalidField
from forestall.memory.ledger import Ledger
from forestall.records.deployment import Demand, Deployment
from forestall.records.entry import Entry
from forestall.records.parts.harm_check import HarmCheck
from forestall.respond.flashpoints.planning import propose
from forestall.runs.permissions import Person, check_right
from forestall.runs.warning.findings import approval_by
from forestall.runs.warning.steps import Handling, begin, follow, held, state_for

SECONDS = 25.0
"""How long a plan may take when nobody says otherwise."""


def plan_for(demand: Demand, by: str, seconds: float = SECONDS) -> Deployment:
    """A plan for a demand, recorded nowhere.

    Args:
        demand: what is asked.
        by: who asks, by pseudonym.
        seconds: how long it may take; a bigger demand than they suffice for gets a good plan with its bound.
    """
    until = seconds_elapsed() + seconds
    return propose(demand, by, lambda: until - seconds_elapsed())


def propose_deployment(
    ledger: Ledger, by: Person, plan: Deployment, handling: Handling, deployment_id: str | None = None
) -> Entry:
    """The entry that puts a plan before those who may approve it.

    Args:
        ledger: where it goes.
        by: who proposes it.
        plan: as `plan_for` made it, naming the alert and decision it belongs to where there are such.
        handling: who may read it.
        deployment_id: the proposal it takes the place of.

    Raises:
        InvalidField: it is approved already, or sends nobody because there is no plan.
    """
    check_right(by, "draft_deployment", ledger.clock.now())
    if plan.approvals or plan.status in ("infeasible", "undecided"):
        raise InvalidField(
            expected="a plan that nobody approved yet",
            found="an approved one" if plan.approvals else "none, since limits exclude each other or time ran out",
            where="Deployment",
            remedy="Ask for a plan that there is; see which limits exclude each other.",
        )
    told = Deployment.parse(plan.model_copy(update={"drafted_by": by.user}).to_json())
    grounds = [state_for(ledger, by, each, "read_record") for each in (told.alert, told.decision) if each]
    if deployment_id:
        before = state_for(ledger, by, deployment_id, "draft_deployment")
        return follow(ledger, by, "deployment.drafted", before, told, grounds)
    return begin(ledger, by, "deployment.drafted", told, handling, rests_on=grounds)


def approve_deployment(ledger: Ledger, by: Person, deployment_id: str, role: str, harm_check: HarmCheck) -> Entry:
    """The entry in which a person other than its author stands behind a plan.

    Raises:
        InvalidField: its author's own approval, another's harm check, or one that doesn't find it acceptable.
        BadTransition: it isn't a proposal any more, or its days have begun.
    """
    state = state_for(ledger, by, deployment_id, "approve_deployment")
    told = held(state, Deployment)
    if harm_check.by != by.user or not harm_check.acceptable:
        raise InvalidField(
            expected="a harm check by whoever approves that finds it acceptable",
            found="somebody else's" if harm_check.by != by.user else "one that does not",
            where="Deployment.harm_check",
            remedy="Answer the four questions yourself; where the plan would hurt, ask for another.",
        )
    if told.demand.start < ledger.clock.now().date():
        raise BadTransition(
            expected="a plan whose first day lies ahead",
            found="one that should have begun",
            where=deployment_id,
            remedy="Have it planned anew from a day to come.",
        )
    parts = {"harm_check": harm_check, "approvals": (*told.approvals, approval_by(ledger, by, role))}
    approved = Deployment.parse(told.model_copy(update=parts).to_json())
    return follow(ledger, by, "deployment.approved", state, approved)
