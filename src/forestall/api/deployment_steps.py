"""Steps with plans that send teams, as pages and API take them: each in the visitor's name, each for a right of theirs.

The rules of a step stand in `respond` and `runs.response`; here it is only brought there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.clock import format_instant
from forestall.records.deployment import Demand, Deployment
from forestall.records.entry import Entry
from forestall.records.parts.harm_check import HarmCheck
from forestall.records.values.marking import Marking
from forestall.runs.response.deployments import Wish, approve_deployment, wish_for_deployment
from forestall.runs.warning.steps import Handling

DRAFT, APPROVE = "draft_deployment", "approve_deployment"


def wish_for_plan(
    here: Visit, demand: Mapping[str, Any], marking: Mapping[str, Any], *, exercise: bool, **about: str | None
) -> Entry | Deployment:
    """The plan the visitor wants, on record or asked of the worker; what was found, unrecorded, where there is none.

    Args:
        here: who wants it.
        demand: what it must look at, as plain data.
        marking: who may read it, as plain data.
        exercise: whether it belongs to an exercise.
        about: ids of the `alert` it answers, the `decision` it carries out, the proposal it `replaces`.
    """
    here.check(DRAFT)
    handling = Handling(Marking.parse(dict(marking)), exercise=exercise)
    wish = Wish(Demand.parse(dict(demand)), handling, **about)
    return wish_for_deployment(here.node.ledger, here.person, wish)


def approve_plan(here: Visit, deployment_id: str, role: str, answers: Mapping[str, Any]) -> Entry:
    """The plan with the visitor's approval and their own answers to the four questions of the harm check."""
    here.check(APPROVE)
    check = HarmCheck.parse({**answers, "by": here.reader.user, "checked_at": format_instant(here.now)})
    return approve_deployment(here.node.ledger, here.person, deployment_id, role, check)
