"""The workers that somebody asked for at a door: this machine's, or those of a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forestall.errors import BadSetting
from forestall.foresee.workers.cluster import cluster_workers
from forestall.foresee.workers.processes import local_workers
from forestall.foresee.workers.workers import Workers


@contextmanager
def open_workers(n: int | None = None, *, cluster: str | None = None, scratch: Path | None = None) -> Iterator[Workers]:
    """Workers, gone when the block ends.

    Args:
        n: processes of this machine; one for each core when not given.
        cluster: address of a Dask scheduler, such as `tcp://10.0.0.5:8786`, to use its workers instead.
        scratch: a folder that all workers reach; needed for a cluster.

    Raises:
        BadSetting: a cluster without a scratch folder, or one that can't be used.
        StorageUnavailable: the cluster doesn't answer.
    """
    if cluster is None:
        with local_workers(n, scratch) as workers:
            yield workers
        return
    if scratch is None:
        raise BadSetting(
            expected="a scratch folder that every worker of the cluster reaches",
            found="none",
            where="--cluster",
            remedy="Name a folder on shared storage in FORESTALL_SCRATCH.",
        )
    with cluster_workers(cluster, scratch) as workers:
        yield workers
