"""What people do at the doors, for Locust: each reads on their own, and takes their time.

Run by the bench; the file that `BENCH_SESSIONS` names says who is signed in and what there is to open.
"""

from __future__ import annotations

import itertools
import json
import os
import random
from pathlib import Path
from typing import Any

import gevent
from locust import FastHttpUser, between, task

ASKING: dict[str, Any] = json.loads(Path(os.environ["BENCH_SESSIONS"]).read_text())
_NUMBERS = itertools.count()


class Reader(FastHttpUser):
    """Somebody signed in, who looks at their desk, at countries and at alerts."""

    wait_time = between(3, 7)

    def on_start(self) -> None:
        """Come in as one of those who are signed in."""
        number = next(_NUMBERS) % len(ASKING["sessions"])
        self.headers = {"Cookie": f"session={ASKING['sessions'][number]}", "Accept-Encoding": "gzip"}
        self.chance = random.Random(number)
        gevent.sleep(self.chance.uniform(0, 5))  # nobody comes in step with the others

    @task(4)
    def desk(self) -> None:
        """What waits for me."""
        self._open("desk", "/desk")

    @task(3)
    def alert(self) -> None:
        """One of the newest alerts."""
        self._open("alert", f"/alerts/{self.chance.choice(ASKING['alerts'])}")

    @task(3)
    def country(self) -> None:
        """A country of the outlook."""
        self._open("country", f"/country/{self.chance.choice(ASKING['countries'])}")

    @task(1)
    def alerts(self) -> None:
        """The alerts in force."""
        self._open("alerts in force", "/alerts")

    @task(1)
    def world(self) -> None:
        """The outlook of the world."""
        self._open("world", "/world")

    def _open(self, name: str, path: str) -> None:
        with self.client.get(
            path, name=name, headers=self.headers, catch_response=True, allow_redirects=False
        ) as found:
            if found.status_code != 200:
                found.failure(f"answered {found.status_code}")
