"""Playing an exercise on one machine: whoever holds its link takes any part in it, one after the other.

Only where nothing is real and nobody else is let in this way: the node was made for an exercise, its address is this
machine's own, the request comes from this machine, and the link was printed by whoever holds the node's folder. Each
part stays a person of its own in every entry, so that nobody stands behind their own draft here either.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forestall.api.accounts.models import Account
from forestall.api.accounts.visits import is_exercise, this_node
from forestall.memory.pace import pace_of
from forestall.runs.exercise.cast import full_cast
from forestall.runs.exercise.next_step import DECIDED, NextStep, next_step
from forestall.runs.exercise.story import story_of
from forestall.settings import LOOPBACK
from forestall.vocabulary.load import vocabulary
from forestall.web.refusals import not_found

PLAYS = "plays"
"""What a session holds in which parts may be taken."""
_PURPOSE = "forestall.web.playing"
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_KEY_LENGTH = 32
_PAGES = {"draft_alert": "alert_new", "record_decision": "decision", DECIDED: "timeline"}


def playing_path() -> str:
    """The way in that `forestall exercise start` prints; it needs the secret of the node."""
    return reverse("play_begin", kwargs={"key": _key()})


def is_alone() -> bool:
    """Whether this node is an exercise that is reached on this machine alone."""
    ours = urlsplit(settings.FORESTALL.url).hostname in LOOPBACK
    return ours and not settings.FORESTALL.oidc_only and is_exercise()


def plays(request: HttpRequest) -> bool:
    """Whether whoever asks came in by the link, on this machine."""
    return bool(request.session.get(PLAYS)) and _is_here(request)


def place_of(step: NextStep) -> str:
    """The page on which a step is taken."""
    name = _PAGES.get(step.step, "alert")
    return reverse(name) if step.record_id is None else reverse(name, args=[step.record_id])


def leading(request: HttpRequest) -> dict[str, Any]:
    """What the line says that leads through an exercise: the step, whose it is, where, and whether that is here."""
    cast = full_cast()
    step = next_step(this_node().ledger, cast)
    account = request.user
    is_theirs = isinstance(account, Account) and account.pseudonym == cast[step.part].user
    place = place_of(step)
    role = sorted(cast[step.part].roles)[0]
    said = vocabulary("role").term(role).label_in((get_language() or "en").partition("-")[0])
    return {
        "step": step.step,
        "part": step.part,
        "play": _("Play: %(part)s") % {"part": said},
        "role": role,
        "href": place,
        "is_theirs": is_theirs,
        "is_here": is_theirs and request.path == place,
        "may_play": plays(request),
    }


@login_not_required
@require_safe
def begin_playing(request: HttpRequest, key: str) -> HttpResponse:
    """The way in: this session may take parts from now on."""
    if not _is_here(request) or not constant_time_compare(key, _key()):
        return not_found(request)
    request.session[PLAYS] = True
    return redirect("play")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def play(request: HttpRequest) -> HttpResponse:
    """What the exercise is about and who can be played; a part that is taken goes on with its step."""
    if not plays(request):
        return not_found(request)
    cast = full_cast()
    if request.method == "POST":
        return _take(request, request.POST.get("part", ""))
    pace = pace_of(settings.FORESTALL.home)
    place = story_of(pace.seed).province_name if pace else ""
    feared = _("An attack is feared in %(place)s") % {"place": place}
    parts = [(name, sorted(person.roles)[0]) for name, person in cast.people.items()]
    return render(request, "play.html", {"feared": feared, "parts": parts})


def _take(request: HttpRequest, name: str) -> HttpResponse:
    cast = full_cast()
    person = cast.people.get(name)
    account = Account.objects.filter(pseudonym=person.user, is_active=True).first() if person else None
    if account is None:
        return not_found(request)
    login(request, account, backend=_BACKEND)
    # Whoever was signed in before is so no more, and all that their session held is gone with them.
    request.session[PLAYS] = True
    step = next_step(this_node().ledger, cast)
    return redirect(place_of(step) if step.part == name else reverse("desk"))


def _is_here(request: HttpRequest) -> bool:
    # The connection's own address: nothing stands before a server whose address is this machine's own.
    return is_alone() and request.META.get("REMOTE_ADDR") in LOOPBACK


def _key() -> str:
    return salted_hmac(_PURPOSE, "parts", algorithm="sha256").hexdigest()[:_KEY_LENGTH]
