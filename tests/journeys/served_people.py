"""Run in a process of its own against the node that the environment names: people, signed in already.

Reads from standard input a list of people (`name`, `roles`, and where they differ `organisation` and `clearance`)
and prints, by name, the key of a session and the pseudonym. How people truly come in has a journey of its own.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from doors import SEED
from forestall.cli.web import administrator


def main() -> None:
    _, by = administrator()
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from forestall.api.accounts.people import add_person, grant_role

    made: dict[str, Any] = {}
    for asked in json.load(sys.stdin):
        organisation = asked.get("organisation") or by.node_organisation
        account = add_person(by, asked["name"], organisation, asked.get("clearance") or "low")
        for role in asked["roles"]:
            grant_role(by, account, role, 30)
        seed = get_adapter().encrypt(SEED)
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": seed})
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        made[account.username] = {
            "session": session.session_key,
            "user": account.pseudonym,
            "organisation": account.organisation,
        }
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main()
