"""A new file that hashes what goes into it, and is on disk when it is finished."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import Any

_READ_ONLY = 0o444
_CLOSED = -1


class HashedFile(io.RawIOBase):
    """Takes bytes in order until it is finished or abandoned; closing alone does nothing.

    Args:
        path: where; nothing may stand there.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        self._hash = hashlib.sha256()
        self.n_bytes = 0

    def writable(self) -> bool:
        """Always true."""
        return True

    def tell(self) -> int:
        """How many bytes went in."""
        return self.n_bytes

    def write(self, payload: Any) -> int:
        """Take all of the bytes in; their number comes back."""
        rest = memoryview(payload).cast("B")
        self._hash.update(rest)
        n_bytes = len(rest)
        while rest:
            written = os.write(self._descriptor, rest)
            self.n_bytes += written
            rest = rest[written:]
        return n_bytes

    def finish(self) -> str:
        """The digest of all that went in, 64 hex digits; the file is on disk and read-only from here on."""
        try:
            os.fchmod(self._descriptor, _READ_ONLY)
            os.fsync(self._descriptor)
        finally:
            self.abandon()
        return self._hash.hexdigest()

    def abandon(self) -> None:
        """Let go of the file as it is; once is enough."""
        if self._descriptor != _CLOSED:
            os.close(self._descriptor)
            self._descriptor = _CLOSED
