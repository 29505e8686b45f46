"""CAP 1.2 messages from and to XML, strictly: schema first, then the rules of the text."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import cast

from lxml import etree

from forestall.errors import InvalidField
from forestall.share.exchange.cap.message import (
    DEFAULT_LANGUAGE,
    NAMESPACE,
    CapArea,
    CapInfo,
    CapMessage,
    Reference,
)
from forestall.share.exchange.cap.rules import check_rules
from forestall.share.exchange.cap.safe_xml import check_schema, load_schema, read_tree

SCHEMA = Path(__file__).parent / "CAP-v1.2.xsd"
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[-+]\d{2}:\d{2}")
_Element = etree._Element


def read_cap(payload: bytes) -> CapMessage:
    """The message in a document; its signature, if any, is for `signature.verified`.

    Raises:
        UnreadableData: not a document that may be read at all.
        InvalidField: not as the schema or the text of the standard asks.
    """
    return message_of(read_tree(payload))


def message_of(root: _Element) -> CapMessage:
    """The message that a tree holds, held against schema and rules.

    Raises:
        InvalidField: not as the schema or the text of the standard asks.
    """
    check_schema(root, _schema())
    message = CapMessage(
        identifier=_required(root, "identifier"),
        sender=_required(root, "sender"),
        sent=_instant(_required(root, "sent"), "sent"),
        status=_required(root, "status"),
        message_type=_required(root, "msgType"),
        scope=_required(root, "scope"),
        source=_text(root, "source"),
        restriction=_text(root, "restriction"),
        addresses=_list(root, "addresses"),
        codes=tuple(_texts(root, "code")),
        note=_text(root, "note"),
        references=tuple(_reference(text) for text in (_text(root, "references") or "").split()),
        incidents=_list(root, "incidents"),
        infos=tuple(_info(element) for element in root.iterfind(_tag("info"))),
    )
    check_rules(message)
    return message


def write_cap(message: CapMessage) -> bytes:
    """The message as an XML document that schema and rules take.

    Raises:
        InvalidField: it breaks a rule of the standard.
    """
    return etree.tostring(tree_of(message), xml_declaration=True, encoding="UTF-8", pretty_print=True)


def tree_of(message: CapMessage) -> _Element:
    """The message as a tree, its elements in the order of the schema.

    Raises:
        InvalidField: it breaks a rule of the standard.
    """
    check_rules(message)
    root = etree.Element(_tag("alert"), nsmap=cast(dict[str, str], {None: NAMESPACE}))
    _add(root, "identifier", [message.identifier])
    _add(root, "sender", [message.sender])
    _add(root, "sent", [_written(message.sent)])
    _add(root, "status", [message.status])
    _add(root, "msgType", [message.message_type])
    _add(root, "source", [message.source])
    _add(root, "scope", [message.scope])
    _add(root, "restriction", [message.restriction])
    _add(root, "addresses", [_joined(message.addresses)])
    _add(root, "code", message.codes)
    _add(root, "note", [message.note])
    _add(root, "references", [" ".join(map(_written_reference, message.references))])
    _add(root, "incidents", [_joined(message.incidents)])
    for info in message.infos:
        root.append(_info_tree(info))
    check_schema(root, _schema())
    return root


@cache
def _schema() -> etree.XMLSchema:
    return load_schema(SCHEMA)


def _info(element: _Element) -> CapInfo:
    return CapInfo(
        event=_required(element, "event"),
        urgency=_required(element, "urgency"),
        severity=_required(element, "severity"),
        certainty=_required(element, "certainty"),
        categories=tuple(_texts(element, "category")),
        language=_text(element, "language") or DEFAULT_LANGUAGE,
        response_types=tuple(_texts(element, "responseType")),
        effective=_moment(element, "effective"),
        onset=_moment(element, "onset"),
        expires=_moment(element, "expires"),
        sender_name=_text(element, "senderName"),
        headline=_text(element, "headline"),
        description=_text(element, "description"),
        instruction=_text(element, "instruction"),
        web=_text(element, "web"),
        contact=_text(element, "contact"),
        event_codes=_pairs(element, "eventCode"),
        parameters=_pairs(element, "parameter"),
        areas=tuple(_area(area) for area in element.iterfind(_tag("area"))),
    )


def _area(element: _Element) -> CapArea:
    return CapArea(
        description=_required(element, "areaDesc"),
        geocodes=_pairs(element, "geocode"),
        polygons=tuple(_texts(element, "polygon")),
        circles=tuple(_texts(element, "circle")),
    )


def _info_tree(info: CapInfo) -> _Element:
    element = etree.Element(_tag("info"))
    _add(element, "language", [info.language])
    _add(element, "category", info.categories)
    _add(element, "event", [info.event])
    _add(element, "responseType", info.response_types)
    _add(element, "urgency", [info.urgency])
    _add(element, "severity", [info.severity])
    _add(element, "certainty", [info.certainty])
    _add_pairs(element, "eventCode", info.event_codes)
    for name, moment in (("effective", info.effective), ("onset", info.onset), ("expires", info.expires)):
        _add(element, name, [_written(moment) if moment else None])
    for name, text in (
        ("senderName", info.sender_name), ("headline", info.headline), ("description", info.description),
        ("instruction", info.instruction), ("web", info.web), ("contact", info.contact),
    ):  # fmt: skip
        _add(element, name, [text])
    _add_pairs(element, "parameter", info.parameters)
    for area in info.areas:
        part = etree.SubElement(element, _tag("area"))
        _add(part, "areaDesc", [area.description])
        _add(part, "polygon", area.polygons)
        _add(part, "circle", area.circles)
        _add_pairs(part, "geocode", area.geocodes)
    return element


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: _Element, name: str, texts: Iterable[str | None]) -> None:
    for text in texts:
        if text:
            etree.SubElement(parent, _tag(name)).text = text


def _add_pairs(parent: _Element, name: str, pairs: Iterable[tuple[str, str]]) -> None:
    for key, value in pairs:
        pair = etree.SubElement(parent, _tag(name))
        _add(pair, "valueName", [key])
        etree.SubElement(pair, _tag("value")).text = value


def _texts(parent: _Element, name: str) -> list[str]:
    return [(element.text or "").strip() for element in parent.iterfind(_tag(name))]


def _text(parent: _Element, name: str) -> str | None:
    return next(iter(_texts(parent, name)), None) or None


def _required(parent: _Element, name: str) -> str:
    return next(iter(_texts(parent, name)), "")


def _pairs(parent: _Element, name: str) -> tuple[tuple[str, str], ...]:
    return tuple((_required(pair, "valueName"), _required(pair, "value")) for pair in parent.iterfind(_tag(name)))


def _list(parent: _Element, name: str) -> tuple[str, ...]:
    """Words separated by blanks; those with blanks inside stand in double quotes."""
    try:
        return tuple(shlex.split(_text(parent, name) or ""))
    except ValueError:
        raise InvalidField(
            expected="words separated by blanks, with blanks inside in double quotes",
            found="an open quote",
            where=f"CAP {name}",
            remedy="Ask its sender to mend it.",
        ) from None


def _joined(words: Iterable[str]) -> str | None:
    return " ".join(f'"{word}"' if " " in word else word for word in words) or None


def _moment(parent: _Element, name: str) -> datetime | None:
    text = _text(parent, name)
    return _instant(text, name) if text else None


def _instant(text: str, element: str) -> datetime:
    try:
        if not _INSTANT.fullmatch(text):
            raise ValueError
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidField(
            expected="a time like 2026-11-22T09:30:00+00:00, with an offset and without Z",
            found="another",
            where=f"CAP {element}",
            remedy="Ask its sender to mend it.",
        ) from None


def _written(moment: datetime) -> str:
    # -00:00 is how the standard writes UTC.
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S-00:00")


def _reference(text: str) -> Reference:
    parts = text.split(",")
    if len(parts) != len(("sender", "identifier", "sent")):
        raise InvalidField(
            expected="references as sender,identifier,sent",
            found=f"one of {len(parts)} parts",
            where="CAP references",
            remedy="Ask its sender to mend it.",
        )
    return Reference(parts[0], parts[1], _instant(parts[2], "references"))


def _written_reference(reference: Reference) -> str:
    return f"{reference.sender},{reference.identifier},{_written(reference.sent)}"
