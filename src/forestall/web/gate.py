"""Nobody gets past without having signed in, and nobody with a role without a second factor.

The API has a gate of its own, since programs show a token.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect

from forestall.api.accounts.models import Account
from forestall.api.accounts.second_factor import needs_second_factor
from forestall.api.accounts.visits import visit
from forestall.errors import AccessError
from forestall.web.playing import plays
from forestall.web.refusals import refusal

OPEN = ("/accounts/", "/api/", "/language", "/play", "/static/")
"""Paths that do without this gate: signing in itself, and what needs no one."""


_OWN_WAYS = ("account_login", "mfa_login_webauthn")
_ISSUER_ALONE = AccessError(
    expected="a sign-in by your organisation",
    found="a password or passkey of this node",
    where="sign-in",
    remedy="Sign in by your organisation, or ask your administrator for an invitation.",
)


class SignInFirst(LoginRequiredMiddleware):
    """Sends whoever hasn't signed in to do so; a program that asks for JSON is told in JSON."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], parts: dict[str, Any]
    ) -> HttpResponseBase | None:
        """The way to sign in, or None to go on."""
        if request.method == "POST" and settings.FORESTALL.oidc_only and _signs_in_here(request):
            return refusal(request, _ISSUER_ALONE)
        if request.user.is_authenticated or request.path.startswith(OPEN):
            return None
        if request.path.endswith(".json"):
            return JsonResponse({"error": "SignInFirst"}, status=401)
        return super().process_view(request, view, args, parts)


def second_factor_first(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: people whose roles ask for a second factor set one up before they see anything."""

    def gate(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OPEN) or not isinstance(request.user, Account):
            return answer(request)
        here = request.here = visit(request.user)  # type: ignore[attr-defined]  # the page goes on with it
        if not needs_second_factor(here) or plays(request):
            return answer(request)
        if request.path.endswith(".json"):
            return JsonResponse({"error": "SecondFactorFirst"}, status=403)
        return redirect("mfa_activate_totp")

    return gate


def _signs_in_here(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.url_name in _OWN_WAYS
