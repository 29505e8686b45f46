"""The ledger's database in one file: SQLite with a write-ahead log, every commit forced to disk.

Through APSW, which brings a SQLite of its own and takes a third less time for a row than Python's `sqlite3`.
Nothing else in a process may open the same file: of two SQLites in one process neither sees the other's locks
(https://sqlite.org/howtocorrupt.html, section 2.2.1).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import apsw

from forestall.clock import seconds_elapsed
from forestall.errors import (
    AlreadyThere,
    ForestallError,
    IntegrityError,
    NotFound,
    StorageBusy,
    StorageFull,
    StorageReadOnly,
    StorageUnavailable,
)
from forestall.memory.database import WAIT_SECONDS, Row
from forestall.memory.schema import APPEND_ONLY, COLUMNS, Dialect, creation_statements

LOOK_SECONDS = 1.0  # between two looks whether the file is still the one that was opened
_CACHE_KIB = 64 * 1024
_OPEN = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI  # the address says which
_LOG_PAGES = 16384  # 64 MiB of log before it is carried over to the file: fewer pages carried twice
_REFUSE = "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
_DIALECT = Dialect(
    types={"integer": "INTEGER", "text": "TEXT", "bytes": "BLOB"},
    keyed_storage=" WITHOUT ROWID",
    guards=tuple(
        f"CREATE TRIGGER {table}_{change.lower()} BEFORE {change} ON {table} {_REFUSE}"
        for table in APPEND_ONLY
        for change in ("UPDATE", "DELETE")
    ),
)


class SqliteDatabase:
    """One connection to one file."""

    def __init__(self, path: str, *, read_only: bool = False, create: bool = False) -> None:
        self._path = Path(path)
        self.address, self.read_only = f"sqlite:///{path}", read_only
        self._errors = _OwnErrors(self._path)
        if not create and not self._path.is_file():
            raise NotFound(
                expected="a ledger",
                found="no file",
                where=path,
                remedy="Run `forestall init`, or correct FORESTALL_DATABASE.",
            )
        with self._errors:
            self._connection = apsw.Connection(self._uri(read_only=read_only, create=create), _OPEN)
            self._connection.set_busy_timeout(WAIT_SECONDS * 1000)
            self._cursor = self._connection.cursor()  # for all that is done at once: a new one takes as long as a row
            self._prepare(read_only=read_only)
        self._writing = _Writing(self._cursor, self._path, self._errors)

    def _uri(self, *, read_only: bool, create: bool) -> str:
        address = self._path.absolute().as_uri()
        if not read_only:
            return f"{address}?mode={'rwc' if create else 'rw'}"
        # A file alone, as on a write-protected stick, has no room for the log's index beside it;
        # safe to read as it is only when no log is left that belongs to it.
        log = self._path.with_name(self._path.name + "-wal")
        alone = not log.exists() or log.stat().st_size == 0
        return f"{address}?mode=ro{'&immutable=1' if alone else ''}"

    def _prepare(self, *, read_only: bool) -> None:
        if not read_only:
            self._cursor.execute("PRAGMA journal_mode = WAL")
            self._cursor.execute("PRAGMA synchronous = FULL")
            self._cursor.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        self._cursor.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._cursor.execute("PRAGMA temp_store = FILE")

    def create_tables(self) -> None:
        """Make an empty ledger's tables."""
        for statement in creation_statements(_DIALECT):
            self.run(statement)

    def has_tables(self) -> bool:
        """Whether there is a ledger here already."""
        return bool(self.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'"))

    def transaction(self) -> AbstractContextManager[None]:
        """The one writer at a time: stored and on disk when the block ends, or not at all."""
        return self._writing

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """A block whose reads all see the same state."""
        with self._errors:
            self._cursor.execute("BEGIN")
            try:
                yield
            finally:
                _roll_back(self._cursor)

    def _own(self, error: apsw.Error) -> Exception:
        return self._errors.own(error) or error

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        try:
            return self._cursor.execute(statement, parameters).fetchall()
        except apsw.Error as error:
            raise self._own(error) from error

    def stream(self, statement: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """The rows of a query, a few at a time."""
        with self._errors:
            yield from self._connection.execute(statement, parameters)

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """A statement without rows."""
        try:
            self._cursor.execute(statement, parameters)
        except apsw.Error as error:
            raise self._own(error) from error

    def insert(self, table: str, rows: Iterable[Row]) -> None:
        """Rows of all the table's columns in order."""
        try:
            self._cursor.executemany(_INSERT[table], rows)
        except apsw.Error as error:
            raise self._own(error) from error

    def set_current(self, rows: Iterable[Row]) -> None:
        """Rows of `current`, each in place of what stood under its record id."""
        try:
            self._cursor.executemany(_SET_CURRENT, rows)
        except apsw.Error as error:
            raise self._own(error) from error

    def is_whole(self, *, with_indexes: bool) -> bool:
        """Whether SQLite finds no fault in its own file."""
        return self.rows(f"PRAGMA {'integrity' if with_indexes else 'quick'}_check(1)") == [("ok",)]

    def close(self) -> None:
        """Let go of the file."""
        with self._errors:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Writing:
    """A transaction as a block; made once, entered often, since a generator for each costs as much as the turn."""

    def __init__(self, cursor: apsw.Cursor, path: Path, errors: _OwnErrors) -> None:
        self._cursor = cursor
        self._path = path
        self._errors = errors
        self._identity = self._present_identity()
        self._look_again = 0.0

    def __enter__(self) -> None:
        try:
            self._cursor.execute("BEGIN IMMEDIATE")
        except apsw.Error as error:
            raise (self._errors.own(error) or error) from error
        if seconds_elapsed() >= self._look_again:
            self._check_place()

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None:
            _roll_back(self._cursor)
            return
        try:
            self._cursor.execute("COMMIT")
        except apsw.Error as refused:
            _roll_back(self._cursor)
            raise (self._errors.own(refused) or refused) from refused

    def _check_place(self) -> None:
        # SQLite would go on writing to a file that was deleted or replaced under it.
        if self._present_identity() != self._identity:
            _roll_back(self._cursor)
            raise self._errors.error(apsw.SQLITE_CANTOPEN)
        self._look_again = seconds_elapsed() + LOOK_SECONDS

    def _present_identity(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino


def _roll_back(cursor: apsw.Cursor) -> None:
    # Fails when the ground is gone; what failed before says why.
    with suppress(apsw.Error):
        cursor.execute("ROLLBACK")


class _OwnErrors:
    """A block whose errors of SQLite come out as errors of our own tree; made once, entered often."""

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, apsw.Error):
            ours = self.own(error)
            if ours is not None:
                raise ours from error

    def own(self, error: apsw.Error) -> ForestallError | None:
        """Our error for one of SQLite's; None where it is a fault of this program and not of the ground."""
        code = getattr(error, "result", 0)
        if getattr(error, "extendedresult", 0) in _TAKEN:
            return AlreadyThere(
                expected="a place that is free",
                found="one that is taken",
                where=str(self._path),
                remedy="Read again what is there, and try again.",
            )
        return self.error(code) if code in _ERRORS else None

    def error(self, code: int) -> ForestallError:
        """Our error for a code of SQLite's."""
        if code == apsw.SQLITE_CANTOPEN and self._path.exists() and not os.access(self._path.parent, os.W_OK):
            code = apsw.SQLITE_READONLY  # no room beside it for the log it keeps
        kind, expected, found, remedy = _ERRORS[code]
        return kind(expected=expected, found=found, where=str(self._path), remedy=remedy)


def _insert(table: str) -> str:
    columns = COLUMNS[table]
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - own names


_INSERT = {table: _insert(table) for table in COLUMNS}
_SET_CURRENT = _INSERT["current"] + " ON CONFLICT (record_id) DO UPDATE SET sequence = excluded.sequence"

_TAKEN = {apsw.SQLITE_CONSTRAINT_PRIMARYKEY, apsw.SQLITE_CONSTRAINT_UNIQUE, apsw.SQLITE_CONSTRAINT_ROWID}
_ERRORS: dict[int, tuple[type[ForestallError], str, str, str]] = {
    apsw.SQLITE_FULL: (
        StorageFull,
        "room for the next append",
        "a full disk",
        "Make room and try again; nothing of this append was kept, all before it is safe.",
    ),
    apsw.SQLITE_READONLY: (
        StorageReadOnly,
        "a file that may be written",
        "a read-only file, folder or disk",
        "Make it writable and try again; nothing of this append was kept, all before it is safe.",
    ),
    apsw.SQLITE_BUSY: (
        StorageBusy,
        f"a turn to write within {WAIT_SECONDS} s",
        "another process at work on it",
        "Try again; if it lasts, look for a process that hangs.",
    ),
    apsw.SQLITE_IOERR: (
        StorageUnavailable,
        "a disk that reads and writes",
        "an error of the disk",
        "Check the disk before trying again; what was acknowledged is safe unless it was lost there.",
    ),
    apsw.SQLITE_CANTOPEN: (
        StorageUnavailable,
        "the file that was opened",
        "none, another, or one that can't be opened",
        "Check the path, its permissions and that its folder may be written.",
    ),
    apsw.SQLITE_CORRUPT: (
        IntegrityError,
        "an intact database file",
        "a damaged one",
        "Keep the file, run `forestall ledger verify`, and restore from a backup.",
    ),
}
_ERRORS[apsw.SQLITE_NOTADB] = _ERRORS[apsw.SQLITE_CORRUPT]
_ERRORS[apsw.SQLITE_LOCKED] = _ERRORS[apsw.SQLITE_BUSY]
_ERRORS[apsw.SQLITE_PERM] = _ERRORS[apsw.SQLITE_READONLY]
