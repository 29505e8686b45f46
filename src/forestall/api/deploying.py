"""The API's addresses for deployments: working a plan out, reading it, and standing behind it."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema

from forestall.api import shapes
from forestall.api.answers import deployments
from forestall.api.answers.record import READ
from forestall.api.deployment_steps import approve_plan, wish_for_plan
from forestall.api.visiting import REFUSED, taken, visitor
from forestall.records.deployment import Deployment
from forestall.runs.response.deployments import no_plan

router = Router(tags=["deployments"])

DeploymentId = Annotated[str, Path(pattern=r"^deployment-[a-z0-9][a-z0-9.-]{0,79}$", description="The id of a plan.")]
Exercise = Annotated[bool, Query(description="Exercises, in place of the real world.")]
After = Annotated[str | None, Query(pattern="^[a-z0-9_.-]{1,120}$", description="`after` of the answer before.")]
_STEPS = {200: shapes.Taken, **REFUSED, 400: shapes.Problem, 409: shapes.Problem}


class Asked(Schema):
    """What a plan must look at, as docs/reference/records/deployment describes it, and how it may be handled."""

    demand: dict[str, Any]
    marking: dict[str, Any]
    alert: str | None = None
    decision: str | None = None
    replaces: str | None = None
    exercise: bool = False


class Approval(Schema):
    """The answers of whoever stands behind a plan."""

    role: str
    who_could_be_hurt: str
    how: str
    mitigation: str
    alternative: str
    acceptable: bool


@router.get("/deployments", response={200: dict[str, Any], **REFUSED}, operation_id="deployments")
def list_deployments(request: HttpRequest, exercise: Exercise = False, after: After = None) -> dict[str, Any]:
    """The plans that reach the caller."""
    return deployments.deployments(visitor(request, READ), exercise=exercise, after=after)


@router.get("/deployments/{deployment_id}", response={200: dict[str, Any], **REFUSED}, operation_id="deployment")
def one_deployment(request: HttpRequest, deployment_id: DeploymentId) -> dict[str, Any]:
    """One plan: who goes where, where nobody is and why, what binds it, and what the caller may do."""
    return deployments.one_deployment(visitor(request, READ), deployment_id)


@router.post("/deployments", response=_STEPS, operation_id="draft_deployment")
def draft_deployment(request: HttpRequest, said: Asked) -> dict[str, Any]:
    """Work out a plan and put it before those who may approve it; nobody is sent.

    A large one is asked of the node's worker: the answer's `kind` is then `deployment.asked`, and the plan is there
    once its state is `deployment.drafted`, or `deployment.unmet` with the limits that exclude each other.
    """
    here = visitor(request, "draft_deployment")
    told = said.dict()
    found = wish_for_plan(here, told.pop("demand"), told.pop("marking"), **told)
    if isinstance(found, Deployment):
        raise no_plan(found)
    return taken(found)


@router.post("/deployments/{deployment_id}/approve", response=_STEPS, operation_id="approve_deployment")
def approve(request: HttpRequest, deployment_id: DeploymentId, said: Approval) -> dict[str, Any]:
    """Stand behind a plan that somebody else proposed."""
    here = visitor(request, "approve_deployment")
    answers = said.dict()
    role = answers.pop("role")
    return taken(approve_plan(here, deployment_id, role, answers))
