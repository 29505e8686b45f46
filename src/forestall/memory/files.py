"""Files that are on disk when a call returns, are never reached through a link, and are gone when destroyed.

Shared by the sealed store and the lake; errors of the disk come out as StorageError and its kinds.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forestall.errors import (
    AlreadyThere,
    ForestallError,
    IntegrityError,
    NotFound,
    StorageFull,
    StorageReadOnly,
    StorageUnavailable,
)

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """A block whose errors of the disk come out as errors of our own tree, naming the path.

    Raises:
        AlreadyThere: a file stands where a new one should be.
        NotFound: no such file.
        IntegrityError: a symbolic link where a file or folder of this node should be.
        StorageError: full, not writable, or out of reach.
    """
    try:
        yield
    except OSError as error:
        raise _own_error(error, path) from error


def _own_error(error: OSError, path: Path) -> ForestallError:
    where = str(path)
    if isinstance(error, FileExistsError) or error.errno == errno.ENOTEMPTY:
        return AlreadyThere(
            expected="nothing there yet",
            found="a file or folder",
            where=where,
            remedy="Choose another place.",
        )
    if isinstance(error, FileNotFoundError):
        return NotFound(expected="a file", found="none", where=where, remedy="Check the path.")
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return IntegrityError(
            expected="a file or folder of this node itself",
            found="a link, or something else",
            where=where,
            remedy="Find out who put it there, and take it away.",
        )
    if error.errno in _FULL:
        return StorageFull(
            expected="room to write", found="a full disk", where=where, remedy="Make room and try again."
        )
    if error.errno in _READ_ONLY:
        return StorageReadOnly(
            expected="permission to do this here",
            found="none",
            where=where,
            remedy="Check the disk, the owner and the modes, and try again.",
        )
    return StorageUnavailable(
        expected="a disk that answers",
        found=errno.errorcode.get(error.errno or 0, "an error"),
        where=where,
        remedy="Check the disk and try again.",
    )


def make_folder(path: Path, mode: int = PRIVATE_FOLDER) -> None:
    """Make a folder, with those above it, whatever the umask; one that is there stays as it is.

    Raises:
        IntegrityError: a link stands there.
        StorageError: it can't be made.
    """
    with disk_errors(path):
        if path.is_symlink():
            raise OSError(errno.ELOOP, "link")
        if path.is_dir():
            return
        # Whoever set the machine up may have put the folders above on another disk by a link.
        if not path.parent.is_dir():
            make_folder(path.parent, mode)
        path.mkdir(mode=mode, exist_ok=True)
        path.chmod(mode)
        sync_folder(path.parent)


def write_new(path: Path, payload: bytes, mode: int = PRIVATE_FILE) -> None:
    """Write a file that isn't there yet; on disk, with its name, when the call returns.

    Raises:
        AlreadyThere: something has that name.
        StorageError: it can't be written; nothing is left of it.
    """
    with disk_errors(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
        try:
            with os.fdopen(descriptor, "wb") as file:
                os.fchmod(descriptor, mode)  # whatever the umask
                file.write(payload)
                file.flush()
                os.fsync(descriptor)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def replace(path: Path, payload: bytes, mode: int = PRIVATE_FILE) -> None:
    """Write a file in place of the one there, if any: a reader sees the old or the new, never a part.

    Raises:
        StorageError: it can't be written; the old one stands.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    write_new(fresh, payload, mode)
    with disk_errors(path):
        fresh.replace(path)
        sync_folder(path.parent)


def read_file(path: Path) -> bytes:
    """All bytes of a file that isn't a link.

    Raises:
        NotFound: no such file.
        IntegrityError: a link, or no ordinary file.
        StorageError: it can't be read.
    """
    with disk_errors(path):
        # Never waits for a writer: a pipe that stands there is refused below.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(errno.ENOTDIR, "not a file")
            return file.read()


def destroy(path: Path) -> bool:
    """True when a file was there: it is overwritten, on disk, and then removed.

    Overwriting reaches the old bytes on disks that write in place. Flash storage and copy-on-write
    file systems may keep them for a while, which is why no file of this kind holds anything that
    could be read without a second key.

    Raises:
        StorageError: it can't be overwritten or removed.
    """
    with disk_errors(path):
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        except FileNotFoundError:
            return False
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(os.fstat(descriptor).st_size))
            file.flush()
            os.fsync(descriptor)
        path.unlink()
        sync_folder(path.parent)
        return True


def sync_folder(path: Path) -> None:
    """Bring a folder's names to disk: those added, renamed and removed.

    Raises:
        StorageError: the disk doesn't take them.
    """
    with disk_errors(path):
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
