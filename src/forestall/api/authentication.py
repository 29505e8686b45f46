"""Who calls the API: a person in a browser with the session of the pages, or a program with a token.

A call that shows a token is judged by it alone. A call by session that changes something must carry the pages'
proof that it comes from one of them; ninja asks for it.
"""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBasicAuth, HttpBearer

from forestall.api.accounts.models import Account, Token
from forestall.api.accounts.second_factor import needs_second_factor
from forestall.api.accounts.tokens import find_token
from forestall.api.accounts.visits import Visit, visit
from forestall.clock import SystemClock


class ByToken(HttpBearer):
    """A token in the Authorization header."""

    def authenticate(self, request: HttpRequest, token: str) -> Visit | None:
        """The visit of the token's person, for what the token is for."""
        found = _found(request, token)
        return visit(found.account, frozenset(found.verbs)) if found else None


class ByPassword(HttpBasicAuth):
    """A token as the password of a program that can only ask for a name and one, such as a calendar."""

    def authenticate(self, request: HttpRequest, username: str, password: str) -> Visit | None:
        """The visit of the token's person, for what the token is for, where the name is theirs too."""
        found = _found(request, password)
        if found is None or found.account.username != username:
            return None
        return visit(found.account, frozenset(found.verbs))


class BySession(APIKeyCookie):
    """The session of the pages."""

    def __init__(self, cookie: str) -> None:
        self.param_name = cookie
        super().__init__(csrf=True)

    def authenticate(self, request: HttpRequest, key: str | None) -> Visit | None:
        """The visit of who is signed in, once their second factor is set up."""
        if "HTTP_AUTHORIZATION" in request.META or not isinstance(request.user, Account):
            return None
        here = visit(request.user)
        return None if needs_second_factor(here) else here


def _found(request: HttpRequest, clear: str) -> Token | None:
    # The connection's own address: the server takes it from a header only where a trusted web server stands before it.
    return find_token(clear, SystemClock().now(), request.META.get("REMOTE_ADDR", ""))
