"""Hidden folders for work in progress, gone when it ends, and swept later where it died."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from forestall.errors import StorageBusy
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
    with suppress(StorageBusy), nothing_at_work(parent):
        for folder in parent.iterdir():
            remove(folder)


@contextmanager
def nothing_at_work(parent: Path) -> Iterator[None]:
    """A block during which no work begins there.

    Raises:
        StorageBusy: work goes on already.
        StorageError: the folder can't be opened.
    """
    make_folder(parent)
    with disk_errors(parent), ExitStack() as stack:
        try:
            stack.enter_context(_lock(parent, fcntl.LOCK_EX | fcntl.LOCK_NB))
        except BlockingIOError:
            raise StorageBusy(
                expected="no load at work",
                found="one or more",
                where=str(parent),
                remedy="Try again when it is done.",
            ) from None
        yield


def remove(path: Path) -> None:
    """Remove a folder with all that is in it, or a file or link; what a link leads to stays.

    Raises:
        StorageError: something can't be removed.
    """
    with disk_errors(path):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


@contextmanager
def _lock(folder: Path, kind: int) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, kind)
        yield
    finally:
        os.close(descriptor)
