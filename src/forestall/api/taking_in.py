"""Taking in messages of other systems, by the pages and by the API: read strictly, and refused without an echo."""

from __future__ import annotations

import logging
from typing import Annotated, Any

import orjson
from django.conf import settings
from django.http import HttpRequest
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from forestall.api import shapes
from forestall.api.accounts.visits import Visit
from forestall.api.visiting import REFUSED, taken, visitor
from forestall.errors import AlreadyThere, ForestallError, IntegrityError, InvalidField, UnreadableData, WrongKey
from forestall.records.entry import Entry
from forestall.records.values.marking import Marking
from forestall.runs.warning.receiving import take_in_cap
from forestall.settings import Settings
from forestall.share.exchange.cap.pins import pinned
from forestall.share.exchange.cap.safe_xml import LARGEST_BYTES
from forestall.share.exchange.cap.signature import Pin

log = logging.getLogger("forestall.api")
router = Router(tags=["warning"])


class Handled(Schema):
    """How what a message tells may be handled here: a marking, as JSON."""

    marking: str
    about_own_conduct: bool = False


def pins() -> tuple[Pin, ...]:
    """The senders whose messages may be taken in, with the certificates that count."""
    told: Settings = settings.FORESTALL
    return pinned(told.home)


def take_in_message(here: Visit, payload: bytes, marking: Any, *, about_own_conduct: bool) -> Entry:
    """The report that a signed message became.

    Raises:
        UnreadableData: not a document that may be read at all.
        InvalidField: not as schema, rules or signature ask; a message is wrong, whoever brings it.
        AlreadyThere: it was taken in before.
    """
    here.check("take_in_message")
    held_as = Marking.parse(marking)
    try:
        return take_in_cap(here.node.ledger, here.person, payload, pins(), held_as, about_own_conduct=about_own_conduct)
    except AlreadyThere:
        raise
    except (WrongKey, IntegrityError) as error:
        refusal = InvalidField(
            expected=error.expected, found=error.found, where="message, CAP Signature", remedy=error.remedy
        )
        _log_refusal(error)
    except (UnreadableData, InvalidField) as error:
        _log_refusal(error)
        raise
    raise refusal


def _log_refusal(error: ForestallError) -> None:
    # What the log writes of an error is its class and the places it passed, never what it says.
    log.warning("a message of another system was refused", exc_info=error)


@router.post(
    "/messages", response={200: shapes.Taken, **REFUSED, 400: shapes.Problem, 409: shapes.Problem},
    operation_id="take_in_message",
)  # fmt: skip
def take_in(request: HttpRequest, message: Annotated[UploadedFile, File()], said: Annotated[Handled, Form()]) -> Any:
    """Take a signed CAP message of a pinned sender in as a report, to be graded like any other."""
    here = visitor(request, "take_in_message")
    if (message.size or 0) > LARGEST_BYTES:
        raise UnreadableData(
            expected=f"a file of at most {LARGEST_BYTES} bytes",
            found="a larger one",
            where="message",
            remedy="Ask its sender for a smaller one.",
        )
    return taken(take_in_message(here, message.read(), _read(said.marking), about_own_conduct=said.about_own_conduct))


def _read(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise InvalidField(
            expected="a marking as JSON",
            found="something else",
            where="marking",
            remedy="See the description of Marking.",
        ) from None
