"""Whose roles ask for a second factor, and whether one is set up."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled

from forestall.api.accounts.models import Account
from forestall.api.accounts.people import roles_of
from forestall.clock import SystemClock

WITHOUT_SECOND_FACTOR = frozenset({"monitor", "addressee"})
"""Roles that see little and may have no device for codes; every other asks for one."""


def needs_second_factor(account: Account) -> bool:
    """Whether the person holds a role that asks for a second factor and has set none up."""
    if not roles_of(account, SystemClock().now()) - WITHOUT_SECOND_FACTOR:
        return False
    return not is_mfa_enabled(account)
