"""The API's addresses for alerts: reading them, and each step with them."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema

from forestall.api import shapes, steps
from forestall.api.answers import alerts
from forestall.api.answers.record import READ
from forestall.api.visiting import REFUSED, taken, visitor

router = Router(tags=["warning"])

AlertId = Annotated[str, Path(pattern=r"^alert-[a-z0-9][a-z0-9.-]{0,79}$", description="The id of an alert.")]
Exercise = Annotated[bool, Query(description="Exercises, in place of the real world.")]
_STEPS = {200: shapes.Taken, **REFUSED, 400: shapes.Problem, 409: shapes.Problem}


class Draft(Schema):
    """An alert to be drafted: its record, and how it may be handled; docs/reference/records describes both."""

    alert: dict[str, Any]
    marking: dict[str, Any]
    exercise: bool = False


class Unrecorded(Schema):
    """An alert as far as it was written."""

    alert: dict[str, Any]
    exercise: bool = False


class Update(Schema):
    """What an alert says from then on."""

    alert: dict[str, Any]


class Review(Schema):
    """The answers of whoever stands behind a draft."""

    role: str
    who_could_be_hurt: str
    how: str
    mitigation: str
    alternative: str
    acceptable: bool


class Repetition(Schema):
    """Which delivery of an alert's message is ordered again: its id, as the alert's answer names it."""

    delivery_id: str


class Cancellation(Schema):
    """What is said when an alert is taken back."""

    headline: str
    text: str
    because: str
    language: str = "en"


class Acknowledgement(Schema):
    """An addressee's word that it was read."""

    note: str = ""


@router.get("/alerts", response={200: shapes.AlertLines, **REFUSED}, operation_id="alerts")
def list_alerts(request: HttpRequest, exercise: Exercise = False) -> dict[str, Any]:
    """The alerts in force that reach the caller."""
    return alerts.in_force(visitor(request, READ), exercise=exercise)


# Before the address of one alert, which would take this one for its own.
@router.post("/alerts/preview", response=_STEPS | {200: dict[str, Any]}, operation_id="preview_alert")
def preview_alert(request: HttpRequest, said: Unrecorded) -> dict[str, Any]:
    """What a draft would say, what may not stand in it, and whom the rule keeps out; nothing is recorded."""
    return alerts.previewed(visitor(request, "draft_alert"), said.alert, exercise=said.exercise)


@router.get("/alerts/{alert_id}", response={200: dict[str, Any], **REFUSED}, operation_id="alert")
def one_alert(request: HttpRequest, alert_id: AlertId) -> dict[str, Any]:
    """One alert: what it says, how it stands, who answered, and what the caller may do."""
    return alerts.one_alert(visitor(request, READ), alert_id)


@router.post("/alerts", response=_STEPS, operation_id="draft_alert")
def draft_alert(request: HttpRequest, said: Draft) -> dict[str, Any]:
    """Draft an alert."""
    here = visitor(request, "draft_alert")
    return taken(steps.draft_alert(here, said.alert, said.marking, exercise=said.exercise))


@router.post("/alerts/{alert_id}/draft", response=_STEPS, operation_id="redraft_alert")
def redraft_alert(request: HttpRequest, alert_id: AlertId, said: Update) -> dict[str, Any]:
    """Put another draft in place of one that nobody was told yet."""
    return taken(steps.redraft_alert(visitor(request, "draft_alert"), alert_id, said.alert))


@router.post("/alerts/{alert_id}/update", response=_STEPS, operation_id="update_alert")
def update_alert(request: HttpRequest, alert_id: AlertId, said: Update) -> dict[str, Any]:
    """Draft the message that will replace one in force."""
    return taken(steps.update_alert(visitor(request, "draft_alert"), alert_id, said.alert))


@router.post("/alerts/{alert_id}/cancel", response=_STEPS, operation_id="cancel_alert")
def cancel_alert(request: HttpRequest, alert_id: AlertId, said: Cancellation) -> dict[str, Any]:
    """Draft the message that will take one back."""
    return taken(steps.cancel_alert(visitor(request, "draft_alert"), alert_id, said.dict()))


@router.post("/alerts/{alert_id}/review", response=_STEPS, operation_id="review_alert")
def review_alert(request: HttpRequest, alert_id: AlertId, said: Review) -> dict[str, Any]:
    """Stand behind a draft that somebody else wrote."""
    here = visitor(request, "review_alert")
    return taken(steps.review_alert(here, alert_id, said.role, said.dict(), acceptable=said.acceptable))


@router.post("/alerts/{alert_id}/issue", response=_STEPS, operation_id="issue_alert")
def issue_alert(request: HttpRequest, alert_id: AlertId) -> dict[str, Any]:
    """Send a reviewed message to its addressees."""
    return taken(steps.issue_alert(visitor(request, "issue_alert"), alert_id))


@router.post("/alerts/{alert_id}/send-again", response=_STEPS, operation_id="send_again")
def send_again(request: HttpRequest, alert_id: AlertId, said: Repetition) -> dict[str, Any]:
    """Order that a message which may not have arrived be handed over once more."""
    return taken(steps.send_again(visitor(request, "send_again"), alert_id, said.delivery_id))


@router.post("/alerts/{alert_id}/acknowledge", response=_STEPS, operation_id="acknowledge_alert")
def acknowledge_alert(request: HttpRequest, alert_id: AlertId, said: Acknowledgement) -> dict[str, Any]:
    """Confirm, for the caller's organisation, that a message was read."""
    return taken(steps.acknowledge_alert(visitor(request, "acknowledge_alert"), alert_id, said.note))
