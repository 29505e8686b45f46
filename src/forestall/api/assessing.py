"""The API's addresses for the work on an assessment: evidence graded, the question put, what analysts judge."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Schema

from forestall.api import shapes, steps
from forestall.api.visiting import REFUSED, taken, visitor
from forestall.records.assessment import FactorJudgement
from forestall.records.values.text import LanguageText
from forestall.runs.warning.assessment import Revision, Seen
from forestall.runs.warning.evidence import Judged, Weighing

router = Router(tags=["assessment"])

AssessmentId = Annotated[str, Path(pattern=r"^assessment-[a-z0-9][a-z0-9.-]{0,79}$", description="Of an assessment.")]
EvidenceId = Annotated[
    str, Path(pattern=r"^(report|evidence|statement)-[a-z0-9][a-z0-9.-]{0,79}$", description="What is graded.")
]
_STEPS = {200: shapes.Taken, **REFUSED, 400: shapes.Problem, 409: shapes.Problem}


class Words(Schema):
    """A text and its language."""

    text: str
    language: str

    def told(self) -> LanguageText:
        """As records hold it."""
        return LanguageText.parse(self.dict())


class Question(Schema):
    """An assessment to be opened: its record, and how it may be handled; docs/reference/records describes both."""

    assessment: dict[str, Any]
    marking: dict[str, Any]
    exercise: bool = False
    next_version_of: str | None = None


class Indicator(Schema):
    """What an analyst says of one indicator."""

    indicator: str
    status: str
    trend: str
    evidence_level: str
    rests_on: tuple[str, ...] = ()
    note: Words | None = None


class Piece(Schema):
    """A record weighed as a piece, and what its analyst says of it."""

    about: str
    ground: str = "graded_report"
    direct_class: str | None = None
    nature: str = "dynamic"
    source: str | None = None
    from_affected_group: bool = False


class Judgements(Schema):
    """What one analyst adds; what is left out stays as it is."""

    indicators: tuple[Indicator, ...] = ()
    factors: tuple[dict[str, Any], ...] = ()
    pieces: tuple[Piece, ...] = ()
    would_change: tuple[Words, ...] = ()
    access_denied: bool | None = None
    dissent: Words | None = None


class Grade(Schema):
    """One part of a grade: credibility or reliability, never both."""

    reason: str
    credibility: str | None = None
    reliability: str | None = None
    topic: str | None = None
    origins: tuple[str, ...] = ()


@router.post("/assessments", response=_STEPS, operation_id="open_assessment")
def open_assessment(request: HttpRequest, said: Question) -> dict[str, Any]:
    """Put a question to named analysts."""
    here = visitor(request, "open_assessment")
    entry = steps.open_assessment(
        here, said.assessment, said.marking, exercise=said.exercise, assessment_id=said.next_version_of
    )
    return taken(entry)


@router.post("/assessments/{assessment_id}/revise", response=_STEPS, operation_id="revise_assessment")
def revise_assessment(request: HttpRequest, assessment_id: AssessmentId, said: Judgements) -> dict[str, Any]:
    """Judge indicators and factors, weigh pieces, ask for more, or dissent, as an analyst named in it."""
    here = visitor(request, "revise_assessment")
    return taken(steps.revise_assessment(here, assessment_id, _revision(said)))


@router.post("/assessments/{assessment_id}/publish", response=_STEPS, operation_id="publish_assessment")
def publish_assessment(request: HttpRequest, assessment_id: AssessmentId) -> dict[str, Any]:
    """Give a closed assessment out, with its dissent."""
    return taken(steps.publish_assessment(visitor(request, "publish_assessment"), assessment_id))


@router.post("/evidence/{record_id}/grade", response=_STEPS, operation_id="grade_evidence")
def grade_evidence(request: HttpRequest, record_id: EvidenceId, said: Grade) -> dict[str, Any]:
    """Judge credibility first, and reliability by somebody else."""
    here = visitor(request, "grade_evidence")
    judged = Judged(said.reason, said.credibility, said.reliability, said.topic, said.origins)
    return taken(steps.grade_evidence(here, record_id, judged))


def _revision(said: Judgements) -> Revision:
    seen = (
        Seen(row.indicator, row.status, row.trend, row.evidence_level, row.rests_on, _told(row.note))
        for row in said.indicators
    )
    return Revision(
        indicators=tuple(seen),
        factors=tuple(FactorJudgement.parse(row) for row in said.factors),
        pieces=tuple(
            (row.about, Weighing(row.ground, row.direct_class, row.nature, row.source)) for row in said.pieces
        ),
        would_change=tuple(row.told() for row in said.would_change),
        access_denied=said.access_denied,
        dissent=_told(said.dissent),
    )


def _told(words: Words | None) -> LanguageText | None:
    return words.told() if words else None
