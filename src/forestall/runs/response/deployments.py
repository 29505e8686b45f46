"""Plans that send teams to places: worked out, proposed by one named person, approved by another.

The solver never sends anybody. A plan stands in the ledger with all it was made from, so that anyone may make it
again, and with what it leaves uncovered.
"""

from __future__ import annotations

from dataclasses import dataclass

from forestall.clock import seconds_elapsed
from forestall.errors import BadTransition, InvalidField
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.deployment import NO_PLAN, Demand, Deployment
from forestall.records.entry import Draft, Entry
from forestall.records.parts.harm_check import HarmCheck
from forestall.respond.flashpoints.planning import propose, waiting_plan
from forestall.runs.order import state_of
from forestall.runs.permissions import Person, check_right
from forestall.runs.recording import record_statement
from forestall.runs.response.matters import CLOCKWORK
from forestall.runs.warning.findings import approval_by
from forestall.runs.warning.steps import Handling, begin, follow, held, state_for

SECONDS = 25.0
"""How long a plan may take when nobody says otherwise."""
SECONDS_AT_ONCE = 10.0
"""How long one may take while somebody waits for a page: others wait for the same processor."""
SIZE_AT_ONCE = 4_000
"""Places times days times teams up to which a plan is worked out while somebody waits."""
_LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Wish:
    """A plan that somebody wants."""

    demand: Demand
    """What it must look at."""
    handling: Handling
    """Who may read it."""
    alert: str | None = None
    """The alert it answers."""
    decision: str | None = None
    """The decision it carries out."""
    replaces: str | None = None
    """The proposal it takes the place of."""

    @property
    def is_small(self) -> bool:
        """Whether it is worked out while somebody waits."""
        return len(self.demand.spots) * self.demand.days * len(self.demand.teams) <= SIZE_AT_ONCE


def plan_for(demand: Demand, by: str, seconds: float = SECONDS) -> Deployment:
    """A plan for a demand, recorded nowhere.

    Args:
        demand: what is asked.
        by: who asks, by pseudonym.
        seconds: how long it may take; a bigger demand than they suffice for gets a good plan with its bound.
    """
    until = seconds_elapsed() + seconds
    return propose(demand, by, lambda: until - seconds_elapsed())


def wish_for_deployment(ledger: Ledger, by: Person, wish: Wish) -> Entry | Deployment:
    """The entry that puts a plan before those who may approve it, or that asks the worker for a large one.

    Where limits exclude each other, or no plan is found in time, nothing is recorded and what was found is given.

    Args:
        ledger: where it goes.
        by: who wants it.
        wish: what they want.

    Raises:
        NotFound: the alert, decision or earlier proposal isn't there for them.
        AccessError: they may not propose.
    """
    check_right(by, "draft_deployment", ledger.clock.now())
    _grounds(ledger, by, wish.alert, wish.decision)
    if wish.replaces:
        state_for(ledger, by, wish.replaces, "draft_deployment")
    about = {"alert": wish.alert, "decision": wish.decision}
    if not wish.is_small:
        asked = waiting_plan(wish.demand, by.user).model_copy(update=about)
        return _put(ledger, by, "deployment.asked", asked, wish.handling, wish.replaces)
    plan = plan_for(wish.demand, by.user, SECONDS_AT_ONCE)
    if plan.status in NO_PLAN:
        return plan
    return propose_deployment(ledger, by, plan.model_copy(update=about), wish.handling, wish.replaces)


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
    if plan.approvals:
        raise InvalidField(
            expected="a plan that nobody approved yet",
            found="an approved one",
            where="Deployment.approvals",
            remedy="Ask for a plan anew.",
        )
    if plan.status in NO_PLAN:
        raise no_plan(plan)
    told = Deployment.parse(plan.model_copy(update={"drafted_by": by.user}).to_json())
    return _put(ledger, by, "deployment.drafted", told, handling, deployment_id)


def no_plan(plan: Deployment) -> InvalidField:
    """The refusal of a demand without a plan, by the ids of the limits that exclude each other."""
    named = ", ".join(dict.fromkeys(row.limit for row in plan.conflict))
    return InvalidField(
        expected="a demand that some plan meets",
        found=f"limits exclude each other: {named}" if named else "none found in time, and none ruled out",
        where="Demand",
        remedy="Ask for a plan that there is: ease one of the limits that exclude each other, or ask for less.",
    )


def work_out_asked(ledger: Ledger, seconds: float = SECONDS) -> Entry | None:
    """The entry of the oldest plan that was asked for and now is worked out; None where none waits.

    Recorded in the name of whoever asked, as if they had waited for it. A worker that dies on the way leaves it
    to the next; of two that work on one, one records it.

    Args:
        ledger: where it was asked.
        seconds: how long it may take.
    """
    question = Question(kind="deployment.asked", exercise=None, newest_first=True, limit=_LOOKED_AT)
    for asked in reversed(read(ledger, CLOCKWORK, question).entries):
        state = state_of(ledger, CLOCKWORK, asked.record_id)
        if state is None or state.id != asked.id:
            continue
        told = held(asked, Deployment)
        plan = plan_for(told.demand, told.drafted_by, seconds)
        plan = plan.model_copy(update={"alert": told.alert, "decision": told.decision})
        kind = "deployment.unmet" if plan.status in NO_PLAN else "deployment.drafted"
        draft = Draft.of(
            kind,
            asked.record_id,
            plan,
            asked.author,
            asked.marking,
            causes=asked.causes,
            supersedes=asked.id,
            exercise=asked.exercise,
        )
        try:
            return record_statement(ledger, draft, ledger.clock.now(), looking_as=CLOCKWORK)
        except BadTransition:
            continue
    return None


def approve_deployment(ledger: Ledger, by: Person, deployment_id: str, role: str, harm_check: HarmCheck) -> Entry:
    """The entry in which a person other than its author stands behind a plan.

    Raises:
        InvalidField: its author's own approval, another's harm check, or one that doesn't find it acceptable.
        BadTransition: it isn't a proposal any more, or its days have begun.
    """
    state = state_for(ledger, by, deployment_id, "approve_deployment")
    told = held(state, Deployment)
    if state.kind != "deployment.drafted":
        raise BadTransition(
            expected="a plan that is proposed",
            found=state.kind,
            where=deployment_id,
            remedy="Wait until it is worked out, or have it planned anew.",
        )
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


def _put(
    ledger: Ledger, by: Person, kind: str, told: Deployment, handling: Handling, deployment_id: str | None
) -> Entry:
    grounds = _grounds(ledger, by, told.alert, told.decision)
    if deployment_id:
        return follow(ledger, by, kind, state_for(ledger, by, deployment_id, "draft_deployment"), told, grounds)
    return begin(ledger, by, kind, told, handling, rests_on=grounds)


def _grounds(ledger: Ledger, by: Person, *names: str | None) -> list[Entry]:
    return [state_for(ledger, by, name, "read_record") for name in names if name]
