"""The process that serves pages, killed while people decide: what it answered is on record, once, and nothing is half.

How often is said by `--kills`, of which it takes an eighth; `make kills` kills a hundred times.
"""

import json
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from deciding import MINISTRY, written
from forestall.clock import SystemClock, format_instant
from forestall.memory.ledger import Ledger
from forestall.memory.node import open_node
from forestall.records.decision import Decision
from forestall.runs.warning.steps import held
from ledgers import verified
from warning_messages import issued

COMMAND = str(Path(sys.executable).with_name("forestall"))
PER_KILL = 12


class Served:
    """A node in a folder, and the process that serves it, which may be killed and started again."""

    def __init__(self, environment: dict[str, str]) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self.environment = environment | {"FORESTALL_URL": f"http://localhost:{self.port}"}
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, *words: str) -> dict[str, str]:
        """What a command answers."""
        done = subprocess.run([COMMAND, *words, "--json"], check=True, env=self.environment, capture_output=True)
        found: dict[str, str] = json.loads(done.stdout)
        return found

    def start(self) -> None:
        """Serve, and return when it answers."""
        self._process = subprocess.Popen(
            [COMMAND, "serve", "--port", str(self.port)], env=self.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with httpx.Client(transport=httpx.HTTPTransport(retries=10), timeout=30) as client:
            client.get(f"http://localhost:{self.port}/accounts/login/").raise_for_status()

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def decide_on(served: Served, token: str, alerts: list[str], answered: dict[str, str]) -> None:
    """Decide on alerts one after the other until the server is gone."""
    said = {"kind": "act_as_recommended", "role": "decision_maker", "chosen": ["Send two mediators"]}
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=10) as client:
        for alert in alerts:
            try:
                answer = client.post(f"http://localhost:{served.port}/api/alerts/{alert}/decision", json=said)
            except httpx.HTTPError:
                return
            assert answer.status_code == httpx.codes.OK, answer.text
            answered[alert] = answer.json()["entry_id"]


def issue_some(ledger: Ledger) -> list[str]:
    now = SystemClock().now()
    soon = {"due_at": now + timedelta(hours=30), "expires_at": now + timedelta(days=20)}
    times = {name: format_instant(moment) for name, moment in soon.items()}
    return [issued(ledger, **times).record_id for _ in range(PER_KILL)]


def test_a_served_node_that_is_killed_keeps_every_decision_it_answered_and_no_half_of_one(
    fresh_address: Callable[[], str], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    address, home, chance = fresh_address(), tmp_path / "node", random.Random(3)
    served = Served({"FORESTALL_HOME": str(home), "FORESTALL_DATABASE": address, "PATH": "/usr/bin:/bin"})
    served.run("init")
    served.run("user", "add", "mina", "--role", "decision_maker", "--organisation", MINISTRY, "--clearance", "high")
    token = served.run("user", "token", "mina", "--verb", "record_decision")
    answered: dict[str, str] = {}
    with open_node(home, address, SystemClock()) as node:
        for _ in range(max(1, pytestconfig.getoption("--kills") // 8)):
            alerts, before = issue_some(node.ledger), len(answered)
            served.start()
            busy = [
                threading.Thread(target=decide_on, args=(served, token["token"], alerts[place::3], answered))
                for place in range(3)
            ]
            for one in busy:
                one.start()
            while len(answered) <= before and any(one.is_alive() for one in busy):
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.3))
            served.kill()
            for one in busy:
                one.join()
        recorded = written(node.ledger, "decision.recorded")
        by_alert = {held(entry, Decision).alert: entry for entry in recorded}
        assert len(by_alert) == len(recorded)
        assert answered
        assert answered.items() <= {alert: entry.id for alert, entry in by_alert.items()}.items()
        assert all(held(entry, Decision).status == "recorded" for entry in recorded)
        assert verified(node.ledger, node=node.ledger.node, is_thorough=True).is_sound
