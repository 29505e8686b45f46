"""Keys for programs: shown once, kept as a digest, for named verbs and a limited time.

A token never gives more than its person holds at that moment: what the token is for and what the person may, both.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from forestall.api.accounts.models import Account, Token
from forestall.api.accounts.people import Administrator
from forestall.clock import days_later
from forestall.errors import InvalidField, NotFound, ValueRangeError, describe
from forestall.identifiers import digest
from forestall.vocabulary.load import vocabulary

LONGEST_TOKEN_DAYS = 366
READING = ("see_desk", "read_record", "read_outlook")
_BYTES = 32
_START = "forestall_"
_LONGEST = 200
_LONGEST_KEY = 18


def make_token(
    account: Account, name: str, verbs: Collection[str], days: int, now: datetime, networks: Collection[str] = ()
) -> str:
    """A fresh token in clear, which is never shown again.

    Args:
        account: whose programs show it.
        name: what it is called in lists.
        verbs: what it is for.
        days: how long it runs.
        now: from when on.
        networks: the networks it is good from, such as 192.0.2.0/24; from anywhere when empty.

    Raises:
        UnknownTerm: no such verb.
        InvalidField: a network in another form.
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
        networks=[_network(each) for each in networks],
        created_at=now,
        expires_at=days_later(now, days),
    )
    return clear


def find_token(clear: str, now: datetime, came_from: str) -> Token | None:
    """The token, where it is one, still runs, is good from there, and its person may come in.

    Args:
        clear: what was shown.
        now: the moment.
        came_from: the address of the connection, as the server knows it.
    """
    if not clear.startswith(_START) or len(clear) > _LONGEST:
        return None
    found = (
        Token.objects.select_related("account")
        .filter(digest=digest(clear.encode()), ended_at=None, expires_at__gt=now, account__is_active=True)
        .first()
    )
    return found if found and _is_good_from(found, came_from) else None


def tokens_of(account: Account, now: datetime) -> list[Token]:
    """Somebody's tokens that still run, the one that ends first at the top."""
    return list(Token.objects.filter(account=account, ended_at=None, expires_at__gt=now).order_by("expires_at"))


def end_token(account: Account, key: str, now: datetime) -> bool:
    """Whether one of somebody's tokens still ran, and ended here at once; another's stays as it is."""
    if not (key.isascii() and key.isdecimal() and len(key) <= _LONGEST_KEY):
        return False
    return Token.objects.filter(account=account, pk=int(key), ended_at=None).update(ended_at=now) > 0


def give_token(
    by: Administrator, account: Account, verbs: Collection[str], days: int, networks: Collection[str]
) -> str:
    """A fresh token for a person's programs, in clear, made by an administrator.

    Raises:
        UnknownTerm: no such verb.
        InvalidField: a network in another form.
        ValueRangeError: longer than a token may run.
        NotFound: another organisation's person.
        AccessError: not an administrator.
        DoorsShut: the node takes nothing in.
    """
    by.check_giving(account.organisation)
    label = f"made at the node {secrets.token_hex(4)}"
    with by.noting("make_token", account):
        return make_token(account, label, verbs, days, by.now, networks)


def take_token(by: Administrator, account: Account, key: str) -> None:
    """End one token of a person at once; their session and their other tokens go on.

    Raises:
        NotFound: no token of theirs that still runs, or another organisation's person.
        AccessError: not an administrator.
    """
    by.check(account.organisation)
    with by.noting("end_token", account):
        if not end_token(account, key, by.now):
            raise NotFound(
                expected="a token that the person's programs still show",
                found="none of that number",
                where="token",
                remedy="See their tokens.",
            )


def _network(text: str) -> str:
    try:
        return str(ip_network(text.strip()))
    except ValueError:
        raise InvalidField(
            expected="an address or a network, such as 192.0.2.7 or 2001:db8::/32, with no bit set after its length",
            found=describe(text),
            where="network",
            remedy="Correct it.",
        ) from None


def _is_good_from(token: Token, came_from: str) -> bool:
    if not token.networks:
        return True
    try:
        address: IPv4Address | IPv6Address = ip_address(came_from)
    except ValueError:  # a socket without an address is in no network
        return False
    # A server that listens for both sorts of address sees an IPv4 caller as an IPv6 one.
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in ip_network(each) for each in token.networks)
