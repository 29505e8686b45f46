"""A feed of messages as Atom, for readers that ask now and then whether there is something new.

Source:
    RFC 4287, The Atom Syndication Format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from lxml import etree

NAMESPACE = "http://www.w3.org/2005/Atom"
CAP_TYPE = "application/cap+xml"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One message in the feed."""

    id: str
    """A name of its own for ever, as a URI."""
    title: str
    """Its headline."""
    published: datetime
    """When it was issued."""
    updated: datetime
    """When it last changed."""
    address: str
    """Where its page is."""
    cap_address: str
    """Where it is as CAP."""
    summary: str
    """Its text, as text."""
    language: str
    """The language of title and summary."""


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed itself."""

    id: str
    """A name of its own for ever, as a URI."""
    title: str
    """What it is called."""
    author: str
    """Who gives it out."""
    address: str
    """Where it is."""
    updated: datetime
    """When it last changed; where it is empty, when it was asked for."""


def write_atom(feed: Feed, entries: Sequence[FeedEntry]) -> bytes:
    """The feed as an XML document, the newest message first."""
    root = etree.Element(_tag("feed"), nsmap=cast(dict[str, str], {None: NAMESPACE}))
    ordered = sorted(entries, key=lambda entry: entry.updated, reverse=True)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _instant(ordered[0].updated if ordered else feed.updated))
    _add(etree.SubElement(root, _tag("author")), "name", feed.author)
    _link(root, "self", feed.address, "application/atom+xml")
    for entry in ordered:
        root.append(_entry(entry))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _entry(entry: FeedEntry) -> etree._Element:
    element = etree.Element(_tag("entry"))
    element.set("{http://www.w3.org/XML/1998/namespace}lang", entry.language)
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "published", _instant(entry.published))
    _add(element, "updated", _instant(entry.updated))
    _link(element, "alternate", entry.address, "text/html")
    _link(element, "enclosure", entry.cap_address, CAP_TYPE)
    _add(element, "summary", entry.summary)
    return element


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, _tag(name)).text = text


def _link(parent: etree._Element, relation: str, address: str, media_type: str) -> None:
    etree.SubElement(parent, _tag("link"), rel=relation, href=address, type=media_type)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
