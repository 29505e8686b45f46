"""The API's addresses for the work on an assessment, from the question to its publication."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Path, Query, Router, Schema
from pydantic import Field

from forestall.api import assessment_steps as steps
from forestall.api import shapes
from forestall.api.answers import assessments
from forestall.api.answers.record import READ
from forestall.api.visiting import REFUSED, taken, visitor
from forestall.identifiers import ENTRY_ID_PATTERN, RECORD_ID_PATTERN
from forestall.records.assessment import FactorJudgement
from forestall.records.values.text import LanguageText
from forestall.runs.warning.assessment import Revision, Seen
from forestall.runs.warning.evidence import Weighing

router = Router(tags=["assessment"])

AssessmentId = Annotated[str, Path(pattern=r"^assessment-[a-z0-9][a-z0-9.-]{0,79}$", description="Of an assessment.")]
After = Annotated[
    str | None, Query(pattern=RECORD_ID_PATTERN, max_length=120, description="`after` of the answer before.")
]
Exercise = Annotated[bool, Query(description="Exercises, in place of the real world.")]
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


class Finding(Schema):
    """What a member of the outside panel finds."""

    stands: bool
    finding: Words


class Closing(Schema):
    """What a closing rests on beside the rounds."""

    panel: tuple[Annotated[str, Field(pattern=ENTRY_ID_PATTERN)], ...] = ()


@router.get("/assessments", response={200: dict[str, Any], **REFUSED}, operation_id="assessments")
def list_assessments(
    request: HttpRequest,
    exercise: Exercise = False,
    after: After = None,
) -> dict[str, Any]:
    """The assessments that reach the caller."""
    return assessments.assessments(visitor(request, READ), exercise=exercise, after=after)


@router.get("/assessments/{assessment_id}", response={200: dict[str, Any], **REFUSED}, operation_id="assessment")
def one_assessment(request: HttpRequest, assessment_id: AssessmentId) -> dict[str, Any]:
    """One assessment: the fourteen factors, its pieces and rounds, and what the caller may do."""
    return assessments.one_assessment(visitor(request, READ), assessment_id)


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


@router.post("/judgements", response=_STEPS, operation_id="submit_judgement")
def submit_judgement(request: HttpRequest, said: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Give a judgement in the round that is open."""
    return taken(steps.submit_judgement(visitor(request, "submit_judgement"), said))


@router.post("/assessments/{assessment_id}/lock", response=_STEPS, operation_id="lock_round")
def lock_round(request: HttpRequest, assessment_id: AssessmentId) -> dict[str, Any]:
    """Lock the round that is open."""
    return taken(steps.lock_round(visitor(request, "lock_round"), assessment_id))


@router.post("/assessments/{assessment_id}/finding", response=_STEPS, operation_id="give_finding")
def give_finding(request: HttpRequest, assessment_id: AssessmentId, said: Finding) -> dict[str, Any]:
    """Say, as a member of the outside panel, whether a result stands."""
    here = visitor(request, "give_finding")
    return taken(steps.give_finding(here, assessment_id, stands=said.stands, finding=said.finding.told()))


@router.post("/assessments/{assessment_id}/close", response=_STEPS, operation_id="close_assessment")
def close_assessment(
    request: HttpRequest, assessment_id: AssessmentId, said: Annotated[Closing | None, Body()] = None
) -> dict[str, Any]:
    """Write down what both rounds ended in; once a panel has looked, with its findings."""
    panel = said.panel if said else ()
    return taken(steps.close_assessment(visitor(request, "close_assessment"), assessment_id, panel))


@router.post("/assessments/{assessment_id}/publish", response=_STEPS, operation_id="publish_assessment")
def publish_assessment(request: HttpRequest, assessment_id: AssessmentId) -> dict[str, Any]:
    """Give a closed assessment out, with its dissent."""
    return taken(steps.publish_assessment(visitor(request, "publish_assessment"), assessment_id))


def _revision(said: Judgements) -> Revision:
    seen = (
        Seen(row.indicator, row.status, row.trend, row.evidence_level, row.rests_on, _told(row.note))
        for row in said.indicators
    )
    return Revision(
        indicators=tuple(seen),
        factors=tuple(FactorJudgement.parse(row) for row in said.factors),
        pieces=tuple((row.about, Weighing(**row.dict(exclude={"about"}))) for row in said.pieces),
        would_change=tuple(row.told() for row in said.would_change),
        access_denied=said.access_denied,
        dissent=_told(said.dissent),
    )


def _told(words: Words | None) -> LanguageText | None:
    return words.told() if words else None
