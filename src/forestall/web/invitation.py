"""An invitation: the one-time address by which somebody chooses a password, also for the first time."""

from __future__ import annotations

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from forestall.api.accounts.models import Account


def invitation_path(account: Account) -> str:
    """Where the person chooses a password; holds once, for three days, until the password changes."""
    key = PASSWORD_RESET_TOKEN_GENERATOR().make_token(account)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(account), "key": key})
