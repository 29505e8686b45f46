"""What a command is given to read: a file, or standard input for `-`."""

from __future__ import annotations

import sys
from pathlib import Path

from forestall.errors import UnreadableData

STANDARD_INPUT = Path("-")


def read_input(file: Path) -> bytes:
    """The bytes of a file, or of standard input for `-`.

    Raises:
        UnreadableData: the file can't be read.
    """
    try:
        return sys.stdin.buffer.read() if file == STANDARD_INPUT else file.read_bytes()
    except OSError as error:
        raise UnreadableData(
            expected="a file that can be read",
            found=error.strerror or "none",
            where=str(file),
            remedy="Correct the path.",
        ) from None
