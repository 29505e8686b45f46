"""The ledger at its floors: appends beside bare SQLite commits, a million entries verified, read and rebuilt."""

from __future__ import annotations

import itertools
import random
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing import active_children, get_context
from pathlib import Path
from threading import Event, Thread

from bench.report import Row
from forestall.clock import Clock, SystemClock, seconds_elapsed
from forestall.identifiers import new_record_id
from forestall.memory.findings import Findings
from forestall.memory.keys import make_key
from forestall.memory.ledger import Ledger, create_ledger
from forestall.memory.projection import rebuild_current
from forestall.memory.question import Question
from forestall.memory.read import PUBLIC, read_one
from forestall.memory.schema import COLUMNS
from forestall.memory.verify import Expectation, verify_database
from forestall.records.entry import Author, Draft
from forestall.records.report import Report
from forestall.records.values.marking import Marking, Tlp

N_ENTRIES = 1_000_000
N_SINGLE = 1_800
N_ROUNDS = 6  # each with files of its own: where they happen to lie on the disk moves a ratio by a tenth
AT_ONCE = 10_000
N_EARLY = 20  # batches; later ones wait ever more for the pages of indexes that are in no order
ENTRIES_A_RECORD = 3

TIMES_BARE = 1.5
BATCHED_A_SECOND = 20_000
VERIFIED_A_SECOND = 50_000
AS_OF_MILLISECONDS = 5.0
REBUILD_SECONDS = 60.0
MOST_MEGABYTES = 500
SECONDS_BETWEEN_LOOKS = 0.25

OUT = Path("out")
_ORDERS = list(itertools.permutations(("ours", "same", "plain")))
AUTHOR = Author(user="user-bench", organisation="organisation-bench")
MARKING = Marking(tlp=Tlp.CLEAR)


class SteppingClock:
    """A clock that moves on by a second each time it is asked."""

    def __init__(self) -> None:
        self.present = datetime(2024, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """A second later than the last time."""
        self.present += timedelta(seconds=1)
        return self.present


def measure(*, quick: bool) -> Iterator[Row]:
    """Appending, verifying, reading and rebuilding, in a process of its own so that its memory can be told."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        few = (N_ENTRIES // 50, N_SINGLE // 10)
        yield from pool.submit(_measure_all, *(few if quick else (N_ENTRIES, N_SINGLE))).result()


def _measure_all(n_entries: int, n_single: int) -> list[Row]:
    # On the disk that holds this checkout: the usual place for such files may be in memory.
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as home:
        folder = Path(home)
        rows = list(_one_by_one(folder, n_single))
        with _fresh(folder / "large.sqlite") as ledger, _helpers_watched() as helpers:
            rows += _large(ledger, n_entries)
            # As if both were at their largest at once.
            megabytes = _peak_megabytes() + helpers()
    rows.append(_at_most("most memory throughout", megabytes, MOST_MEGABYTES, "MB"))
    return rows


def _one_by_one(folder: Path, n_single: int) -> Iterator[Row]:
    """Appends beside the same rows put into bare tables, taking turns, so that all meet the same disk."""
    seconds: dict[str, list[float]] = {"ours": [], "same": [], "plain": []}
    ratios = []
    for number in range(N_ROUNDS):
        took = _round(folder / f"round{number}", n_single // N_ROUNDS)
        ratios.append(statistics.median(took["ours"]) / statistics.median(took["same"]))
        for name, some in took.items():
            seconds[name] += some
    ours, bare, bare_plain = (statistics.median(seconds[name]) for name in ("ours", "same", "plain"))
    measured = f"{1 / ours:,.0f}/s, {ours / bare:.2f} x ({min(ratios):.2f} to {max(ratios):.2f} over {N_ROUNDS} rounds)"
    held_to = f"{TIMES_BARE:g} x bare commits of the same rows by Python's sqlite3 ({1 / bare:,.0f}/s)"
    yield Row("append one by one", measured, held_to, ours <= TIMES_BARE * bare)
    yield Row("the same beside one plain table", f"{ours / bare_plain:.2f} x", f"{1 / bare_plain:,.0f}/s")


def _round(folder: Path, n_turns: int) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {"ours": [], "same": [], "plain": []}
    folder.mkdir()
    with _fresh(folder / "single.sqlite", SystemClock()) as ledger:
        same, plain = _bare(folder / "same.sqlite", ledger), _bare(folder / "plain.sqlite", None)
        ledger.append([_draft(new_record_id("report"))])
        for turn in range(n_turns):
            rows = _stored_rows(ledger)
            steps: dict[str, Callable[[], object]] = {
                "ours": partial(ledger.append, [_draft(new_record_id("report"))]),
                "same": partial(_commit, same, rows),
                "plain": partial(_commit, plain, {"payloads": rows["entries"][-1:]}),
            }
            # Whoever comes next also waits for what the disk still has in hand: every order, equally often.
            for name in _ORDERS[turn % len(_ORDERS)]:
                seconds[name].append(_seconds(steps[name]))
    return seconds


def _large(ledger: Ledger, n_entries: int) -> Iterator[Row]:
    seconds, sample = _fill(ledger, n_entries)
    early = seconds[:N_EARLY]
    what = f"append in batches of {AT_ONCE:,}, the first {len(early) * AT_ONCE:,}"
    yield _at_least(what, len(early) * AT_ONCE / sum(early), BATCHED_A_SECOND)
    yield Row(f"the same, all {n_entries:,}", f"{n_entries / sum(seconds):,.0f} entries/s", "the disk, in the end")
    yield from _verify(ledger, n_entries)
    times = sorted(_seconds(partial(_as_of, ledger, *one)) * 1000 for one in sample)
    middle, slow = statistics.median(times), times[int(len(times) * 0.99)]
    what = f"as_of of one record among {n_entries:,}"
    yield Row(
        what, f"{middle:.2f} ms, 99 in 100 by {slow:.2f} ms", f"{AS_OF_MILLISECONDS:g} ms", slow < AS_OF_MILLISECONDS
    )
    rebuilt = _seconds(lambda: rebuild_current(ledger.database))
    yield _at_most(f"rebuild current from {n_entries:,}", rebuilt, REBUILD_SECONDS, "s")


def _verify(ledger: Ledger, n_entries: int) -> Iterator[Row]:
    for what, is_thorough in (("verify", False), ("verify thoroughly", True)):
        expected = Expectation(ledger.node, is_thorough=is_thorough)
        began = seconds_elapsed()
        result = verify_database(ledger.database, expected, Findings(limit=10))
        rate = n_entries / (seconds_elapsed() - began)
        if not result.is_sound:
            raise AssertionError(f"the ledger of the bench is damaged: {result.counts}")
        floor = _at_least(f"{what}, {n_entries:,}", rate, VERIFIED_A_SECOND)
        yield Row(floor.what, floor.measured, "") if is_thorough else floor


def _fill(ledger: Ledger, n_entries: int) -> tuple[list[float], list[tuple[str, datetime]]]:
    """Seconds spent appending each batch, and some records with a time at which each was known."""
    chance = random.Random(1)
    records = [new_record_id("report") for _ in range(AT_ONCE)]
    known: list[str] = []
    sample: list[tuple[str, datetime]] = []
    seconds: list[float] = []
    for _ in range(0, n_entries, AT_ONCE):
        # A third of the records is new each time, so that each has about three entries.
        fresh = AT_ONCE // ENTRIES_A_RECORD
        records[:fresh] = [new_record_id("report") for _ in range(fresh)]
        chance.shuffle(records)
        drafts = [
            _draft(record, chance.sample(known, 1) if known and chance.random() < 0.5 else ()) for record in records
        ]
        began = seconds_elapsed()
        entries = ledger.append(drafts)
        seconds.append(seconds_elapsed() - began)
        known = [entry.id for entry in entries]
        sample.append((entries[0].record_id, entries[0].recorded_at))
    return seconds, chance.choices(sample, k=500)


def _as_of(ledger: Ledger, record_id: str, moment: datetime) -> None:
    read_one(ledger, PUBLIC, Question(record_id=record_id, states=True, as_of=moment), record_id)


def _draft(record_id: str, causes: Sequence[str] = ()) -> Draft:
    return Draft.of("report.received", record_id, _REPORT, AUTHOR, MARKING, causes=tuple(causes))


_REPORT = Report.parse(
    {
        "received_at": "2024-04-30T11:58:00.000000Z",
        "channel": "radio",
        "summary": {"text": "Houses were burnt in two villages; people fled north along the river.", "language": "en"},
        "deaths": {"low": 2, "best": 4, "high": 9},
    }
)


def _fresh(path: Path, clock: Clock | None = None) -> Ledger:
    key = make_key(path.with_suffix(".key"))
    return create_ledger(f"sqlite:///{path.absolute()}", key, clock or SteppingClock())


def _bare(path: Path, like: Ledger | None) -> sqlite3.Connection:
    """A database with the ledger's own tables, or with one plain table, and none of its checks."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA wal_autocheckpoint = 16384")
    if like is None:
        connection.execute("CREATE TABLE payloads (payload BLOB NOT NULL)")
    else:
        for (statement,) in like.database.rows(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'"
        ):
            connection.execute(statement)
    return connection


def _stored_rows(ledger: Ledger) -> dict[str, tuple[object, ...]]:
    return {
        table: ledger.database.rows(f"SELECT {', '.join(COLUMNS[table])} FROM {table} ORDER BY {key} DESC LIMIT 1")[0]
        for table, key in (("entries", "sequence"), ("appends", "first_sequence"), ("current", "sequence"))
    }


def _commit(connection: sqlite3.Connection, rows: dict[str, tuple[object, ...]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for table, row in rows.items():
        connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    connection.execute("COMMIT")


def _seconds(step: Callable[[], object]) -> float:
    began = seconds_elapsed()
    step()
    return seconds_elapsed() - began


def _at_least(what: str, rate: float, floor: float) -> Row:
    return Row(what, f"{rate:,.0f} entries/s", f"{floor:,.0f} entries/s", rate >= floor)


def _at_most(what: str, value: float, limit: float, unit: str) -> Row:
    return Row(what, f"{value:,.1f} {unit}", f"{limit:g} {unit}", value <= limit)


def _peak_megabytes(process: int | str = "self") -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0  # it has ended
    return next((float(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM")), 0.0)


@contextmanager
def _helpers_watched() -> Iterator[Callable[[], float]]:
    """What tells, in megabytes, how large the processes became that helped meanwhile."""
    peaks: dict[int, float] = {}
    is_over = Event()

    def watch() -> None:
        while not is_over.wait(SECONDS_BETWEEN_LOOKS):
            peaks.update({helper.pid or 0: _peak_megabytes(helper.pid or 0) for helper in active_children()})

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield lambda: max(peaks.values(), default=0.0)
    finally:
        is_over.set()
        watcher.join()
