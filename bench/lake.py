"""The lake: a million rows in, checked, and out again, beside bare Parquet of the same rows."""

from __future__ import annotations

import os
import resource
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.report import Row
from forestall.clock import SystemClock, seconds_elapsed
from forestall.memory.keys import make_key
from forestall.memory.lake.lake import Lake
from forestall.memory.lake.load import Load
from forestall.memory.lake.loading import Delivery
from forestall.memory.ledger import create_ledger
from forestall.memory.read import PUBLIC
from forestall.records.entry import Author
from forestall.records.manifest import Coverage
from forestall.records.values.marking import Marking

N_ROWS = 1_000_000
N_MONTHS = 300
N_CELLS = 64_818
BATCH = 50_000
TIMES_BARE = 2.0
READ_SECONDS = 2.0
OUT = Path("out")
"""On the disk that holds this checkout: the usual place for such files may be in memory."""


def measure(*, quick: bool) -> Iterator[Row]:
    """A load whole and parted, its verification, and reading it by Arrow and by SQL."""
    n_rows = N_ROWS // 20 if quick else N_ROWS
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as home:
        folder = Path(home).absolute()
        batches = _events(n_rows).to_batches(max_chunksize=BATCH)
        bare = _seconds(lambda: _write_bare(folder / "bare.parquet", batches))
        ledger = create_ledger(f"sqlite:///{folder / 'ledger.sqlite'}", make_key(folder / "node.key"), SystemClock())
        with ledger:
            yield from _measure_lake(Lake(folder / "lake", ledger), batches, bare)


def _measure_lake(lake: Lake, batches: list[pa.RecordBatch], bare: float) -> Iterator[Row]:
    n_rows = sum(batch.num_rows for batch in batches)
    whole = _seconds(lambda: _load(lake, "whole", batches))
    held_to = f"{TIMES_BARE:g} x bare Parquet with fsync ({n_rows / bare:,.0f} rows/s)"
    yield Row(f"load of {n_rows:,} rows", f"{n_rows / whole:,.0f} rows/s", held_to, whole <= TIMES_BARE * bare)
    parted = _seconds(lambda: _load(lake, "parted", batches, part_by="month"))
    yield Row(f"the same, parted by {N_MONTHS} months", f"{n_rows / parted:,.0f} rows/s", "")
    loads = list(lake.loads(PUBLIC))
    n_bytes = sum(load.n_bytes for load in loads)
    checked = _seconds(lambda: list(lake.verify()))
    yield Row(f"verify {len(loads)} loads", f"{n_bytes / checked / 1e6:,.0f} MB/s", "")
    streamed = _seconds(lambda: sum(batch.num_rows for batch in loads[0].batches()))
    yield Row("read all rows in batches", f"{n_rows / streamed:,.0f} rows/s", "")
    one = _seconds(lambda: loads[1].table(where={"month": [77]}))
    yield Row("read one month of the parted load", f"{one * 1000:.1f} ms", "")
    summed = _seconds(lambda: _sum(lake))
    yield Row("cell-month sums in SQL", f"{summed:.2f} s", f"{READ_SECONDS:g} s", summed <= READ_SECONDS)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    yield Row("most memory of this process so far", f"{peak:,.0f} MB", "")


def _events(n_rows: int) -> pa.Table:
    chance = np.random.default_rng(1)
    return pa.table(
        {
            "cell": chance.integers(0, N_CELLS, n_rows),
            "month": chance.integers(0, N_MONTHS, n_rows),
            "deaths": chance.poisson(1, n_rows),
            "actor": pa.array(np.array([f"actor {n}" for n in range(900)])[chance.integers(0, 900, n_rows)]),
            "note": pa.array([f"as told on day {n % 9_999}" for n in range(n_rows)]),
        }
    )


def _write_bare(path: Path, batches: list[pa.RecordBatch]) -> None:
    with path.open("wb") as file:
        with pq.ParquetWriter(file, batches[0].schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)
        file.flush()
        os.fsync(file.fileno())


def _load(lake: Lake, dataset: str, batches: list[pa.RecordBatch], part_by: str | None = None) -> Load:
    reader = pa.RecordBatchReader.from_batches(batches[0].schema, iter(batches))
    delivery = Delivery(dataset=dataset, source="made up", digest="0" * 64, coverage=Coverage())
    author = Author(user="user-bench", organisation="organisation-bench")
    return lake.load(delivery, reader, author=author, marking=Marking.parse({"tlp": "clear"}), part_by=part_by)


def _sum(lake: Lake) -> int:
    with lake.connect(PUBLIC) as opened:
        return opened.query("SELECT cell, month, sum(deaths) FROM whole GROUP BY ALL", N_ROWS).num_rows


def _seconds(work: Callable[[], object]) -> float:
    began = seconds_elapsed()
    work()
    return seconds_elapsed() - began
