"""The API's addresses for the measures of the chain and for past cases."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BeforeValidator

from forestall.api import shapes
from forestall.api.answers import cases
from forestall.api.answers.metrics import READ, measured
from forestall.api.visiting import REFUSED, visitor

router = Router(tags=["learning"])
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _as_written(day: object) -> object:
    # A number would be taken for seconds since 1970, which nobody means who asks for a day.
    if isinstance(day, str) and not _DAY.fullmatch(day):
        raise ValueError("a day like 2026-11-22")
    return day


Day = Annotated[date, BeforeValidator(_as_written)]
Exercise = Annotated[bool, Query(description="Exercises, in place of the real world.")]
AsOf = Annotated[Day | None, Query(description="What was known by the end of that day; now when left out.")]
KnownOn = Annotated[Day | None, Query(description="Only what was known by that day; everything when left out.")]
Since = Annotated[Day | None, Query(description="What began from that day on; a year before when left out.")]


@router.get("/metrics", response={200: dict[str, Any], **REFUSED, 409: shapes.Problem}, operation_id="read_metrics")
def read_metrics(
    request: HttpRequest, as_of: AsOf = None, since: Since = None, exercise: Exercise = False
) -> dict[str, Any]:
    """How long each step took and how often what was due was done, each number with its denominator."""
    here = visitor(request, READ)
    days = (day.isoformat() if day else None for day in (as_of, since))
    return measured(here, *days, exercise=exercise)


@router.get("/cases", response={200: dict[str, Any], **REFUSED}, operation_id="past_cases")
def past_cases(request: HttpRequest) -> dict[str, Any]:
    """The past cases that can be replayed, from events that a source bears out."""
    visitor(request, cases.READ)
    return cases.past_cases()


@router.get("/cases/{slug}", response={200: dict[str, Any], **REFUSED, 404: shapes.Problem}, operation_id="past_case")
def past_case(request: HttpRequest, slug: str, as_of: KnownOn = None) -> dict[str, Any]:
    """A past case: what was known when, and how long it took from a sign to what could be decided and done."""
    visitor(request, cases.READ)
    return cases.past_case(slug, as_of.isoformat() if as_of else None)
