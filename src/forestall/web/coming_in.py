"""What follows when somebody signs in, or fails to: one session a person, and a log line without what was typed."""

from __future__ import annotations

import logging

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from forestall.api.accounts.models import Account
from forestall.api.accounts.people import end_sessions

log = logging.getLogger("forestall.web")


@receiver(user_logged_in)
def end_other_sessions(user: Account, request: HttpRequest, **_more: object) -> None:
    """End the person's sessions elsewhere, so that one who was left signed in somewhere is so no more."""
    if request.session.session_key is None:
        request.session.save()
    end_sessions(user, but=request.session.session_key)


@receiver(user_login_failed)
def note_failure(**_more: object) -> None:
    """Say in the log that a sign-in failed; neither the name nor the password that was tried."""
    log.warning("a sign-in failed")
