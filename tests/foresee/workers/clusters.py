"""A Dask cluster on the loopback, as small as it gets."""

from __future__ import annotations

import distributed


def small_cluster(n_workers: int) -> distributed.LocalCluster:
    """Worker processes that are started anew when they die, on ports that are free."""
    return distributed.LocalCluster(
        n_workers=n_workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
    )
