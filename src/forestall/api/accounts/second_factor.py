"""Whose roles ask for a second factor, and whether one is set up."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled

from forestall.api.accounts.visits import Visit

WITHOUT_SECOND_FACTOR = frozenset({"monitor", "addressee"})
"""Roles that see little and may have no device for codes; every other asks for one."""


def needs_second_factor(here: Visit) -> bool:
    """Whether the visitor holds a role that asks for a second factor and has set none up."""
    if not here.person.roles - WITHOUT_SECOND_FACTOR:
        return False
    return not is_mfa_enabled(here.account)
