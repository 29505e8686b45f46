"""The API's addresses for decisions: what could be done, what is to be decided, and deciding it."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field, WithJsonSchema

from forestall.api import decision_steps, shapes
from forestall.api.answers import decisions
from forestall.api.answers.record import READ
from forestall.api.visiting import REFUSED, taken, visitor
from forestall.respond.options import Wanted
from forestall.vocabulary.load import vocabulary
from forestall.warn.wording.phrases import languages

router = Router(tags=["decisions"])

AlertId = Annotated[str, Path(pattern=r"^alert-[a-z0-9][a-z0-9.-]{0,79}$", description="The id of an alert.")]
_STEPS = {200: shapes.Taken, **REFUSED, 400: shapes.Problem, 409: shapes.Problem}
MOST_WORDS = 50


def _words(*lists: str) -> WithJsonSchema:
    """What OpenAPI says of an id of one of these lists; what isn't one is refused where it is read."""
    return WithJsonSchema({"type": "string", "enum": [word for name in lists for word in vocabulary(name)]})


Sign = Annotated[str, _words("risk_factor", "indicator")]
Pillar = Annotated[str, _words("pillar")]
Actor = Annotated[str, _words("measure_actor")]
Phase = Annotated[str, _words("measure_phase")]


class Sought(Schema):
    """Which measures are looked for; what is left out does not narrow."""

    signs: list[Sign] = Field(default_factory=list, max_length=MOST_WORDS)
    pillars: list[Pillar] = Field(default_factory=list, max_length=MOST_WORDS)
    actors: list[Actor] = Field(default_factory=list, max_length=MOST_WORDS)
    phases: list[Phase] = Field(default_factory=list, max_length=MOST_WORDS)
    within_days: Annotated[float | None, Field(ge=0, le=36_500)] = None
    language: str = "en"


class Options(Schema):
    """Options to be laid before an addressee; docs/reference/records describes them."""

    options: tuple[dict[str, Any], ...] = ()
    organisation: str | None = None


class Decision(Schema):
    """A choice; docs/reference/records describes each field under decision."""

    kind: str
    role: str
    chosen: tuple[str, ...] = ()
    reason_codes: tuple[str, ...] = ()
    reason: str | None = None
    awaited: str | None = None
    options: tuple[dict[str, Any], ...] = ()
    legal_basis: str | None = None
    harm_note: str | None = None
    deferred_until: str | None = None
    referred_to: str | None = None
    look_again_at: str | None = None
    decided_at: str | None = None
    organisation: str | None = None


@router.get("/options", response={200: dict[str, Any], **REFUSED}, operation_id="options")
def options(request: HttpRequest, sought: Query[Sought]) -> dict[str, Any]:
    """What could be done, the least intrusive first, doing nothing among it."""
    visitor(request, READ)
    signs, pillars, actors, phases = map(frozenset, (sought.signs, sought.pillars, sought.actors, sought.phases))
    language = sought.language if sought.language in languages() else "en"
    return decisions.catalogue(Wanted(signs, pillars, actors, phases, sought.within_days), language)


@router.get("/alerts/{alert_id}/decision", response={200: dict[str, Any], **REFUSED, 409: shapes.Problem},
            operation_id="decision")  # fmt: skip
def one_decision(request: HttpRequest, alert_id: AlertId) -> dict[str, Any]:
    """What is to be decided on an alert, until when, and how it stands with each addressee."""
    return decisions.one_decision(visitor(request, READ), alert_id)


@router.post("/alerts/{alert_id}/options", response=_STEPS, operation_id="present_options")
def present_options(request: HttpRequest, alert_id: AlertId, said: Options) -> dict[str, Any]:
    """Lay options before an addressee."""
    here = visitor(request, "present_options")
    return taken(decision_steps.present_options(here, alert_id, said.options, said.organisation))


@router.post("/alerts/{alert_id}/decision", response=_STEPS, operation_id="record_decision")
def record_decision(request: HttpRequest, alert_id: AlertId, said: Decision) -> dict[str, Any]:
    """Record a decision, in its time or late."""
    here = visitor(request, "record_decision")
    told = said.dict(exclude={"organisation"})
    return taken(decision_steps.record_decision(here, alert_id, told, said.organisation))
