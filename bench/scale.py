"""From one process to a cluster: two Dask workers against one process, a worker killed on the way, streaming."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import distributed
import numpy as np
import pyarrow as pa

from bench.kernels import CELLS, CORES, MONTHS, PLAN, made_up_world, peak_memory, timed
from bench.report import Row
from forestall.foresee.panel.building import EVENT_MEASURES, Source, build_panel
from forestall.foresee.panel.frame import country_frame
from forestall.foresee.panel.kernels import Values
from forestall.foresee.panel.locating import ByCountry
from forestall.foresee.panel.periods import months
from forestall.foresee.panel.tiles import history_by_tiles
from forestall.foresee.workers.cluster import cluster_workers
from forestall.foresee.workers.processes import local_workers
from forestall.foresee.workers.workers import Workers

REPEATS = 3
_BATCH = 122_880

Made = tuple[dict[str, Values], ...]


def measure(*, quick: bool) -> Iterable[Row]:
    """One process, two processes and two Dask workers on the same work; the same with one killed; events."""
    yield from _workers(quick=quick)
    yield from _streaming(n_events=500_000 if quick else 20_000_000)


def _workers(*, quick: bool) -> Iterator[Row]:
    one, near = made_up_world(*((20_000, 120) if quick else (CELLS, MONTHS)), share=1.0)
    values = np.stack([one, one[::-1]])
    what = f"2 x {one.size / 1e6:.1f} M cell-months x {len(PLAN)} columns"

    def history(workers: Workers) -> Made:
        return history_by_tiles(values, PLAN, workers, near)

    with TemporaryDirectory(prefix="forestall-bench-") as name:
        folder = Path(name)
        with local_workers(1, folder) as workers:
            alone, expected = _best(lambda: history(workers))
        with local_workers(CORES, folder) as workers:
            pool, made = _best(lambda: history(workers))
        yield Row(f"{what}: one process", f"{alone:.2f} s", "")
        yield Row("process pool of 2", f"{pool:.2f} s", f"one process: {alone:.2f} s", pool < alone)
        yield _bytes(expected, made)
        with small_cluster() as cluster, cluster_workers(cluster.scheduler_address, folder) as workers:
            dask, made = _best(lambda: history(workers))
            yield Row("two Dask workers", f"{dask:.2f} s", f"one process: {alone:.2f} s", dask < alone)
            yield _bytes(expected, made)
            deaths = _kill_later(cluster, dask / 3)
            took, made = timed(lambda: history(workers))
            died = deaths.is_set()
            same = died and _is_same(expected, made)
            yield Row(
                f"one of them killed after {dask / 3:.2f} s of the run",
                f"{took:.2f} s, {'the same bytes' if same else 'NOT the same bytes, or not killed in time'}",
                "the same bytes",
                same,
            )


def small_cluster() -> distributed.LocalCluster:
    """Two workers on the loopback, one thread each."""
    return distributed.LocalCluster(
        n_workers=CORES,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
    )


def _best(work: Callable[[], Made]) -> tuple[float, Made]:
    took, result = timed(work)
    for _ in range(REPEATS - 1):
        del result
        again, result = timed(work)
        took = min(took, again)
    return took, result


def _is_same(left: Made, right: Made) -> bool:
    """Whether all bytes are equal; NaNs as they are written."""
    pairs = zip(left, right, strict=True)
    return all(
        np.array_equal(column.view(np.uint32), theirs[name].view(np.uint32))
        for ours, theirs in pairs
        for name, column in ours.items()
    )


def _bytes(expected: Made, made: Made) -> Row:
    same = _is_same(expected, made)
    return Row("its bytes", "the same" if same else "others", "those of one process", same)


def _kill_later(cluster: distributed.LocalCluster, seconds: float) -> threading.Event:
    """Kill one worker after so long; set once it is done."""
    done = threading.Event()
    with distributed.Client(cluster, set_as_default=False) as client:
        victim = min(client.run(os.getpid).values())

    def kill() -> None:
        os.kill(victim, signal.SIGKILL)
        done.set()

    threading.Timer(seconds, kill).start()
    return done


def _streaming(n_events: int) -> Iterator[Row]:
    frame = country_frame(months("1989-01", "2025-12"))
    known = datetime(2026, 6, 1, tzinfo=UTC)
    source = Source("made_up_events", known, date(1989, 1, 1), date(2025, 12, 31), silence="absent")
    with TemporaryDirectory(prefix="forestall-bench-") as name, peak_memory(Path(name)) as peak:
        took, panel = timed(
            lambda: build_panel(_events(n_events), frame, ByCountry(frame), EVENT_MEASURES, source, known)
        )
    whole = float(np.nansum(panel.column("n_events"))) + sum(panel.left_out["made_up_events"].values())
    yield Row(
        f"{n_events / 1e6:g} M events in batches of {_BATCH:,} into country-months, {len(EVENT_MEASURES)} columns",
        f"{took:.1f} s, {n_events / took / 1e6:.1f} M/s, {peak.gb:.2f} GB, making them included",
        "every event in the panel or counted",
        whole == n_events,
    )


def _events(n: int) -> Iterator[pa.RecordBatch]:
    chance = np.random.default_rng(19)
    keys = pa.array(["SDN", "SSD", "ETH", "COD", "SYR", "MMR", "MLI", "CAF", "AFG", "UKR", None])
    kinds = pa.array(["state_based_violence", "non_state_violence", "one_sided_violence"])
    for start in range(0, n, _BATCH):
        size = min(_BATCH, n - start)
        month = chance.integers(19 * 12, 56 * 12, size).astype("datetime64[M]").astype("datetime64[D]")
        deaths = chance.geometric(0.1, size)
        yield pa.RecordBatch.from_pydict(
            {
                "country": keys.take(pa.array(chance.integers(len(keys), size=size))),
                "month": pa.array(month),
                "event_type": kinds.take(pa.array(chance.integers(len(kinds), size=size))),
                "deaths_best": pa.array(deaths),
                "deaths_civilians": pa.array(deaths // 2),
            }
        )
