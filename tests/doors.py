"""Fixtures of the web door: one Django a process, a node and its people for each test."""

from __future__ import annotations

import base64
import hmac
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from forestall.clock import SystemClock
from forestall.memory.node import Node, create_node
from forestall.settings import Settings

HOME = Path(tempfile.mkdtemp(prefix="forestall-web-"))
SETTINGS = Settings(home=HOME, database=f"sqlite:///{HOME / 'ledger.sqlite'}")
PASSWORD = "five green lamps at noon"
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hashing well takes most of the time of a test
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def start() -> None:
    """Configure Django for this process, once."""
    from django.conf import settings

    from forestall.web.starting import prepare

    if not settings.configured:
        prepare(SETTINGS)


@dataclass
class House:
    """A node of its own, and what a test does with its people."""

    settings: Settings
    node: Node

    def person(
        self, name: str, *roles: str, organisation: str | None = None, clearance: str = "low", **kept: Any
    ) -> Any:
        """Somebody with a password, an authenticator and roles."""
        from allauth.mfa.adapter import get_adapter
        from allauth.mfa.models import Authenticator

        from forestall.api.accounts.people import add_person, grant_role

        account = add_person(self.keeper(), name, organisation or self.node.author.organisation, clearance)
        account.pseudonym = kept.get("user", account.pseudonym)
        account.set_password(PASSWORD)
        account.save()
        for role in roles:
            grant_role(self.keeper(), account, role, 30)
        if kept.get("second_factor", True):
            seed = get_adapter().encrypt(SEED)
            Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": seed})
        return account

    def keeper(self) -> Any:
        """The administrator at the machine."""
        from forestall.api.accounts.people import Administrator
        from forestall.memory.read import Reader
        from forestall.runs.permissions import Person

        author = self.node.author
        person = Person(Reader(author.user, author.organisation, is_member=True), frozenset({"administrator"}))
        return Administrator(person, author.organisation, SystemClock().now())

    def browser(self, account: Any = None) -> Any:
        """A browser in which somebody is signed in, or nobody."""
        from django.test import Client

        client = Client(SERVER_NAME="localhost")
        if account is not None:
            client.force_login(account)
        return client


def code_now(seed: str = SEED) -> str:
    """The one-time code of this half minute (RFC 6238), made apart from what checks it."""
    key = base64.b32decode(seed + "=" * (-len(seed) % 8))
    mac = hmac.digest(key, (int(time.time()) // 30).to_bytes(8, "big"), "sha1")
    start = mac[-1] & 15
    return f"{(int.from_bytes(mac[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


@contextmanager
def open_house(folder: Path, address: str | None = None) -> Iterator[House]:
    """A fresh node in a folder, with an empty accounts database, until the end of the block.

    Args:
        folder: the node's.
        address: a database made by `with_accounts`, where ledger and accounts stand side by side; SQLite without.
    """
    from django.core.cache import cache, caches
    from django.core.management import call_command
    from django.test import override_settings

    with accounts_at(address) if address else nullcontext():
        if address is None:
            call_command("flush", verbosity=0, interactive=False)
        cache.clear()
        caches["calls"].clear()
        settings = replace(SETTINGS, home=folder, database=address or f"sqlite:///{folder / 'ledger.sqlite'}")
        with (
            create_node(folder, settings.database, SystemClock()) as node,
            override_settings(FORESTALL=settings, PASSWORD_HASHERS=QUICK, API_CALLS_A_MINUTE=1_000_000),
        ):
            yield House(settings, node)
        leave()


def leave() -> None:
    """Close what this thread opened to answer calls; a server keeps it for good."""
    from django.db import connection

    from forestall.api.accounts import visits

    for served in visits._open.__dict__.pop("nodes", {}).values():
        served.close()
    connection.close()


@contextmanager
def accounts_at(address: str) -> Iterator[None]:
    """Django's accounts in another database for the length of a block; it is configured once a process."""
    from django.db import connections

    from forestall.web.accounts_database import django_database

    before = connections.settings["default"]
    _swap(connections, connections.configure_settings({"default": django_database(HOME, address)})["default"])
    try:
        yield
    finally:
        _swap(connections, before)


def with_accounts(address: str) -> str:
    """The name of a database that now holds the accounts' schema, to make others like it."""
    from django.core.management import call_command

    from forestall.web.accounts_database import make_schema

    make_schema(address)
    with accounts_at(address):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    return address.rpartition("/")[2]


def _swap(connections: Any, settings: dict[str, Any]) -> None:
    connections["default"].close()
    connections.settings["default"] = settings
    del connections["default"]
