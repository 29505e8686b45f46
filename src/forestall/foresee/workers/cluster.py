"""Workers on a Dask cluster, given by the address of its scheduler.

Every worker must run this version on this NumPy, else the same bytes could not be promised, and must reach
one folder together with this machine, which big arrays pass through. Dask asks nobody for a name: whoever
reaches a scheduler can run anything on its workers. Keep it in a closed network, or use a `tls://` address
with certificates in Dask's own configuration.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

import forestall
from forestall.errors import BadSetting
from forestall.foresee.workers.workers import Workers, workers_lost
from forestall.memory.files import disk_errors

SECONDS_TO_ANSWER = 30
"""How long a scheduler may take to answer."""


@contextmanager
def cluster_workers(address: str, scratch: Path) -> Iterator[Workers]:
    """The workers of a cluster, let go when the block ends; the cluster goes on.

    A task whose worker dies is given to another by the scheduler.

    Args:
        address: of the scheduler, such as `tcp://10.0.0.5:8786`.
        scratch: a folder that this machine and every worker reach under the same path.

    Raises:
        BadSetting: Dask isn't installed, or a worker runs another version or doesn't reach the folder.
        StorageUnavailable: no scheduler or no worker answers, or workers keep dying.
    """
    dask = _dask()
    try:
        client = dask.Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        raise workers_lost(f"no scheduler at {address}: {type(error).__name__}") from error
    with client:
        _check_workers(client, scratch)
        workers = Workers(partial(client.get_executor, pure=False), sum(client.ncores().values()), scratch)
        try:
            yield workers
        except (dask.KilledWorker, CancelledError) as error:
            raise workers_lost("a task whose workers died each time, or no scheduler any more") from error
        finally:
            workers.close()


def versions() -> tuple[str, str]:
    """What makes bytes equal: this version and that of NumPy."""
    return forestall.__version__, np.__version__


def _dask() -> ModuleType:
    try:
        import distributed  # noqa: PLC0415 - an optional dependency, in its own adapter
    except ImportError:
        raise BadSetting(
            expected="Dask, to reach a cluster",
            found="it isn't installed",
            where="--cluster",
            remedy="Install the extra: pip install 'forestall[cluster]'.",
        ) from None
    return distributed


def _check_workers(client: Any, scratch: Path) -> None:
    try:
        client.wait_for_workers(1, timeout=SECONDS_TO_ANSWER)
    except TimeoutError as error:
        raise workers_lost("a scheduler without workers") from error
    if set(client.run(versions).values()) != {versions()}:
        raise BadSetting(
            expected=f"forestall and NumPy {' and '.join(versions())} on every worker",
            found="other versions on some",
            where="--cluster",
            remedy="Install the same requirements.lock on all machines.",
        )
    token = scratch / f"forestall-{secrets.token_hex(8)}"
    with disk_errors(token):
        token.touch(mode=0o600)
    try:
        reached = client.run(token.exists)
    finally:
        token.unlink(missing_ok=True)
    if not all(reached.values()):
        raise BadSetting(
            expected="a scratch folder that every worker reaches",
            found=f"{list(reached.values()).count(False)} of {len(reached)} workers that don't",
            where=str(scratch),
            remedy="Name a folder on shared storage.",
        )
