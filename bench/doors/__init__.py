"""Two hundred people at once at a node with 100,000 alerts in 1,000,000 entries: how long they wait.

The node is served as a team serves it, `forestall serve --processes 2`, and asked by Locust from a process of its
own on the same machine. A person reads: between two pages they wait three to seven seconds. Then two hundred
decision-makers come instead, who read as the others did and record decisions through the API, each on alerts that
wait for them alone.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench.doors.filling import Filled, ask_decisions, fill
from bench.report import Row

N_PEOPLE = 200
N_WAITING = 4
N_ALERTS = 100_000
N_ENTRIES = 1_000_000
N_PROCESSES = 2
SECONDS = 120
WARM_SECONDS = 20
P95_MILLISECONDS = 300.0
HELD = {"desk": P95_MILLISECONDS, "country": P95_MILLISECONDS, "alert": P95_MILLISECONDS}
P95_DECISION_MILLISECONDS = 500.0
HELD_WHILE_DECIDING = HELD | {"decision recorded": P95_DECISION_MILLISECONDS}

OUT = Path("out")
COMMAND = str(Path(sys.executable).with_name("forestall"))
PEOPLE = Path(__file__).with_name("people.py")


def measure(*, quick: bool) -> Iterator[Row]:
    """Fill a node, serve it, send people to it who read, then people who decide as well."""
    scale = 100 if quick else 1
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as name:
        folder = Path(name)
        filled = fill(folder, N_ALERTS // scale, N_ENTRIES // scale, N_PEOPLE)
        yield Row("a node was made", f"{filled.seconds:,.0f} s", f"{filled.n_entries:,} entries")
        with _served(filled) as url:
            told, seconds = _told(folder, filled), 15 if quick else SECONDS
            _locust(url, "Reader", told, 5 if quick else WARM_SECONDS, folder / "warm")
            _locust(url, "Reader", told, seconds, folder / "asked")
            yield from _rows(folder / "asked", HELD)
            ask_decisions(filled, N_PEOPLE, N_WAITING)
            _locust(url, "Decider", _told(folder, filled), seconds, folder / "decided")
            yield from _rows(folder / "decided", HELD_WHILE_DECIDING, ", while decisions are recorded")


def _told(folder: Path, filled: Filled) -> Mapping[str, str]:
    """The surroundings of those who ask: who is signed in, and what there is to open and to decide."""
    where = folder / "sessions.json"
    where.write_text(json.dumps(filled.asking))
    return os.environ | {"BENCH_SESSIONS": str(where)}


def _rows(where: Path, held: Mapping[str, float], meanwhile: str = "") -> Iterator[Row]:
    with where.with_name(f"{where.name}_stats.csv").open(newline="") as table:
        rows = {row["Name"]: row for row in csv.DictReader(table)}
    if absent := held.keys() - rows.keys():
        yield Row(f"never asked: {', '.join(sorted(absent))}", "", "asked", holds=False)
    for name, row in sorted(rows.items()):
        n_failed, middle, slow, slowest = (float(row[key]) for key in ("Failure Count", "50%", "95%", "99%"))
        said = f"p50 {middle:,.0f} ms, p95 {slow:,.0f} ms, p99 {slowest:,.0f} ms"
        count = f"{int(row['Request Count']):,} asked, {n_failed:,.0f} failed, {float(row['Requests/s']):,.1f}/s"
        floor = held.get(name)
        holds = None if floor is None else slow <= floor and n_failed == 0
        yield Row(f"{name}{meanwhile}: {count}", said, f"p95 {floor:g} ms" if floor else "", holds)


def _locust(url: str, who: str, told: Mapping[str, str], seconds: int, where: Path) -> None:
    users = (who, "--users", str(N_PEOPLE), "--spawn-rate", "20")
    length = ("--run-time", f"{seconds + N_PEOPLE // 20}s", "--reset-stats")
    quiet = ("--headless", "--only-summary", "--csv", str(where), "--loglevel", "ERROR", "--exit-code-on-error", "0")
    command = [sys.executable, "-m", "locust", "-f", str(PEOPLE), "--host", url, *users, *length, *quiet]
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)


@contextmanager
def _served(filled: Filled) -> Iterator[str]:
    """The node's address, served by processes of its own until the end of the block."""
    url = filled.settings.url
    port = httpx.URL(url).port
    words = [COMMAND, "serve", "--port", str(port), "--processes", str(N_PROCESSES)]
    told = os.environ | {"FORESTALL_HOME": str(filled.settings.home), "FORESTALL_URL": url}
    server = subprocess.Popen(words, env=told, stdout=subprocess.DEVNULL)
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=9), timeout=60) as client:
            client.get(f"{url}/accounts/login/").raise_for_status()
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)
