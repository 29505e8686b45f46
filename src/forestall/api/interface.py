"""The API: its addresses, who may call them, and one body for every refusal."""

from __future__ import annotations

import logging
from typing import Annotated, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Path, Query
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import WithJsonSchema

import forestall
from forestall.api import (
    assessing,
    collecting,
    deciding,
    deploying,
    evidence,
    feeds,
    learning,
    protocols,
    responding,
    shapes,
    taking_in,
    warning,
)
from forestall.api.answers import desk, outlook, record
from forestall.api.authentication import BySession, ByToken
from forestall.api.throttle import PerPerson
from forestall.api.visiting import REFUSED, visitor
from forestall.errors import ForestallError
from forestall.identifiers import ENTRY_ID_PATTERN, RECORD_ID_PATTERN
from forestall.vocabulary.load import vocabulary

log = logging.getLogger("forestall.api")

api = NinjaAPI(
    title="Forestall",
    version=forestall.__version__,
    description="The same answers as the pages. What doesn't reach the caller is answered as if it weren't there.",
    docs_url=None,
    auth=[ByToken(), BySession(settings.SESSION_COOKIE_NAME)],
    throttle=PerPerson(),
)

EntryId = Annotated[str, Path(pattern=ENTRY_ID_PATTERN, description="The id of an entry.")]
RecordId = Annotated[str, Path(pattern=RECORD_ID_PATTERN, max_length=120, description="The id of a record.")]
Iso3 = Annotated[str, Path(pattern="^[A-Z]{3}$", description="A country, by its three letters.")]
Kind = Annotated[str, WithJsonSchema({"type": "string", "enum": list(vocabulary("entry_kind"))})]
Exercise = Annotated[bool, Query(description="Exercises, in place of the real world.")]


@api.get("/desk", response={200: shapes.Desk, **REFUSED}, operation_id="see_desk", tags=["desk"])
def see_desk(request: HttpRequest, exercise: Exercise = False) -> dict[str, Any]:
    """What waits for the caller."""
    return desk.desk(visitor(request, desk.SEE), exercise=exercise)


@api.get("/entries", response={200: shapes.EntryLines, **REFUSED}, operation_id="list_entries", tags=["record"])
def list_entries(
    request: HttpRequest,
    kind: Annotated[Kind | None, Query(description="A kind of entry.")] = None,
    exercise: Exercise = False,
    after: Annotated[str | None, Query(pattern="^[0-9]{1,18}$", description="`after` of the answer before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """The newest entries that reach the caller."""
    return record.entries(visitor(request, record.READ), kind=kind, exercise=exercise, after=after, limit=limit)


@api.get("/entries/{entry_id}", response={200: shapes.OneEntry, **REFUSED}, operation_id="one_entry", tags=["record"])
def one_entry(request: HttpRequest, entry_id: EntryId) -> dict[str, Any]:
    """One entry, as signed."""
    return record.one_entry(visitor(request, record.READ), entry_id)


@api.get(
    "/entries/{entry_id}/proof", response={200: dict[str, Any], **REFUSED}, operation_id="entry_proof", tags=["record"]
)
def entry_proof(request: HttpRequest, entry_id: EntryId) -> dict[str, Any]:
    """One entry with the node's signature over it, to be checked away from here."""
    return record.proven(visitor(request, record.EXPORT), entry_id)


@api.get("/entries/{entry_id}/chain", response={200: shapes.Chain, **REFUSED}, operation_id="chain", tags=["record"])
def chain(request: HttpRequest, entry_id: EntryId) -> dict[str, Any]:
    """What an entry rests on and what rests on it."""
    return record.chain(visitor(request, record.READ), entry_id)


@api.get("/records/{record_id}", response={200: shapes.OneRecord, **REFUSED}, operation_id="record", tags=["record"])
def one_record(request: HttpRequest, record_id: RecordId) -> dict[str, Any]:
    """A thing's newest entry, and a line for each one before it."""
    return record.one_record(visitor(request, record.READ), record_id)


@api.get("/outlook", response={200: dict[str, Any], **REFUSED}, operation_id="outlook", tags=["outlook"])
def world(request: HttpRequest) -> dict[str, Any]:
    """The newest outlook of the node."""
    here = visitor(request, outlook.READ)
    return outlook.plain(outlook.newest_issue(here.node, here.reader))


@api.get("/outlook/{iso3}", response={200: dict[str, Any], **REFUSED}, operation_id="outlook_of", tags=["outlook"])
def country(request: HttpRequest, iso3: Iso3) -> dict[str, Any]:
    """What the newest outlook says of one country."""
    here = visitor(request, outlook.READ)
    return outlook.plain_country(outlook.newest_issue(here.node, here.reader), iso3)


api.add_router("", feeds.router)
api.add_router("", warning.router)
api.add_router("", taking_in.router)
api.add_router("", protocols.router)
api.add_router("", evidence.router)
api.add_router("", assessing.router)
api.add_router("", collecting.router)
api.add_router("", deciding.router)
api.add_router("", responding.router)
api.add_router("", deploying.router)
api.add_router("", learning.router)


@api.exception_handler(ForestallError)
def refuse(request: HttpRequest, error: ForestallError) -> HttpResponse:
    """The refusal that an error of ours asks for."""
    if error.http_status == 404:
        return _problem(request, 404, error="NotFound")
    if error.http_status >= 500:
        log.error("a call could not be answered", exc_info=error)
    return _problem(
        request,
        error.http_status,
        error=error.name,
        expected=error.expected,
        where=error.where,
        remedy=error.remedy,
    )


@api.exception_handler(ValidationError)
def refuse_form(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The refusal of a call whose parts have another form: which part, never what it held."""
    first = error.errors[0]
    where = ".".join(str(part) for part in first["loc"])
    return _problem(request, 422, error="InvalidField", expected=str(first["msg"]), where=where[:200])


@api.exception_handler(AuthenticationError)
def ask_who(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """The refusal of a call by nobody."""
    response = _problem(request, 401, error="SignInFirst")
    ways = (
        'Bearer, Basic realm="Forestall", charset="UTF-8"' if request.path.endswith(feeds.WITH_PASSWORD) else "Bearer"
    )
    response.headers["WWW-Authenticate"] = ways
    return response


@api.exception_handler(HttpError)
def refuse_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The refusal of what can't be read at all, or of one call too many."""
    if isinstance(error, Throttled):
        remedy = f"Wait {error.wait or 0:.0f} seconds."
        return _problem(request, error.status_code, error="TooManyCalls", where="this minute", remedy=remedy)
    return _problem(request, error.status_code, error="UnreadableData")


@api.exception_handler(SuspiciousOperation)
def refuse_shape(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    """The refusal of what is larger, or has more parts, than a call may."""
    status = 413 if isinstance(error, RequestDataTooBig) else 400
    return _problem(request, status, error="UnreadableData", where="the call", remedy="Send less at once.")


@api.exception_handler(Exception)
def fail(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer when something failed that shouldn't have."""
    log.error("a call failed", exc_info=error)
    return _problem(request, 500, error="Failed")


def _problem(request: HttpRequest, status: int, **said: str) -> HttpResponse:
    return api.create_response(request, said, status=status)
