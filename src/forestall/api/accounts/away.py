"""The database of the accounts when it doesn't answer: an error of our own tree, as of the ledger's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError

from forestall.errors import StorageUnavailable


@contextmanager
def own_errors() -> Iterator[None]:
    """A block in which accounts that can't be reached are told as everything else that can't.

    Raises:
        StorageUnavailable: their database isn't there, or another process holds it.
    """
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise StorageUnavailable(
            expected="the database of the accounts",
            found="none that answers",
            where="the accounts",
            remedy="Start it and try again; nothing was changed.",
        ) from error
