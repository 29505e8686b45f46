"""An invitation: the one-time address by which somebody chooses a password, also for the first time."""

from __future__ import annotations

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from forestall.api.accounts.models import Account
from forestall.api.accounts.people import Administrator


def invitation_path(account: Account) -> str:
    """Where the person chooses a password; holds once, for three days, until the password changes."""
    key = PASSWORD_RESET_TOKEN_GENERATOR().make_token(account)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(account), "key": key})


def invite_again(by: Administrator, account: Account) -> str:
    """A new invitation for a person, by an administrator.

    Raises:
        NotFound: another organisation's person.
        AccessError: not an administrator.
        DoorsShut: the node takes nothing in.
    """
    by.check_giving(account.organisation)
    with by.noting("invite", account):
        return invitation_path(account)
