"""The ledger's database for a team: PostgreSQL through psycopg, every commit forced to disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any, LiteralString, Self

import psycopg
from psycopg import errors

from forestall.errors import (
    AlreadyThere,
    ForestallError,
    IntegrityError,
    StorageBusy,
    StorageFull,
    StorageReadOnly,
    StorageUnavailable,
)
from forestall.memory.database import WAIT_SECONDS, Row
from forestall.memory.schema import APPEND_ONLY, COLUMNS, Dialect, creation_statements

_FETCH = 2_000
_NUMBERS = count()
_WRITERS = 0x666F7265  # any number, the same for all that append to one database
_TYPES = {"integer": "bigint", "text": "text", "bytes": "bytea"}
_DIALECT = Dialect(
    # Compared byte by byte, as SQLite does and whatever language the server was set up in.
    types={**_TYPES, "text": 'text COLLATE "C"'},
    keyed_storage="",
    guards=(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RAISE EXCEPTION ''the ledger is append-only''; END'",
        *(
            f"CREATE TRIGGER {table}_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            for table in APPEND_ONLY
        ),
    ),
)


class PostgresqlDatabase:
    """One connection to one database of a server."""

    def __init__(self, address: str, *, read_only: bool = False) -> None:
        self.address, self.read_only = address, read_only
        settings = {"lock_timeout": f"{WAIT_SECONDS}s", "synchronous_commit": "on"}
        if read_only:
            settings["default_transaction_read_only"] = "on"
        with _ERRORS:
            self._connection = psycopg.connect(
                address,
                autocommit=True,
                connect_timeout=WAIT_SECONDS,
                client_encoding="utf8",
                options=" ".join(f"-c {name}={value}" for name, value in settings.items()),
            )

    def create_tables(self) -> None:
        """Make an empty ledger's tables."""
        for statement in creation_statements(_DIALECT):
            self.run(statement)

    def has_tables(self) -> bool:
        """Whether there is a ledger here already."""
        return self.rows("SELECT to_regclass('meta') IS NOT NULL") == [(True,)]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """The one writer at a time: stored and on disk when the block ends, or not at all."""
        # The lock is all that orders appends; readers don't take it.
        begin = f"BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({_WRITERS})"
        with _ERRORS:
            is_stored = False
            try:
                self._connection.execute(_own(begin), prepare=False)
                yield
                self._connection.execute("COMMIT")
                is_stored = True
            finally:
                if not is_stored:
                    self._roll_back()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """A block whose reads all see the same state."""
        with _ERRORS:
            try:
                self._connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                yield
            finally:
                self._roll_back()

    def _roll_back(self) -> None:
        # Fails when the server is gone; what failed before says why.
        with suppress(psycopg.Error):
            self._connection.execute("ROLLBACK")

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        with _ERRORS:
            return self._execute(statement, parameters).fetchall()

    def stream(self, statement: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """The rows of a query, a few at a time."""
        with _ERRORS, self._connection.cursor(name=f"stream{next(_NUMBERS)}") as cursor:
            cursor.itersize = _FETCH
            cursor.execute(_own(statement), parameters, binary=True)
            yield from cursor

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """A statement without rows."""
        with _ERRORS:
            self._execute(statement, parameters)

    def insert(self, table: str, rows: Iterable[Row]) -> None:
        """Rows of all the table's columns in order."""
        listed = list(rows)
        with _ERRORS:
            if len(listed) == 1:
                self._execute(_INSERT[table], listed[0])
                return
            with self._connection.cursor() as cursor, cursor.copy(_own(_COPY[table])) as copy:
                copy.set_types([_TYPES[kind] for kind in COLUMNS[table].values()])
                for row in listed:
                    copy.write_row(row)

    def set_current(self, rows: Iterable[Row]) -> None:
        """Rows of `current`, each in place of what stood under its record id."""
        newest = {row[0]: row for row in rows}  # one statement may touch a row once
        if newest:
            columns = [list(column) for column in zip(*newest.values(), strict=True)]
            self.run(_SET_CURRENT, columns)

    def is_whole(self, *, with_indexes: bool) -> bool:
        """Always true: the server checks its pages as they are read, and fails the query."""
        return True

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _execute(self, statement: str, parameters: Sequence[Any] = ()) -> psycopg.Cursor[Row]:
        return self._connection.execute(_own(statement), parameters or None, binary=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _OwnErrors:
    """A block whose errors of the driver come out as errors of our own tree; made once, entered often."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, psycopg.Error):
            ours = _error(error)
            if ours is not None:  # any other is a fault of this program, not of the ground
                raise ours from error


_ERRORS = _OwnErrors()


def _own(statement: str) -> LiteralString:
    # No statement of ours holds a question mark or a percent sign of its own.
    return statement.replace("?", "%s")


def _insert(table: str) -> str:
    columns = COLUMNS[table]
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - own names


_INSERT = {table: _insert(table) for table in COLUMNS}
_COPY = {table: f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)" for table, columns in COLUMNS.items()}
_SET_CURRENT = (
    "INSERT INTO current (record_id, sequence) "
    "SELECT * FROM unnest(?::text[], ?::bigint[]) "
    "ON CONFLICT (record_id) DO UPDATE SET sequence = excluded.sequence"
)

_Told = tuple[type[ForestallError], str, str, str]
_FULL: _Told = (
    StorageFull,
    "room for the next append",
    "a full disk on the server",
    "Make room and try again; nothing of this append was kept, all before it is safe.",
)
_READ_ONLY: _Told = (
    StorageReadOnly,
    "a database that may be written",
    "a read-only one",
    "Write to the primary server, or let this user write; all that was acknowledged is safe.",
)
_BUSY: _Told = (
    StorageBusy,
    f"a turn to write within {WAIT_SECONDS} s",
    "another process at work on it",
    "Try again; if it lasts, look for a process that hangs.",
)
_DAMAGED: _Told = (
    IntegrityError,
    "intact files on the server",
    "damaged ones",
    "Keep the files, run `forestall ledger verify`, and restore from a backup.",
)
_GONE: _Told = (
    StorageUnavailable,
    "a server that answers",
    "none, or one that broke off",
    "Check that it runs and has room. Look for your entry before recording it again: "
    "if the answer alone was lost, it is there.",
)
_TAKEN: _Told = (
    AlreadyThere,
    "a place that is free",
    "one that is taken",
    "Read again what is there, and try again.",
)
_BY_CLASS: tuple[tuple[type[psycopg.Error] | tuple[type[psycopg.Error], ...], _Told], ...] = (
    (errors.UniqueViolation, _TAKEN),
    (errors.DiskFull, _FULL),
    ((errors.ReadOnlySqlTransaction, errors.InsufficientPrivilege), _READ_ONLY),
    ((errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure), _BUSY),
    ((errors.DataCorrupted, errors.IndexCorrupted, errors.InFailedSqlTransaction), _DAMAGED),
    ((psycopg.OperationalError, psycopg.InterfaceError), _GONE),
)


def _error(error: psycopg.Error) -> ForestallError | None:
    for classes, (kind, expected, found, remedy) in _BY_CLASS:
        if isinstance(error, classes):
            # The address is left out: it may hold a password.
            return kind(expected=expected, found=found, where="the PostgreSQL database", remedy=remedy)
    return None
