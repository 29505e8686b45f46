"""The newest outlook of the node, read back from its folder and shown in the reader's language.

What the outlook's own pages say is said here by the same code, set into the frame of the web door.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from importlib.resources import files

from django.utils.safestring import SafeString, mark_safe
from pydantic import TypeAdapter, ValidationError

from forestall.api.answers.outlook import Issue, plain
from forestall.errors import UnreadableData
from forestall.memory.files import read_file
from forestall.runs import outlook as runs_outlook
from forestall.runs.outlook.content import Outlook
from forestall.runs.outlook.language import LANGUAGES, language
from forestall.runs.outlook.naming import drawn_outlines, names_in
from forestall.runs.outlook.page import Pages

_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
_STYLE_ATTRIBUTE = re.compile(r' style="[^"]*"')
_COUNTRY_LINK = re.compile(r'href="(?:\.\./)?country/([A-Z]{3})\.html"')
_SKIP = re.compile(r'<a class="skip".*?</a>', re.DOTALL)


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


def name_of(issue: Issue, code: str, iso3: str) -> str:
    """What the country is called in that language."""
    return _pages(issue, code if code in LANGUAGES else "en").names(iso3)


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
