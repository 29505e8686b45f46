"""The newest outlook of the node, read back from its folder and shown in the reader's language.

What the outlook's own pages say is said here by the same code, set into the frame of the web door.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
from django.utils.safestring import SafeString, mark_safe
from pydantic import TypeAdapter, ValidationError

from forestall.clock import SystemClock
from forestall.errors import NotFound, UnreadableData
from forestall.memory.files import read_file
from forestall.memory.node import Node
from forestall.memory.read import Reader, may_read
from forestall.records.values.marking import Marking, Tlp
from forestall.runs import outlook as runs_outlook
from forestall.runs.outlook.content import Outlook
from forestall.runs.outlook.language import LANGUAGES, language
from forestall.runs.outlook.naming import drawn_outlines, names_in
from forestall.runs.outlook.page import Pages

_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
_STYLE_ATTRIBUTE = re.compile(r' style="[^"]*"')
_COUNTRY_LINK = re.compile(r'href="(?:\.\./)?country/([A-Z]{3})\.html"')
_SKIP = re.compile(r'<a class="skip".*?</a>', re.DOTALL)


@dataclass(frozen=True)
class Issue:
    """One issued outlook as it stands in the node's folder."""

    path: Path
    written: int
    """When its file was written, so that a newer one is noticed."""


def newest_issue(node: Node, reader: Reader) -> Issue:
    """The newest outlook, where its marking reaches the reader.

    Raises:
        NotFound: none was issued yet, or none for this reader.
        UnreadableData: its file holds something else.
    """
    path = node.home / "outlook" / "outlook.json"
    if not path.is_file():
        raise _none_yet()
    issue = Issue(path, path.stat().st_mtime_ns)
    organisations = frozenset({node.author.organisation})
    tlp = Tlp.from_word(str(plain(issue).get("marking", "clear")))
    marking = Marking(tlp=tlp, organisations=organisations if tlp in (Tlp.AMBER, Tlp.AMBER__STRICT) else frozenset())
    if not may_read(reader, marking, node.author, SystemClock().now()):
        raise _none_yet()
    return issue


@lru_cache(maxsize=2)
def plain(issue: Issue) -> dict[str, Any]:
    """The outlook as its JSON holds it; shared by all readers, to be changed by none."""
    found: dict[str, Any] = orjson.loads(read_file(issue.path))
    return found


def plain_country(issue: Issue, iso3: str) -> dict[str, Any]:
    """What the outlook says of one country.

    Raises:
        NotFound: nothing.
    """
    said = plain(issue)
    found = next((row for row in said["countries"] if row["iso3"] == iso3), None)
    deaths = said.get("deaths") or {}
    of_deaths = next((row for row in deaths.get("countries", ()) if row["iso3"] == iso3), None)
    if found is None and of_deaths is None:
        raise _none_yet()
    about = {name: said[name] for name in ("issued_on", "reference_date", "model", "marking")}
    return about | {"country": found, "deaths": of_deaths, "unknown_because": said["unknown"].get(iso3)}


@lru_cache(maxsize=700)
def shown(issue: Issue, code: str, iso3: str | None = None) -> SafeString:
    """The outlook's own page, of the world or one country, as the inside of a page of ours."""
    pages = _pages(issue, code if code in LANGUAGES else "en")
    whole = pages.world() if iso3 is None else pages.country(iso3)
    found = _BODY.search(whole)
    inside = _SKIP.sub("", found.group(1) if found else "")
    inside = _STYLE_ATTRIBUTE.sub("", inside).replace("../index.html", "/world")
    # One page has one header, main part and footer of its own.
    for mark in ("header", "main", "footer"):
        inside = inside.replace(f"<{mark}", f'<div data-was="{mark}"').replace(f"</{mark}>", "</div>")
    return mark_safe(_COUNTRY_LINK.sub(r'href="/country/\1"', inside))  # noqa: S308 - made by our own templates


@lru_cache(maxsize=1)
def style() -> str:
    """The outlook's style sheet."""
    return files(runs_outlook).joinpath("templates/outlook.css").read_text(encoding="utf-8")


@lru_cache(maxsize=6)
def _pages(issue: Issue, code: str) -> Pages:
    words = language(code)
    return Pages(_outlook(issue), words, names_in(words, date.fromisoformat(plain(issue)["issued_on"])), _outlines())


@lru_cache(maxsize=1)
def _outlook(issue: Issue) -> Outlook:
    try:
        return TypeAdapter(Outlook).validate_json(read_file(issue.path))
    except ValidationError as error:
        raise UnreadableData(
            expected="an outlook as `forestall outlook` writes it",
            found=f"{error.error_count()} parts of another form",
            where=str(issue.path),
            remedy="Run `forestall outlook` again.",
        ) from None


_outlines = lru_cache(maxsize=1)(drawn_outlines)


def _none_yet() -> NotFound:
    return NotFound(
        expected="an outlook", found="none", where="the outlook of this node", remedy="Run `forestall outlook`."
    )
