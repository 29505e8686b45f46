"""The API's addresses for what is to be looked out for, and for the numbers that evidence is counted by."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from forestall.api import assessment_steps as steps
from forestall.api import shapes
from forestall.api.answers import profile, requests
from forestall.api.answers.record import READ
from forestall.api.visiting import REFUSED, taken, visitor
from forestall.identifiers import ENTRY_ID_PATTERN, RECORD_ID_PATTERN
from forestall.warn.classification.thresholds import shipped_profile

router = Router(tags=["assessment"])
NAME = f"{ENTRY_ID_PATTERN}|{RECORD_ID_PATTERN}"

RequestId = Annotated[
    str, Path(pattern=r"^collection_request-[a-z0-9][a-z0-9.-]{0,79}$", description="Of a collection request.")
]
After = Annotated[
    str | None, Query(pattern=RECORD_ID_PATTERN, max_length=120, description="`after` of the answer before.")
]
Exercise = Annotated[bool, Query(description="Exercises, in place of the real world.")]
_STEPS = {200: shapes.Taken, **REFUSED, 400: shapes.Problem, 409: shapes.Problem}


class Answered(Schema):
    """Entries that speak to what was asked, or records, of which it is the state that speaks."""

    entries: Annotated[list[Annotated[str, Field(pattern=NAME, max_length=120)]], Field(min_length=1, max_length=100)]


class Closed(Schema):
    """Why a request no longer stands."""

    because: str


class Signing(Schema):
    """In which role somebody signs, and whether for exercises only."""

    role: str
    exercise: bool = False


@router.get("/requests", response={200: dict[str, Any], **REFUSED}, operation_id="requests")
def list_requests(
    request: HttpRequest,
    exercise: Exercise = False,
    after: After = None,
) -> dict[str, Any]:
    """What is to be looked out for, since it would change a judgement."""
    return requests.standing(visitor(request, READ), exercise=exercise, after=after)


@router.get("/requests/{request_id}", response={200: dict[str, Any], **REFUSED}, operation_id="one_request")
def one_request(request: HttpRequest, request_id: RequestId) -> dict[str, Any]:
    """One request, and what was answered."""
    return requests.one_request(visitor(request, READ), request_id)


@router.post("/requests/{request_id}/answer", response=_STEPS, operation_id="answer_request")
def answer_request(request: HttpRequest, request_id: RequestId, said: Answered) -> dict[str, Any]:
    """Name entries that speak to it; it stands until it is closed."""
    return taken(steps.answer_request(visitor(request, "answer_request"), request_id, said.entries))


@router.post("/requests/{request_id}/close", response=_STEPS, operation_id="close_request")
def close_request(request: HttpRequest, request_id: RequestId, said: Closed) -> dict[str, Any]:
    """Close it, with the reason."""
    return taken(steps.close_request(visitor(request, "answer_request"), request_id, said.because))


@router.get("/profile", response={200: dict[str, Any], **REFUSED}, operation_id="profile")
def see_profile(request: HttpRequest, exercise: Exercise = False) -> dict[str, Any]:
    """The numbers in force, and those that this version ships."""
    return profile.profile(visitor(request, READ), exercise=exercise)


@router.post("/profile/sign", response=_STEPS, operation_id="sign_profile")
def sign_profile(request: HttpRequest, said: Signing) -> dict[str, Any]:
    """Put the numbers that this version ships in force."""
    here = visitor(request, "sign_profile")
    return taken(steps.sign_profile(here, shipped_profile(), said.role, exercise=said.exercise))
