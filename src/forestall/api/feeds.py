"""The API's addresses for alerts as files: CAP, feed, calendar, paper, and the twin for a text message.

Calendars and feed readers have no session and can't be told to send a header. They show a token as the password
of HTTP Basic, which travels in a header too; no address of ours ever holds one, since addresses end up in logs,
histories and other people's servers.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from forestall.api import shapes
from forestall.api.answers import feeds
from forestall.api.answers.record import READ
from forestall.api.authentication import ByPassword, BySession, ByToken
from forestall.api.visiting import REFUSED, visitor

router = Router(tags=["feeds"], auth=[ByToken(), ByPassword(), BySession(settings.SESSION_COOKIE_NAME)])

AlertId = Annotated[str, Path(pattern=r"^alert-[a-z0-9][a-z0-9.-]{0,79}$", description="The id of an alert.")]
Language = Annotated[
    str | None, Query(pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", description="Its own if none.")
]
_REFUSED = {**REFUSED, 409: shapes.Problem, 503: shapes.Problem}
WITH_PASSWORD = ("/alerts.atom", "/alerts.ics", "/cap", "/pdf", "/short")
"""How the addresses end at which a token may be shown as a password."""


def answered(sheet: feeds.Sheet) -> HttpResponse:
    """A file as an answer."""
    response = HttpResponse(sheet.content, content_type=sheet.kind)
    if sheet.name:
        response.headers["Content-Disposition"] = f'attachment; filename="{sheet.name}"'
    return response


def _file(*kinds: str) -> dict[str, Any]:
    """What OpenAPI says of an answer that is a file."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {"responses": {200: {"description": "The file.", "content": content}}}


@router.get("/alerts.atom", response=_REFUSED, operation_id="alerts_atom", openapi_extra=_file("application/atom+xml"))
def alerts_atom(request: HttpRequest) -> HttpResponse:
    """The alerts in force that reach the caller, as an Atom feed."""
    return answered(feeds.alerts_atom(visitor(request, READ), request.path))


@router.get("/alerts.ics", response=_REFUSED, operation_id="alerts_ics", openapi_extra=_file("text/calendar"))
def alerts_ics(request: HttpRequest) -> HttpResponse:
    """When the caller's organisation owes an answer, as a calendar; never about what."""
    return answered(feeds.alerts_calendar(visitor(request, feeds.CALENDAR)))


@router.get(
    "/alerts/{alert_id}/cap",
    response=_REFUSED,
    operation_id="alert_cap",
    openapi_extra=_file("application/cap+xml"),
)
def alert_cap(request: HttpRequest, alert_id: AlertId) -> HttpResponse:
    """An issued alert as CAP 1.2, signed with the node's key."""
    return answered(feeds.alert_cap(visitor(request, READ), alert_id))


@router.get(
    "/alerts/{alert_id}/pdf", response=_REFUSED, operation_id="alert_pdf", openapi_extra=_file("application/pdf")
)
def alert_pdf(request: HttpRequest, alert_id: AlertId, language: Language = None) -> HttpResponse:
    """An issued alert on two pages of paper."""
    return answered(feeds.alert_paper(visitor(request, READ), alert_id, language))


@router.get(
    "/alerts/{alert_id}/short", response=_REFUSED, operation_id="alert_short", openapi_extra=_file("text/plain")
)
def alert_short(request: HttpRequest, alert_id: AlertId) -> HttpResponse:
    """The twin of an issued alert that fits a text message."""
    return answered(feeds.alert_short(visitor(request, READ), alert_id))
