"""Foreign XML as a tree, once it is known to be small, flat and without a document type.

The order matters: size, then a reader that refuses any document type or entity, then depth and number of
elements, and only then the tree that others read; a schema is held against it after that, never while reading.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn, cast
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from lxml import etree

from forestall.errors import InvalidField, UnreadableData

LARGEST_BYTES = 1_000_000
DEEPEST = 30
MOST_ELEMENTS = 20_000
LONGEST_NAME = 40


def read_tree(payload: bytes) -> etree._Element:
    """The root of a document.

    Raises:
        UnreadableData: too large or too deep, not XML, or with a document type or entities; nothing was resolved.
    """
    if len(payload) > LARGEST_BYTES:
        _refuse(f"a document of at most {LARGEST_BYTES} bytes", f"one of {len(payload)}")
    _walk(payload)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        return etree.fromstring(payload, parser)
    except (etree.XMLSyntaxError, ValueError):
        _refuse("well-formed XML", "something else")


def check_schema(root: etree._Element, schema: etree.XMLSchema) -> None:
    """Return when a document is as its schema says.

    Raises:
        InvalidField: it isn't; the element is named, its contents are not.
    """
    if not schema.validate(root):
        first = cast(Any, schema.error_log)[0]  # its stub says less than it is
        raise InvalidField(
            expected="what the schema asks for here",
            found=first.type_name.lower(),
            where=f"{_name_at(root, first.path)}, line {first.line}",
            remedy="Ask its sender to mend it.",
        )


def _name_at(root: etree._Element, path: str | None) -> str:
    found = cast(list[etree._Element], root.xpath(path)) if path else []
    return etree.QName(found[0] if found else root).localname[:LONGEST_NAME]


def load_schema(path: Path) -> etree.XMLSchema:
    """The schema in a file of ours."""
    return etree.XMLSchema(etree.parse(str(path)))


def _walk(payload: bytes) -> None:
    depth = n_elements = 0
    try:
        for event, element in iterparse(BytesIO(payload), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            n_elements += event == "start"
            if depth > DEEPEST or n_elements > MOST_ELEMENTS:
                _refuse(f"at most {DEEPEST} levels and {MOST_ELEMENTS} elements", "more")
            if event == "end":
                element.clear()
    except DefusedXmlException:
        _refuse("a document without document type or entities", "one with them")
    except (ParseError, ValueError, LookupError):
        _refuse("well-formed XML in an encoding that is known", "something else")


def _refuse(expected: str, found: str) -> NoReturn:
    raise UnreadableData(
        expected=expected, found=found, where="the XML document", remedy="Don't read it; ask its sender for another."
    ) from None
