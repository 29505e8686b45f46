"""The API's addresses for evidence: what waits for a grade, one piece, and each part of its grade."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema

from forestall.api import assessment_steps as steps
from forestall.api import shapes
from forestall.api.answers import evidence
from forestall.api.answers.record import READ
from forestall.api.visiting import REFUSED, taken, visitor
from forestall.runs.warning.evidence import Judged

router = Router(tags=["evidence"])

EvidenceId = Annotated[
    str, Path(pattern=r"^(report|evidence|statement)-[a-z0-9][a-z0-9.-]{0,79}$", description="What is graded.")
]
Exercise = Annotated[bool, Query(description="Exercises, in place of the real world.")]
_STEPS = {200: shapes.Taken, **REFUSED, 400: shapes.Problem, 409: shapes.Problem}


class Grade(Schema):
    """One part of a grade: credibility or reliability, never both."""

    reason: str
    credibility: str | None = None
    reliability: str | None = None
    topic: str | None = None
    origins: tuple[str, ...] = ()


@router.get("/evidence", response={200: dict[str, Any], **REFUSED}, operation_id="evidence")
def list_evidence(request: HttpRequest, exercise: Exercise = False) -> dict[str, Any]:
    """What waits for a grade, and what was graded lately."""
    return evidence.waiting(visitor(request, READ), exercise=exercise)


@router.get("/evidence/{record_id}", response={200: dict[str, Any], **REFUSED}, operation_id="one_piece")
def one_piece(request: HttpRequest, record_id: EvidenceId) -> dict[str, Any]:
    """One piece with its grade; who stands behind it is shown once its credibility is judged."""
    return evidence.one_piece(visitor(request, READ), record_id)


@router.post("/evidence/{record_id}/grade", response=_STEPS, operation_id="grade_evidence")
def grade_evidence(request: HttpRequest, record_id: EvidenceId, said: Grade) -> dict[str, Any]:
    """Judge credibility first, and reliability by somebody else."""
    here = visitor(request, "grade_evidence")
    judged = Judged(said.reason, said.credibility, said.reliability, said.topic, said.origins)
    return taken(steps.grade_evidence(here, record_id, judged))
