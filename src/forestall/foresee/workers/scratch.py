"""Folders that big arrays pass through between workers: gone with the run that made them, even one that was killed."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from forestall.memory.files import disk_errors

_PREFIX, _ALIVE = "forestall-", ".alive"


@contextmanager
def scratch_folder_in(parent: Path) -> Iterator[Path]:
    """A private folder with nothing in it but a lock that its run holds; gone when the block ends.

    What runs have left that were killed is taken away first.

    Args:
        parent: where it is made.

    Raises:
        StorageError: the disk doesn't take it.
    """
    _sweep(parent)
    with disk_errors(parent):
        folder = tempfile.TemporaryDirectory(prefix=_PREFIX, dir=parent, ignore_cleanup_errors=True)
    with folder as name, _held(Path(name)):
        yield Path(name)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """A lock that only a living process holds: its file has its name once it is locked, never before."""
    fresh = folder / f"{_ALIVE}.new"
    with disk_errors(fresh):
        file = fresh.open("w")
    with file:
        with suppress(OSError):  # where a disk has no locks, nobody sweeps either
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with disk_errors(fresh):
            fresh.rename(folder / _ALIVE)
        yield


def _sweep(parent: Path) -> None:
    for alive in parent.glob(f"{_PREFIX}*/{_ALIVE}"):
        with suppress(OSError), alive.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused as long as its run lives
            shutil.rmtree(alive.parent, ignore_errors=True)
