"""The few things the ledger asks of a database, whichever it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, Self

Row = tuple[Any, ...]
WAIT_SECONDS = 10  # for another process to finish its append


class Database(Protocol):
    """A connection that speaks SQL with `?` for parameters; used by one thread at a time.

    Every method raises errors of our own tree: StorageFull, StorageReadOnly, StorageUnavailable,
    StorageBusy, and IntegrityError where the database itself finds its files damaged.
    """

    address: str
    """What `open_database` opens the same database by, in another process too; it may hold a password."""
    read_only: bool

    def create_tables(self) -> None:
        """Make an empty ledger's tables, inside a transaction of the caller's."""
        ...

    def has_tables(self) -> bool:
        """Whether there is a ledger here already."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """The one writer at a time: all of the block is stored, safely on disk, or none of it."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """A block whose reads all see the same state, whatever is appended meanwhile."""
        ...

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        ...

    def stream(self, statement: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """The rows of a query, a few at a time; only inside a snapshot or a transaction."""
        ...

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """A statement without rows, inside a transaction."""
        ...

    def insert(self, table: str, rows: Iterable[Row]) -> None:
        """Rows of all the table's columns in order, added inside a transaction."""
        ...

    def set_current(self, rows: Iterable[Row]) -> None:
        """Rows of `current`, each in place of what stood under its record id, inside a transaction."""
        ...

    def is_whole(self, *, with_indexes: bool) -> bool:
        """Whether the database finds no fault in its own files, as far as it can tell.

        Args:
            with_indexes: look up every row of every index too, which takes many times longer.
        """
        ...

    def close(self) -> None:
        """Let go of the connection; what was acknowledged stays."""
        ...

    def __enter__(self) -> Self:
        """The database itself, closed at the end of a block."""
        ...

    def __exit__(self, *_: object) -> None:
        """Close it."""
        ...
