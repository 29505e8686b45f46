"""Fixtures of the web door: one Django a process, a node and its people for each test."""

from __future__ import annotations

import base64
import hmac
import tempfile
import time
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


def house_in(folder: Path) -> House:
    """A fresh node in a folder."""
    settings = replace(SETTINGS, home=folder, database=f"sqlite:///{folder / 'ledger.sqlite'}")
    return House(settings, create_node(folder, settings.database, SystemClock()))
