"""Each look through the door leaves a note: what names a record under its name, everything else under its address.

Lists, feeds and calendars show records too, and whoever was refused asked all the same.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from forestall.api.accounts.visits import Visit

Answer = Callable[[HttpRequest], HttpResponse]


def note_each_look(answer: Answer) -> Answer:
    """Middleware: a look that the answer itself left no note of is noted under its address."""

    def noted(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        # A page leaves the visit at `here`, a call where ninja keeps who was let in.
        here = getattr(request, "here", None) or getattr(request, "auth", None)
        if isinstance(here, Visit) and request.method in ("GET", "HEAD") and here.asked and not here.noted:
            here.note(here.asked[0], request.path, was_shown=response.status_code < 400)
        return response

    return noted
