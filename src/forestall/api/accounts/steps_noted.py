"""The notes that account administration leaves: who took which step with whom, never what was written or made.

They stand in the access log, beside who looked at what.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from forestall.api.accounts.models import Access, Account
from forestall.runs.permissions import Person

MANAGE = "manage_accounts"
STEPS = (
    "add",
    "invite",
    "grant",
    "end",
    "bar",
    "let_in",
    "make_token",
    "end_token",
    "keep_address",
    "forget_address",
    "add_webhook",
    "forget_webhooks",
)


@contextmanager
def noted(person: Person, step: str, account: Account, now: datetime, verb: str = MANAGE) -> Iterator[None]:
    """Note that a step was taken with an account: both stand, or neither does.

    Args:
        person: who takes it.
        step: which of `STEPS`.
        account: with whom; named by their pseudonym.
        now: when.
        verb: by which right, or for what, where it is a token.
    """
    with transaction.atomic():
        yield
        Access.objects.create(
            at=now,
            user=person.author.user,
            organisation=person.author.organisation,
            verb=verb,
            name=account.pseudonym,
            was_shown=True,
            step=step,
        )
