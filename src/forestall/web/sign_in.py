"""How people come in: nobody signs up by themselves, and one-time-code seeds lie locked in the database."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from forestall.clock import SystemClock
from forestall.web.secret import seed_lock

_JUST_NOW = timedelta(minutes=5)


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]  # ships no types
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether a redirect stays on this site: only a plain path does."""
        return url.startswith("/") and not url.startswith(("//", "/\\")) and bool(super().is_safe_url(url))

    def is_reauthentication_required(self, *, app: str, **more: object) -> bool:
        """Whether the password is asked for again: not right after it was given, while the first code is set up."""
        request = context.request
        last_login = request.user.last_login
        lately = SystemClock().now() - _JUST_NOW
        has_older = Authenticator.objects.filter(user=request.user, created_at__lt=lately).exists()
        if app == "allauth.mfa" and last_login is not None and last_login > lately and not has_older:
            return False
        return bool(super().is_reauthentication_required(app=app, **more))


class LockedSeeds(DefaultMFAAdapter):  # type: ignore[misc]  # ships no types
    """Seeds of one-time codes and recovery codes are of no use to whoever copies the database alone."""

    def encrypt(self, text: str) -> str:
        """The text, locked with the node's secret."""
        return seed_lock(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text, opened again."""
        return seed_lock(settings.SECRET_KEY).decrypt(encrypted_text.encode()).decode()


class KnownPeopleOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]  # ships no types
    """An outside sign-in opens an account that its owner has joined it to, and never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Never."""
        return False
