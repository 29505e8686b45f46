"""The world outlook and the page of each of its countries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from forestall.api.accounts.visits import Visit
from forestall.api.answers.outlook import READ, newest_issue, plain, plain_country
from forestall.errors import NotFound
from forestall.web.outlook import name_of, shown, style
from forestall.web.page import Answer, Page


class World(Page):
    """Every country's risk, as the newest outlook has it."""

    template = "world.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The outlook; empty, saying so, where none was issued."""
        try:
            return plain(newest_issue(here.node, here.reader))
        except NotFound as error:
            return {"countries": [], "none_because": error.remedy}

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """The outlook in words and pictures."""
        if "none_because" in answer:
            return {}
        return {"inside": shown(newest_issue(here.node, here.reader), get_language() or "en")}


class Country(Page):
    """One country, as the newest outlook has it."""

    template = "world.html"
    verb = READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The country's part of the outlook."""
        return plain_country(newest_issue(here.node, here.reader), parts["iso3"])

    def get(self, request: HttpRequest, **parts: str) -> HttpResponse:
        """The page of the country, in the reader's language."""
        answer = self.answer(self.here, {}, **parts)
        if self.as_json:
            return self.shown(request, answer)
        issue = newest_issue(self.here.node, self.here.reader)
        code, iso3 = get_language() or "en", parts["iso3"]
        return self.shown(request, answer, inside=shown(issue, code, iso3), name=name_of(issue, code, iso3))


def outlook_style(_request: HttpRequest) -> HttpResponse:
    """The outlook's own style sheet."""
    return HttpResponse(style(), content_type="text/css; charset=utf-8", headers={"Cache-Control": "max-age=3600"})
