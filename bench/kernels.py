"""History kernels over the world's land cells, on this machine: time, memory, and the bound that memory sets.

The bound is what two threads take to copy the values into as many new arrays as there are columns of
history: the same bytes read and written, and no arithmetic. Results need memory that was not in use
before, so the bound does too; the copy into memory in use is printed beside it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
import psutil

from bench.report import Row
from forestall.foresee.panel.cells import IntArray, neighbour_table
from forestall.foresee.panel.history import HistoryPlan, history_parts
from forestall.foresee.panel.kernels import Values
from forestall.foresee.panel.tiles import history_by_tiles
from forestall.foresee.workers.processes import local_workers
from forestall.foresee.workers.workers import Workers

CELLS, MONTHS, EVENTS = 64_818, 420, 350_000
SHARE_EVER = 0.2  # of cells in which anything ever happens: most land is quiet
CORES = 2
PLAN = HistoryPlan(windows=(1, 3, 6, 12, 24), events=(1,), half_lives=(12,), neighbours=True)
MOST_SECONDS, MOST_GB, MOST_TIMES = 30, 2.5, 3
REPEATS = 5
_COPIED_AT_ONCE = 2**16

Result = TypeVar("Result")


def measure(*, quick: bool) -> Iterable[Row]:
    """Time and memory of history beside their limits, and beside the bound measured here."""
    size = (2_000, 120) if quick else (CELLS, MONTHS)
    values, near = made_up_world(*size)
    with TemporaryDirectory(prefix="forestall-bench-") as name:
        folder = Path(name)
        yield from _from_nothing(values, near, folder)
        new, used = copy_bound(values, len(PLAN))
        with local_workers(CORES, folder) as workers:
            best = _best_of_some(workers, values, near)
            dense = _best_of_some(workers, *made_up_world(*size, share=1.0))
    yield Row(
        f"the same with processes ready, best of {REPEATS}",
        f"{best:.2f} s, {best / new:.1f} times the bound",
        f"at most {MOST_TIMES} times {new:.2f} s, the same bytes copied to new memory",
        best <= MOST_TIMES * new,
    )
    yield Row("as if something had happened in every cell", f"{dense:.2f} s, {dense / new:.1f} times the bound", "")
    yield Row("the same bytes copied to memory in use before", f"{used:.2f} s", "")


def _best_of_some(workers: Workers, values: Values, near: IntArray) -> float:
    return min(timed(lambda: history_by_tiles(values[None], PLAN, workers, near))[0] for _ in range(REPEATS))


def _from_nothing(values: Values, near: IntArray, folder: Path) -> Iterator[Row]:
    with peak_memory(folder) as peak:
        took, made = timed(lambda: _history(values, near, folder))
    same = _same_as_one_go(values, near, made)
    yield Row(
        f"{values.size / 1e6:.1f} M cell-months x {len(PLAN)} columns, {CORES} processes, their start included",
        f"{took:.2f} s",
        f"at most {MOST_SECONDS} s",
        took <= MOST_SECONDS,
    )
    yield Row("memory, files in memory included", f"{peak.gb:.2f} GB", f"at most {MOST_GB} GB", peak.gb <= MOST_GB)
    yield Row("bytes", "as in one go" if same else "others", "those of one process in one go", same)


def made_up_world(n_cells: int, n_months: int, share: float = SHARE_EVER) -> tuple[Values, IntArray]:
    """Deaths by cell and month, as many events as on record, in that share of cells; and who lies next to whom."""
    chance = np.random.default_rng(17)
    n_events = EVENTS * n_cells * n_months // (CELLS * MONTHS)
    values = np.zeros((n_cells, n_months), np.float32)
    ever = np.flatnonzero(chance.random(n_cells) < share)
    where = (chance.choice(ever, n_events), chance.integers(n_months, size=n_events))
    np.add.at(values, where, chance.geometric(0.1, n_events).astype(np.float32))
    first = 100 * 720
    return values, neighbour_table(np.arange(first, first + n_cells))


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds that the work took, and what it gave."""
    begin = time.perf_counter()
    result = work()
    return time.perf_counter() - begin, result


def copy_bound(values: Values, n_columns: int) -> tuple[float, float]:
    """Seconds that two threads take to copy the values so many times: to new memory, and to the same again."""
    new, used = [], []
    rows = np.linspace(0, len(values), CORES + 1).astype(int)
    with ThreadPoolExecutor(CORES) as threads:
        for _ in range(REPEATS):
            begin = time.perf_counter()
            copies = [np.empty_like(values) for _ in range(n_columns)]

            def copy(number: int, copies: list[Values] = copies) -> None:
                step = max(1, _COPIED_AT_ONCE // values.shape[1])
                for start in range(rows[number], rows[number + 1], step):
                    stop = min(start + step, rows[number + 1])
                    for one in copies:
                        one[start:stop] = values[start:stop]

            list(threads.map(copy, range(CORES)))
            new.append(time.perf_counter() - begin)
            used.append(timed(lambda copy=copy: list(threads.map(copy, range(CORES))))[0])
            del copies, copy
    return min(new), min(used)


@dataclass
class Peak:
    """The most memory seen so far."""

    gb: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)


@contextmanager
def peak_memory(scratch: Path) -> Iterator[Peak]:
    """The most that this process and its children held to themselves, with the files they share, in the block."""
    peak = Peak()
    watcher = threading.Thread(target=_watch, args=(peak, scratch))
    watcher.start()
    try:
        yield peak
    finally:
        peak.stop.set()
        watcher.join()


def _watch(peak: Peak, scratch: Path) -> None:
    own = psutil.Process()
    while not peak.stop.wait(0.02):
        n_bytes = 0
        for process in [own, *own.children(recursive=True)]:
            try:
                n_bytes += process.memory_full_info().uss
            except psutil.Error:  # it ended in between
                continue
        for file in scratch.rglob("*"):
            try:
                n_bytes += file.stat().st_blocks * 512
            except OSError:
                continue
        peak.gb = max(peak.gb, n_bytes / 1e9)


def _history(values: Values, near: IntArray, folder: Path) -> dict[str, Values]:
    with local_workers(CORES, folder) as workers:
        return history_by_tiles(values[None], PLAN, workers, near)[0]


def _same_as_one_go(values: Values, near: IntArray, made: dict[str, Values]) -> bool:
    return all(
        expected.tobytes() == column[first : first + len(expected)].tobytes()
        for first, part in history_parts(values, PLAN, near, 0, len(values))
        for expected, column in zip(part, made.values(), strict=True)
    )
