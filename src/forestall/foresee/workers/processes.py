"""Workers on this machine: processes of their own, or this one alone."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from forestall.foresee.workers.workers import Workers

# Not `fork`: the threads of Arrow, DuckDB and Dask hold locks that a forked child would wait for for ever.
_START = "forkserver"


@contextmanager
def local_workers(n: int | None = None, scratch: Path | None = None) -> Iterator[Workers]:
    """Workers on this machine, gone when the block ends.

    Args:
        n: how many processes; one for each core this process may use when not given. With 1, tasks run in
            this process.
        scratch: where big arrays pass between processes; the system's temporary folder when not given.
            They stay in memory as long as there is room, and are written to the disk behind it where not.
    """
    size = n or len(os.sched_getaffinity(0))
    workers = Workers(partial(_executor, size), size, scratch or Path(tempfile.gettempdir()))
    try:
        yield workers
    finally:
        workers.close()


def _executor(n: int) -> Executor:
    if n == 1:
        return ThreadPoolExecutor(1)
    context = multiprocessing.get_context(_START)
    return ProcessPoolExecutor(n, mp_context=context, initializer=_follow_parent)


def _follow_parent() -> None:
    """Let this worker end with the process that wants its results, which alone hears Ctrl-C.

    A worker whose parent is killed would wait for its next task for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_after, args=(parent.sentinel,), daemon=True).start()


def _leave_after(sentinel: int) -> None:
    multiprocessing.connection.wait([sentinel])
    os._exit(1)
