"""Where alerts and due times are followed from outside a browser, and the tokens that a person's own programs show.

A session that was left open makes no token: whoever asks for one proves anew who they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from forestall.api.accounts.steps_noted import noted
from forestall.api.accounts.tokens import end_token, make_token, tokens_of
from forestall.api.accounts.visits import Visit
from forestall.api.answers.feeds import CALENDAR
from forestall.api.answers.record import READ
from forestall.clock import format_instant
from forestall.web.page import Answer, Page, unknown_step

USUAL_DAYS = 90
FOR = (CALENDAR, READ)
"""What a token made here is for: the calendar alone, or reading, as a feed does."""


class Follow(Page):
    """The addresses, and one's own tokens."""

    template = "follow.html"
    verb = CALENDAR

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Where programs ask, what a token may be for, and those that still run; never a token itself."""
        url = settings.FORESTALL.url
        rows = [
            {
                "id": each.pk,
                "name": each.name,
                "verbs": list(each.verbs),
                "expires_at": format_instant(each.expires_at),
            }
            for each in tokens_of(here.account, here.now)
        ]
        addresses = {CALENDAR: f"{url}/api/alerts.ics", READ: f"{url}/api/alerts.atom"}
        return {"addresses": addresses, "for": [verb for verb in FOR if here.may(verb)], "tokens": rows}

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """What a token may be for, in words."""
        said = {
            CALENDAR: _("a calendar: when answers are due, never about what"),
            READ: _("a feed: the alerts themselves"),
        }
        return {"said": said, "days": USUAL_DAYS, "name": here.account.username}

    @method_decorator(reauthentication_required)
    def post(self, request: HttpRequest, **parts: str) -> HttpResponse:
        """Make a token, which is shown once, or end one.

        Raises:
            InvalidField: a step this page doesn't know.
        """
        step, here = request.POST.get("step"), self.here
        if step == "end":
            self._end(request.POST.get("token", ""))
            return redirect("follow")
        what, days = request.POST.get("for", ""), request.POST.get("days", "")
        if step != "make" or what not in FOR:
            raise unknown_step()
        here.check(what)
        with noted(here.person, "make_token", here.account, here.now, what):
            clear = make_token(here.account, what, [what], int(days) if days.isdecimal() else USUAL_DAYS, here.now)
        return self.shown(request, self.answer(here, {}), made=clear)

    def _end(self, key: str) -> None:
        here = self.here
        if any(str(each.pk) == key for each in tokens_of(here.account, here.now)):
            with noted(here.person, "end_token", here.account, here.now, self.verb):
                end_token(here.account, key, here.now)
