"""Two hundred people at once at a node with 100,000 alerts in 1,000,000 entries: how long they wait for a page.

The node is served as a team serves it, `forestall serve --processes 2`, and asked by Locust from a process of its
own on the same machine. A person reads: between two pages they wait three to seven seconds.
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

from bench.doors.filling import Filled, fill
from bench.report import Row

N_PEOPLE = 200
N_ALERTS = 100_000
N_ENTRIES = 1_000_000
N_PROCESSES = 2
SECONDS = 120
WARM_SECONDS = 20
P95_MILLISECONDS = 300.0
HELD = ("desk", "country", "alert")

OUT = Path("out")
COMMAND = str(Path(sys.executable).with_name("forestall"))
PEOPLE = Path(__file__).with_name("people.py")


def measure(*, quick: bool) -> Iterator[Row]:
    """Fill a node, serve it, send people to it."""
    scale = 100 if quick else 1
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as folder:
        filled = fill(Path(folder), N_ALERTS // scale, N_ENTRIES // scale, N_PEOPLE)
        yield Row("a node was made", f"{filled.seconds:,.0f} s", f"{filled.n_entries:,} entries")
        with _served(filled) as url:
            yield from _asked(Path(folder), url, 15 if quick else SECONDS)


def _asked(folder: Path, url: str, seconds: int) -> Iterator[Row]:
    told = os.environ | {"BENCH_SESSIONS": str(folder / "sessions.json")}
    _locust(url, told, WARM_SECONDS if seconds == SECONDS else 5, folder / "warm")
    _locust(url, told, seconds, folder / "asked")
    with (folder / "asked_stats.csv").open(newline="") as table:
        rows = {row["Name"]: row for row in csv.DictReader(table)}
    for name, row in sorted(rows.items()):
        n_failed, middle, slow, slowest = (float(row[key]) for key in ("Failure Count", "50%", "95%", "99%"))
        said = f"p50 {middle:,.0f} ms, p95 {slow:,.0f} ms, p99 {slowest:,.0f} ms"
        count = f"{int(row['Request Count']):,} asked, {n_failed:,.0f} failed, {float(row['Requests/s']):,.1f}/s"
        holds = slow <= P95_MILLISECONDS and n_failed == 0 if name in HELD else None
        yield Row(f"{name}: {count}", said, f"p95 {P95_MILLISECONDS:g} ms" if name in HELD else "", holds)


def _locust(url: str, told: Mapping[str, str], seconds: int, where: Path) -> None:
    users = ("--users", str(N_PEOPLE), "--spawn-rate", "20")
    length = ("--run-time", f"{seconds + N_PEOPLE // 20}s", "--reset-stats")
    quiet = ("--headless", "--only-summary", "--csv", str(where), "--loglevel", "ERROR", "--exit-code-on-error", "0")
    command = [sys.executable, "-m", "locust", "-f", str(PEOPLE), "--host", url, *users, *length, *quiet]
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)


@contextmanager
def _served(filled: Filled) -> Iterator[str]:
    """The node's address, served by processes of its own until the end of the block."""
    port = httpx.URL(filled.url).port
    words = [COMMAND, "serve", "--port", str(port), "--processes", str(N_PROCESSES)]
    told = os.environ | {"FORESTALL_HOME": str(filled.home), "FORESTALL_URL": filled.url}
    server = subprocess.Popen(words, env=told, stdout=subprocess.DEVNULL)
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=9), timeout=60) as client:
            client.get(f"{filled.url}/accounts/login/").raise_for_status()
        (filled.home.parent / "sessions.json").write_text(json.dumps(filled.asking))
        yield filled.url
    finally:
        server.terminate()
        server.wait(timeout=20)
