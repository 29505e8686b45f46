"""Event files to Parquet: CSV of invented GED-like rows through the whole of `load`, beside DuckDB's bare conversion.

Ours does what the bare one doesn't: types by card, words to vocabulary, states as of the day, findings with
their row, digests, fsync and an entry in the ledger. Each is timed in a process of its own, as is its memory.
"""

from __future__ import annotations

import multiprocessing
import resource
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from bench.report import Row
from forestall.clock import SystemClock, seconds_elapsed
from forestall.memory.keys import make_key
from forestall.memory.lake.lake import Lake
from forestall.memory.ledger import create_ledger
from forestall.memory.read import PUBLIC
from forestall.observe.card import Expectations
from forestall.observe.catalogue import catalogue
from forestall.observe.deliver import Hands, deliver
from forestall.observe.payload import Payload, PayloadFile, sha256_of
from forestall.records.entry import Author

N_FULL = 350_000
N_LEAN = 50_000_000
TIMES_BARE = 2.0
LEAN_SECONDS = 60.0
LEAN_MEGABYTES = 2_000
ROUNDS = 3
OUT = Path("out")
"""On the disk that holds this checkout: the usual place for such files may be in memory."""

# All numbers are made of the row's own number, so that every run writes the same file.
LEAN = (
    "i AS id, 1 + i % 3 AS type_of_violence, DATE '1989-01-01' + CAST(i * 7919 % 13000 AS INTEGER) AS date_start,"
    " i % 23 AS best, i % 11 AS deaths_civilians, 625 - i % 2 * 142 AS country_id,"
    " (i * 31 % 24000) / 1000.0 - 4 AS latitude, (i * 17 % 46000) / 1000.0 AS longitude"
)
FULL = (
    "i AS id, 'SDN-' || i AS relid, 1989 + i % 36 AS year, i % 5 > 0 AS active_year, 'Clear' AS code_status,"
    " 1 + i % 3 AS type_of_violence, 300 + i % 900 AS conflict_dset_id, 300 + i % 900 AS conflict_new_id,"
    " 'Country ' || i % 90 || ': Government' AS conflict_name, 900 + i % 3000 AS dyad_dset_id,"
    " 900 + i % 3000 AS dyad_new_id, 'Side ' || i % 700 || ' - Civilians' AS dyad_name, i % 700 AS side_a_dset_id,"
    " i % 700 AS side_a_new_id, 'Side ' || i % 700 AS side_a, 9999 AS side_b_dset_id, 1 AS side_b_new_id,"
    " 'Civilians' AS side_b, 1 + i % 4 AS number_of_sources,"
    " '\"Agency ' || i % 40 || ',2020-01-02,' || md5(i::VARCHAR) || ' in the village \"\"by the mill\"\"'"
    " AS source_article,"
    " 'Agency ' || i % 40 AS source_office, '2020-01-02' AS source_date,"
    " md5(i::VARCHAR) || ' in the village \"by the mill\", officials say' AS source_headline,"
    " 'a witness' AS source_original, 1 + i % 7 AS where_prec, 'Village ' || i % 9000 AS where_coordinates,"
    " 'on the road, \n' || md5((i * 3)::VARCHAR) AS where_description, 'Province ' || i % 18 AS adm_1,"
    " 'District ' || i % 188 AS adm_2, (i * 31 % 24000) / 1000.0 - 4 AS latitude,"
    " (i * 17 % 46000) / 1000.0 AS longitude, 'POINT (' || i % 46 || ' ' || i % 24 || ')' AS geom_wkt,"
    " 140000 + i % 9000 AS priogrid_gid, 'Sudan' AS country, 625 - i % 2 * 142 AS country_id, 'Africa' AS region,"
    " 1 AS event_clarity, 1 + i % 5 AS date_prec,"
    " strftime(DATE '1989-01-01' + CAST(i * 7919 % 13000 AS INTEGER), '%Y-%m-%d 00:00:00.000') AS date_start,"
    " strftime(DATE '1989-01-01' + CAST(i * 7919 % 13000 AS INTEGER), '%Y-%m-%d 00:00:00.000') AS date_end,"
    " 0 AS deaths_a, 0 AS deaths_b, i % 11 AS deaths_civilians, 0 AS deaths_unknown, i % 23 AS best, i % 31 AS high,"
    " i % 11 AS low, CASE WHEN i % 3 = 0 THEN 625 END AS gwnoa, NULL AS gwnob"
)


@dataclass(frozen=True)
class Run:
    """What one run took."""

    seconds: float
    cpu_seconds: float
    """Over all cores: tells how long it would take where nobody else computes."""
    megabytes: float
    digests: tuple[str, ...]
    """Of the files it wrote, where they are held to be the same each time."""


def measure(*, quick: bool) -> Iterator[Row]:
    """All 49 columns of as many events as there are, then the columns that counts need of fifty million."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as folder:
        yield from _measure_full(Path(folder).absolute(), N_FULL // 20 if quick else N_FULL)
        yield from _measure_lean(Path(folder).absolute(), N_LEAN // 100 if quick else N_LEAN)


def _measure_full(folder: Path, n_rows: int) -> Iterator[Row]:
    path = _write(folder / "full.csv", FULL, n_rows)
    bare = min((_alone(_convert_bare, path) for _ in range(ROUNDS)), key=lambda run: run.seconds)
    loads = [_alone(_load, path) for _ in range(ROUNDS)]
    ours = min(loads, key=lambda run: run.seconds)
    times = ours.seconds / bare.seconds
    size = path.stat().st_size / 1e6
    what = f"{n_rows:,} events of 49 columns ({size:,.0f} MB) into the lake"
    held_to = f"{TIMES_BARE:g} x DuckDB's bare {bare.seconds:.2f} s, {bare.megabytes:,.0f} MB"
    took = f"{ours.seconds:.2f} s ({times:.2f} x; {ours.cpu_seconds:.2f} s of processor), {ours.megabytes:,.0f} MB"
    yield Row(what, took, held_to, times <= TIMES_BARE)
    n_different = len({run.digests for run in loads})
    yield Row(
        f"{ROUNDS} loads of it",
        "alike" if n_different == 1 else f"{n_different} different",
        "the same bytes each time",
        n_different == 1,
    )
    path.unlink()


def _measure_lean(folder: Path, n_rows: int) -> Iterator[Row]:
    path = _write(folder / "lean.csv", LEAN, n_rows)
    bare = _alone(_convert_bare, path)
    ours = _alone(_load, path)
    size = path.stat().st_size / 1e6
    beside = f"(DuckDB bare {bare.seconds:.1f} s, {bare.cpu_seconds:.0f} s of processor, {bare.megabytes:,.0f} MB)"
    what = f"{n_rows:,} events of 8 columns ({size:,.0f} MB) into the lake"
    took = f"{ours.seconds:.1f} s, {ours.cpu_seconds:.0f} s of processor"
    yield Row(what, took, f"{LEAN_SECONDS:g} s {beside}", ours.seconds <= LEAN_SECONDS)
    yield Row(
        "its most memory", f"{ours.megabytes:,.0f} MB", f"{LEAN_MEGABYTES:,} MB", ours.megabytes <= LEAN_MEGABYTES
    )
    path.unlink()


def _write(path: Path, columns: str, n_rows: int) -> Path:
    with _quiet() as connection:
        connection.execute(f"COPY (SELECT {columns} FROM range({n_rows}) AS t(i)) TO '{path}' (HEADER)")
    return path


def _convert_bare(path: Path, out: Path) -> tuple[str, ...]:
    with _quiet() as connection:
        connection.execute(f"COPY (FROM read_csv('{path}')) TO '{out / 'bare.parquet'}' (FORMAT parquet, CODEC zstd)")
    return ()


def _quiet() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    return connection


def _load(path: Path, out: Path) -> tuple[str, ...]:
    dataset = catalogue()["ucdp_ged"]
    dataset = replace(dataset, card=dataset.card.model_copy(update={"expect": Expectations()}))
    file = PayloadFile(path, path.name, sha256_of(path), "bench", "made up")
    with create_ledger(f"sqlite:///{out / 'ledger.sqlite'}", make_key(out / "node.key"), SystemClock()) as ledger:
        author = Author(user="user-bench", organisation="organisation-bench")
        delivered = deliver(dataset, Payload((file,)), Hands(Lake(out / "lake", ledger), PUBLIC, author), fetched=False)
    assert not [finding for finding in delivered.findings if finding.is_lost]
    return tuple(loaded.digest for loaded in delivered.load.manifest.files)


def _alone(work: Callable[[Path, Path], tuple[str, ...]], path: Path) -> Run:
    """The work in a process of its own, so that its memory is its own too."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_timed, (work, path))


def _timed(work: Callable[[Path, Path], tuple[str, ...]], path: Path) -> Run:
    with tempfile.TemporaryDirectory(dir=path.parent) as out:
        before, began = resource.getrusage(resource.RUSAGE_SELF), seconds_elapsed()
        digests = work(path, Path(out))
        seconds, after = seconds_elapsed() - began, resource.getrusage(resource.RUSAGE_SELF)
    cpu_seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, cpu_seconds, after.ru_maxrss / 1000, digests)
