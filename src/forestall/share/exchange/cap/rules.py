"""What the text of CAP 1.2 asks for and its schema doesn't see.

Source:
    OASIS Common Alerting Protocol 1.2 (2010), sections 3.2.1 to 3.2.4 and 3.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from forestall.errors import InvalidField
from forestall.share.exchange.cap.message import CapArea, CapInfo, CapMessage

NEED_REFERENCES = ("Update", "Cancel", "Ack", "Error")
NAME = re.compile(r"[^\s,<&]+")
_POINT = re.compile(r"(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)")
_RADIUS = re.compile(r"\d+(?:\.\d+)?")
_LEAST_POINTS = 4
_LATITUDE, _LONGITUDE = 90, 180

Complaint = tuple[str, str, str]
"""The element, what was expected, what was found."""


def check_rules(message: CapMessage) -> None:
    """Return when a message keeps the rules of the text.

    Raises:
        InvalidField: it doesn't; the first element that doesn't is named, its contents are not.
    """
    for element, expected, found in complaints(message):
        raise InvalidField(
            expected=expected, found=found, where=f"CAP {element}", remedy="Ask its sender to mend it, or mend it here."
        )


def complaints(message: CapMessage) -> Iterator[Complaint]:
    """Every rule that a message breaks, in the order of its elements."""
    yield from _names(message)
    yield from _audience(message)
    yield from _references(message)
    for info in message.infos:
        yield from _info(message, info)


def _names(message: CapMessage) -> Iterator[Complaint]:
    for element, name in (("identifier", message.identifier), ("sender", message.sender)):
        if not NAME.fullmatch(name):
            yield element, "a name without blanks, commas, < and &", "one with them, or none"
    if any(" " in code or not code for code in message.codes):
        yield "code", "codes without blanks", "one with them, or an empty one"


def _audience(message: CapMessage) -> Iterator[Complaint]:
    if message.scope == "Restricted" and not message.restriction:
        yield "restriction", "to whom it is restricted", "nothing"
    if message.scope != "Restricted" and message.restriction:
        yield "restriction", "none unless the scope is Restricted", "one"
    if message.scope == "Private" and not message.addresses:
        yield "addresses", "to whom it is addressed", "nothing"


def _references(message: CapMessage) -> Iterator[Complaint]:
    if message.message_type in NEED_REFERENCES and not message.references:
        yield "references", f"the messages that {message.message_type} is about", "none"
    for reference in message.references:
        if (reference.sender, reference.identifier) == (message.sender, message.identifier):
            yield "references", "earlier messages", "the message itself"
        elif reference.sent > message.sent:
            yield "references", "earlier messages", "a later one"


def _info(message: CapMessage, info: CapInfo) -> Iterator[Complaint]:
    if info.expires is not None and info.expires <= message.sent:
        yield "expires", "an end after it was sent", "an earlier one"
    if info.expires and info.effective and info.expires <= info.effective:
        yield "expires", "an end after it takes effect", "an earlier one"
    if info.web is not None and not _is_absolute(info.web):
        yield "web", "an absolute address", "another"
    for area in info.areas:
        yield from _area(area)


def _area(area: CapArea) -> Iterator[Complaint]:
    if not area.description.strip():
        yield "areaDesc", "the area in words", "nothing"
    for polygon in area.polygons:
        points = polygon.split(" ")
        if not all(_is_point(point) for point in points):
            yield "polygon", "points as lat,lon with one blank between them", "something else"
        elif len(points) < _LEAST_POINTS or points[0] != points[-1]:
            yield "polygon", "at least four points, the last the same as the first", "an open ring, or too few"
    for circle in area.circles:
        point, _, radius = circle.partition(" ")
        if not _is_point(point) or not _RADIUS.fullmatch(radius):
            yield "circle", "a point and a radius as lat,lon radius", "something else"


def _is_point(text: str) -> bool:
    point = _POINT.fullmatch(text)
    return point is not None and abs(float(point[1])) <= _LATITUDE and abs(float(point[2])) <= _LONGITUDE


def _is_absolute(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc)


def active(messages: list[CapMessage], now: datetime) -> tuple[CapMessage, ...]:
    """The messages that speak for the present, oldest first.

    Left out: what has run out, what a later message of the same sender updates or cancels, cancellations and
    acknowledgements themselves, drafts, and all but the newest of those that say the same of the same place.
    Exercises and tests are no part of the present.
    """
    ordered = sorted(messages, key=lambda message: message.sent)
    replaced = {
        (reference.sender, reference.identifier)
        for message in ordered
        if message.message_type in ("Update", "Cancel")
        for reference in message.references
        if reference.sender == message.sender
    }
    newest: dict[object, CapMessage] = {}
    for message in ordered:
        speaks = message.message_type in ("Alert", "Update") and message.status == "Actual"
        if speaks and not message.is_expired(now) and (message.sender, message.identifier) not in replaced:
            newest[_sameness(message)] = message
    return tuple(sorted(newest.values(), key=lambda message: message.sent))


def _sameness(message: CapMessage) -> object:
    said = tuple(
        (info.language, info.event, _folded(info.headline), tuple(_folded(area.description) for area in info.areas))
        for info in message.infos
    )
    # A message that says nothing is the same as no other.
    return (message.sender, said) if said else (message.sender, message.identifier)


def _folded(text: str | None) -> str:
    return " ".join((text or "").casefold().split())
