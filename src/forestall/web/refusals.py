"""What somebody gets who can't have what they asked for: pages that tell nothing about what is there.

Not found and not for you are one page, byte for byte. None of these pages repeats the address or holds a
form, a name or a token.
"""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from forestall.api.accounts.visits import is_exercise
from forestall.errors import AccessError, DoorsShut, ForestallError
from forestall.vocabulary.load import vocabulary

log = logging.getLogger("forestall.web")


def refusal(request: HttpRequest, error: ForestallError) -> HttpResponse:
    """The answer for an error of ours."""
    if error.http_status == 404:
        return not_found(request)
    if error.http_status >= 500:
        log.error("a page could not be made", exc_info=error)
    said = {"error": error.name, "expected": error.expected, "where": error.where, "remedy": error.remedy}
    if request.path.endswith(".json"):
        return JsonResponse(said, status=error.http_status)
    title = _("This node is closed for now") if isinstance(error, DoorsShut) else _("This can't be done now")
    right = _right(error)
    return _page(request, _("You may not do this") if right else title, error.http_status, said, right)


def _right(error: ForestallError) -> dict[str, Any] | None:
    """Which right was wanting and who holds it, in the reader's words; None for an error of another sort."""
    verbs, language = vocabulary("verb"), (get_language() or "en").partition("-")[0]
    if not isinstance(error, AccessError) or error.where not in verbs:
        return None
    term, roles = verbs[error.where], vocabulary("role")
    holders = [roles[role].label_in(language) for role in term.extra["roles"]]
    return {"label": term.label_in(language), "holders": holders}


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The one answer for what isn't there and for what this reader may not see."""
    if request.path.endswith(".json"):
        return JsonResponse({"error": "NotFound"}, status=404)
    return _page(request, _("Nothing found here"), 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The answer for a step that nobody may take from here."""
    return _page(request, _("You may not do this"), 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The answer for what can't be understood."""
    return _page(request, _("This request can't be read"), 400)


def broken(request: HttpRequest) -> HttpResponse:
    """The answer when something failed that shouldn't have."""
    return _page(request, _("Something failed here"), 500)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form that didn't come from one of our own pages."""
    return _page(request, _("This form has run out; go back, load the page again and send it once more"), 403)


def _page(
    request: HttpRequest,
    title: str,
    status: int,
    said: dict[str, str] | None = None,
    right: dict[str, Any] | None = None,
) -> HttpResponse:
    language = get_language() or "en"
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    parts = {"title": title, "status": status, "said": said, "right": right, "language": language}
    parts |= {"direction": direction, "is_exercise": is_exercise()}
    return HttpResponse(render_to_string("refusal.html", parts), status=status)
