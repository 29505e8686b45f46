"""What every page shows around its content: who is signed in, where one can go, in which language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from forestall.api.accounts.models import Account
from forestall.api.accounts.visits import Visit, is_exercise, visit
from forestall.runs.doors import OPEN
from forestall.web.playing import leading, plays

_PLACES = (
    ("desk", "see_desk", _("My desk")),
    ("world", "read_outlook", _("World")),
    ("alerts", "read_record", _("Alerts")),
    ("evidence", "read_record", _("Evidence")),
    ("assessments", "read_record", _("Assessments")),
    ("triggers", "read_record", _("Protocols")),
    ("response", "read_record", _("Response")),
    ("learn", "read_metrics", _("Learn")),
    ("entries", "read_record", _("Record")),
    ("audit", "read_audit", _("Who looked")),
    ("people", "manage_accounts", _("People")),
    ("doors", "set_doors", _("Doors")),
)


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Words and places for the template of every page."""
    language = get_language() or "en"
    here = _visit(request)
    drill, shut = is_exercise(), here is not None and here.doors.state != OPEN
    return {
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "languages": settings.LANGUAGES,
        "places": _places(request, here) if here else [],
        "is_exercise": drill,
        "leads": leading(request) if drill and not shut and (here or plays(request)) else None,
        "has_issuer": bool(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]),
        "issuer_alone": settings.FORESTALL.oidc_only,
        "doors": here.doors if here and shut else None,
    }


def _visit(request: HttpRequest) -> Visit | None:
    # The page's own visit where there is one, so that roles and doors are asked for once.
    here = getattr(request, "here", None)
    account = getattr(request, "user", None)
    return here or (visit(account) if isinstance(account, Account) else None)


def _places(request: HttpRequest, here: Visit) -> list[dict[str, Any]]:
    return [
        {"href": (href := reverse(name)), "label": label, "is_here": request.path == href}
        for name, verb, label in _PLACES
        if here.may(verb)
    ]
