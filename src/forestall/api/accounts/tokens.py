"""Keys for programs: shown once, kept as a digest, for named verbs and a limited time.

A token never gives more than its person holds at that moment: what the token is for and what the person may, both.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from forestall.api.accounts.models import Account, Token
from forestall.api.accounts.people import Administrator
from forestall.clock import days_later
from forestall.errors import NotFound, ValueRangeError
from forestall.identifiers import digest
from forestall.vocabulary.load import vocabulary

LONGEST_TOKEN_DAYS = 366
READING = ("see_desk", "read_record", "read_outlook")
_BYTES = 32
_START = "forestall_"
_LONGEST = 200
_LONGEST_KEY = 18


def make_token(account: Account, name: str, verbs: Collection[str], days: int, now: datetime) -> str:
    """A fresh token in clear, which is never shown again.

    Raises:
        UnknownTerm: no such verb.
        ValueRangeError: longer than a token may run.
    """
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        raise ValueRangeError(
            expected=f"1 to {LONGEST_TOKEN_DAYS} days",
            found=str(days),
            where="days",
            remedy="Make it for less, and another when it runs out.",
        )
    known = sorted(vocabulary("verb").term(verb).id for verb in verbs)
    clear = _START + secrets.token_urlsafe(_BYTES)
    Token.objects.create(
        account=account,
        name=name,
        digest=digest(clear.encode()),
        verbs=known,
        created_at=now,
        expires_at=days_later(now, days),
    )
    return clear


def find_token(clear: str, now: datetime) -> Token | None:
    """The token, where it is one, still runs, and its person may come in."""
    if not clear.startswith(_START) or len(clear) > _LONGEST:
        return None
    return (
        Token.objects.select_related("account")
        .filter(digest=digest(clear.encode()), ended_at=None, expires_at__gt=now, account__is_active=True)
        .first()
    )


def tokens_of(account: Account, now: datetime) -> list[Token]:
    """Somebody's tokens that still run, the one that ends first at the top."""
    return list(Token.objects.filter(account=account, ended_at=None, expires_at__gt=now).order_by("expires_at"))


def end_token(account: Account, key: str, now: datetime) -> bool:
    """Whether one of somebody's tokens still ran, and ended here at once; another's stays as it is."""
    if not (key.isascii() and key.isdecimal() and len(key) <= _LONGEST_KEY):
        return False
    return Token.objects.filter(account=account, pk=int(key), ended_at=None).update(ended_at=now) > 0


def take_token(by: Administrator, account: Account, key: str) -> None:
    """End one token of a person at once; their session and their other tokens go on.

    Raises:
        NotFound: no token of theirs that still runs, or another organisation's person.
        AccessError: not an administrator.
    """
    by.check(account.organisation)
    if not end_token(account, key, by.now):
        raise NotFound(
            expected="a token that the person's programs still show",
            found="none of that number",
            where="token",
            remedy="See their tokens.",
        )
