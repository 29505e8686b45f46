"""Reads a document in a process of its own, with little memory and little time."""

import os
import resource
import sys
from pathlib import Path

from forestall.errors import ForestallError
from forestall.share.exchange.cap.codec import read_cap
from writers import forkserver

REFUSED, READ, LEAKED = 0, 3, 4
_MEMORY = 2 << 30
_SECONDS = 20
_PATIENCE = 60

os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])


def read_apart(payload: bytes) -> None:
    """Leave saying whether the document was refused as ours refuse, or read; any other end is not clean."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    try:
        read_cap(payload)
    except ForestallError as error:
        secret = Path("/etc/hostname").read_text().strip()
        sys.exit(LEAKED if secret and secret in str(error) else REFUSED)
    sys.exit(READ)


def outcome(payload: bytes) -> int | None:
    """How such a process ended; None when it never did."""
    process = forkserver.Process(target=read_apart, args=(payload,))
    process.start()
    process.join(_PATIENCE)
    return process.exitcode
