"""Hidden folders for work in progress, gone when it ends, and swept later where it died."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forestall.memory.files import disk_errors, make_folder


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """An empty folder inside `parent`, made where missing; gone when the block ends, however it ends.

    Raises:
        StorageError: the disk doesn't take it.
    """
    make_folder(parent)
    sweep(parent)
    # Whoever works holds a shared lock, so that nobody else sweeps; it dies with its process.
    with disk_errors(parent), _lock(parent, fcntl.LOCK_SH):
        folder = parent / secrets.token_hex(16)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def sweep(parent: Path) -> None:
    """Remove what work that died has left there, unless other work goes on.

    Raises:
        StorageError: something can't be removed.
    """
    with disk_errors(parent):
        try:
            with _lock(parent, fcntl.LOCK_EX | fcntl.LOCK_NB):
                for folder in parent.iterdir():
                    shutil.rmtree(folder)
        except BlockingIOError:
            return


@contextmanager
def _lock(folder: Path, kind: int) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, kind)
        yield
    finally:
        os.close(descriptor)
