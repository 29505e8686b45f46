"""Where accounts, sessions and tokens are kept: beside the ledger, never in its tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from forestall.memory.address import POSTGRESQL

SCHEMA = "accounts"


def django_database(home: Path, address: str) -> dict[str, Any]:
    """Django's description of the accounts database of a node.

    Args:
        home: the node's folder; holds `accounts.sqlite` where the ledger is on SQLite.
        address: where the ledger lives; on PostgreSQL the accounts have a schema of their own there.
    """
    if address.startswith(POSTGRESQL):
        return {**_postgresql(address), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home / "accounts.sqlite",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def make_schema(address: str) -> None:
    """Make the schema of the accounts, where the ledger is on PostgreSQL and it isn't there yet."""
    if not address.startswith(POSTGRESQL):
        return
    import psycopg  # noqa: PLC0415 - its driver is an extra

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")


def _postgresql(address: str) -> dict[str, Any]:
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - its driver is an extra

    parts = dict(conninfo_to_dict(address))
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    known = {name: str(parts.pop(theirs, None) or "") for name, theirs in named.items()}
    options = f"{parts.pop('options', None) or ''} -c search_path={SCHEMA}".strip()
    return {"ENGINE": "django.db.backends.postgresql", **known, "OPTIONS": {**parts, "options": options}}
