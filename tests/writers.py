"""Processes that append until somebody ends them, saying what was acknowledged."""

import multiprocessing
import os
import random
import sys
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from forestall.clock import SystemClock
from forestall.errors import ForestallError
from forestall.memory import postgresql as _driver  # noqa: F401 - read before the forks, not by each
from forestall.memory.ledger import open_ledger
from ledgers import KEY, draft

ID_LENGTH = 64
_READY = b"!"
_BATCHES = (1, 1, 1, 2, 7, 40)  # 40 ids still fit one atomic write to a pipe

forkserver = multiprocessing.get_context("forkserver")
# The server that forks them reads this module once; it finds it by the path it is started with.
os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
forkserver.set_forkserver_preload(["writers"])
draft().record()  # reads the vocabulary now, so that no fork spends its short life on it


def append_for_ever(address: str, pipe: Connection, seed: int) -> None:
    """Append batches of random size; write each id to the pipe once it was acknowledged."""
    chance = random.Random(seed)
    with open_ledger(address, KEY, SystemClock()) as ledger:
        os.write(pipe.fileno(), _READY)
        while True:
            try:
                entries = ledger.append([draft() for _ in range(chance.choice(_BATCHES))])
            except ForestallError as error:
                os.write(pipe.fileno(), error.name.ljust(ID_LENGTH).encode())
                sys.exit(error.exit_code)
            os.write(pipe.fileno(), "".join(entry.id for entry in entries).encode())


def append_some(address: str, n_appends: int) -> None:
    """Append one entry at a time."""
    with open_ledger(address, KEY, SystemClock()) as ledger:
        for _ in range(n_appends):
            ledger.append([draft()])


class Writer:
    """A process that appends, and what it acknowledged."""

    def __init__(self, address: str, seed: int) -> None:
        self._reading, writing = forkserver.Pipe(duplex=False)
        self.process: ForkServerProcess = forkserver.Process(target=append_for_ever, args=(address, writing, seed))
        self.process.start()
        writing.close()

    def wait_until_ready(self) -> None:
        """Return when it is about to append."""
        assert os.read(self._reading.fileno(), 1) == _READY

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self.process.kill()
        self.process.join()

    def told(self) -> list[str]:
        """All it wrote, ended or to its end: ids of entries, and the name of an error."""
        content = b""
        while some := os.read(self._reading.fileno(), 1 << 16):
            content += some
        self._reading.close()
        text = content.removeprefix(_READY).decode()
        return [text[start : start + ID_LENGTH].strip() for start in range(0, len(text), ID_LENGTH)]
