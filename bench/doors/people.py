"""What people do at the doors, for Locust: each reads or decides on their own, and takes their time.

Run by the bench; the file that `BENCH_SESSIONS` names says who is signed in and what there is to open.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import secrets
from pathlib import Path
from typing import Any

import gevent
from locust import FastHttpUser, between, task

ASKING: dict[str, Any] = json.loads(Path(os.environ["BENCH_SESSIONS"]).read_text())
DECISION = {"kind": "act_as_recommended", "role": "decision_maker", "chosen": ["Send two mediators"]}
_NUMBERS = itertools.count()


class Reader(FastHttpUser):
    """Somebody signed in, who looks at their desk, at countries and at alerts."""

    wait_time = between(3, 7)
    come_in_as = "sessions"

    def on_start(self) -> None:
        """Come in as one of those who are signed in."""
        sessions = ASKING[self.come_in_as]
        self.number = next(_NUMBERS) % len(sessions)
        self.headers = {"Cookie": f"session={sessions[self.number]}", "Accept-Encoding": "gzip"}
        self.chance = random.Random(self.number)
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


class Decider(Reader):
    """Somebody signed in who reads as the others do, and decides on the alerts that wait for them alone."""

    come_in_as = "deciders"

    def on_start(self) -> None:
        """Come in, with a pile of alerts of one's own."""
        super().on_start()
        self.waiting = list(ASKING["waiting"][self.number])
        proof = secrets.token_hex(16)
        self.headers |= {"Cookie": f"{self.headers['Cookie']}; csrf={proof}", "X-CSRFToken": proof}

    @task(1)
    def decide(self) -> None:
        """A decision on the next alert of the pile; whoever has answered all looks at their desk."""
        if not self.waiting:
            self.desk()
            return
        with self.client.post(
            f"/api/alerts/{self.waiting.pop()}/decision", name="decision recorded", headers=self.headers, json=DECISION,
            catch_response=True, allow_redirects=False,
        ) as found:  # fmt: skip
            if found.status_code != 200:
                found.failure(f"answered {found.status_code}")
