"""A CAP message of another system, taken in as a report: told by a partner, to be graded like any other.

It is never an alert of ours, whatever it says. Words in which a person could be recognised or a place found
are left out, and the report says what kind of thing was told; the message can be asked for again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from forestall.errors import AlreadyThere, InvalidField
from forestall.memory.ledger import Ledger
from forestall.records.entry import Entry
from forestall.records.report import Report
from forestall.records.values.marking import Marking
from forestall.records.values.place import Place
from forestall.records.values.text import LanguageText
from forestall.runs.order import state_of
from forestall.runs.permissions import Person, check_right
from forestall.runs.warning.steps import Handling, begin, named_id
from forestall.share.exchange.cap.message import CapInfo, CapMessage
from forestall.share.exchange.cap.signature import Pin, read_signed
from forestall.warn.wording.lint import check_texts

COUNTRY, UNIT = "ISO 3166-1 alpha-3", "ISO 3166-2"
IN_EARNEST = "Actual"


def take_in_cap(
    ledger: Ledger,
    by: Person,
    payload: bytes,
    pins: Sequence[Pin],
    marking: Marking,
    *,
    about_own_conduct: bool = False,
) -> Entry:
    """The report that a signed CAP message of a pinned sender became.

    A message and its updates share their origin, so that what reaches us by many ways counts once. Whatever isn't
    meant in earnest stays in the world of exercises.

    Args:
        ledger: where it goes.
        by: who takes it in.
        payload: the message as it came.
        pins: the certificates that count, and for whom.
        marking: how it may be handled here.
        about_own_conduct: whether its sender, or a state behind it, speaks of its own conduct.

    Raises:
        UnreadableData: not a document that may be read at all.
        InvalidField: unsigned, or not as schema and rules of CAP ask.
        WrongKey: unknown issuer, or a certificate that has run out.
        IntegrityError: not as it was signed.
        AlreadyThere: it was taken in before.
    """
    now = ledger.clock.now()
    check_right(by, "take_in_message", now)
    message = read_signed(payload, pins, now)
    record_id = named_id("report", message.sender, message.identifier)
    if state_of(ledger, by.reader, record_id):
        raise AlreadyThere(
            expected="a message that wasn't taken in yet",
            found="one that was",
            where=record_id,
            remedy="Nothing is left to do.",
        )
    report = report_of(message, now).model_copy(update={"about_own_conduct": about_own_conduct})
    handling = Handling(marking, exercise=message.status != IN_EARNEST)
    return begin(ledger, by, "report.received", report, handling, record_id=record_id)


def report_of(message: CapMessage, received_at: datetime) -> Report:
    """What a message tells, as a report: when it reached us, where, and in words that betray nobody."""
    info = message.infos[0] if message.infos else None
    first = message.references[0].identifier if message.references else message.identifier
    return Report(
        received_at=received_at,
        channel="partner",
        summary=_summary(message, info),
        place=_place(info) if info else None,
        origin=named_id("origin", message.sender, first),
    )


def _summary(message: CapMessage, info: CapInfo | None) -> LanguageText:
    plain = LanguageText(text=f"CAP {message.message_type} of {message.sender}", language="en")
    if info is None:
        return plain
    said = LanguageText(text=info.headline or info.event, language=info.language.split("-", maxsplit=1)[0])
    try:
        check_texts("CAP headline", [said])
    except InvalidField:
        return plain
    return said


def _place(info: CapInfo) -> Place | None:
    codes = {name: code for area in info.areas for name, code in area.geocodes}
    country, unit = codes.get(COUNTRY), codes.get(UNIT)
    if country is None:
        return None
    return Place(precision="admin1" if unit else "country", country=country, admin1=unit)
