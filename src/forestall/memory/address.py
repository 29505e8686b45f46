"""Which database an address names."""

from __future__ import annotations

from forestall.errors import BadSetting
from forestall.memory.database import Database
from forestall.memory.sqlite import SqliteDatabase

SQLITE = "sqlite:///"
POSTGRESQL = "postgresql://"


def open_database(address: str, *, read_only: bool = False, create: bool = False) -> Database:
    """The database at an address.

    Args:
        address: `sqlite:///path` or `postgresql://...`.
        read_only: never write, not even to mend what a killed writer left behind.
        create: make the file when there is none; a PostgreSQL database must exist.

    Raises:
        BadSetting: another kind of address, or PostgreSQL without its driver installed.
        NotFound: no file there.
        StorageError: it can't be reached or opened.
    """
    if address.startswith(SQLITE):
        return SqliteDatabase(address.removeprefix(SQLITE), read_only=read_only, create=create)
    if address.startswith(POSTGRESQL):
        try:
            # Its driver is an extra, and half the start-up time of a command on SQLite.
            from forestall.memory.postgresql import PostgresqlDatabase  # noqa: PLC0415
        except ImportError:
            raise BadSetting(
                expected="the PostgreSQL driver",
                found="none installed",
                where="FORESTALL_DATABASE",
                remedy="Install forestall[postgresql], or use an address that starts with sqlite:///.",
            ) from None
        return PostgresqlDatabase(address, read_only=read_only)
    raise BadSetting(
        expected="an address that starts with postgresql:// or sqlite:///",
        found="another scheme",
        where="FORESTALL_DATABASE",
        remedy="Correct it, or leave it out to use SQLite inside FORESTALL_HOME.",
    )
