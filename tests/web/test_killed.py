"""The process that serves pages, killed while people issue alerts and decide and a worker brings messages.

What it answered is on record, once, and nothing is half; what was issued, answered or not, is brought once. How often
is said by `--kills`, of which it takes an eighth below a hundred; `make kills` kills a hundred times on each database.
"""

import json
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from deciding import MINISTRY, written
from forestall.clock import SystemClock, format_instant
from forestall.memory.ledger import Ledger
from forestall.memory.node import Node, create_node, open_node
from forestall.memory.question import Question
from forestall.memory.read import read_all
from forestall.records.decision import Decision
from forestall.runs.delivery import Dispatch, Reachable, deliver_due, delivery_id
from forestall.runs.response.matters import CLOCKWORK
from forestall.runs.warning.alerts import draft_alert, review_alert
from forestall.runs.warning.steps import held
from forestall.warn.delivery.mail import Envelope, MailWay, Recipient
from forestall.warn.delivery.smtp import MailServer
from ledgers import UNION, verified
from mail_server import Mailbox
from warning_messages import HARM, MINISTER, WRITER, issued, message
from warning_people import APPROVER, TERMS

COMMAND = str(Path(sys.executable).with_name("forestall"))
PER_KILL = 12
MANY = 100
ENVELOPE = Envelope(sender="node@example.net", url="https://node.example.net")


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

    def add(self, name: str, role: str, organisation: str, verb: str) -> str:
        """The token of somebody new, good for one thing."""
        self.run("user", "add", name, "--role", role, "--organisation", organisation, "--clearance", "high")
        return self.run("user", "token", name, "--verb", verb)["token"]

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


@dataclass(frozen=True)
class Worker:
    """Somebody who says one thing of one alert after the other, until the server is gone."""

    served: Served
    token: str
    step: str
    said: dict[str, Any]
    answered: dict[str, str] = field(default_factory=dict)
    """The entry of each answer, by alert."""

    def work(self, alerts: list[str]) -> None:
        with httpx.Client(headers={"Authorization": f"Bearer {self.token}"}, timeout=10) as client:
            for alert in alerts:
                address = f"http://localhost:{self.served.port}/api/alerts/{alert}/{self.step}"
                try:
                    answer = client.post(address, json=self.said)
                except httpx.HTTPError:
                    return
                assert answer.status_code == httpx.codes.OK, answer.text
                self.answered[alert] = answer.json()["entry_id"]


def some_alerts(ledger: Ledger) -> tuple[list[str], list[str]]:
    """Alerts that wait for a decision, and others that wait to be issued."""
    now = SystemClock().now()
    soon = {"due_at": now + timedelta(hours=30), "expires_at": now + timedelta(days=20)}
    times = {name: format_instant(moment) for name, moment in soon.items()}
    waiting = [issued(ledger, **times).record_id for _ in range(PER_KILL)]
    drafts = [draft_alert(ledger, WRITER, message(**times), TERMS).record_id for _ in range(PER_KILL // 2)]
    for name in drafts:
        review_alert(ledger, APPROVER, name, "approver", HARM)
    return waiting, drafts


def bring_all(node: Node, host: MailServer) -> None:
    """One round of a worker beside the server, to the one person who is reached by mail."""
    way = MailWay(Recipient("minister@example.org", "en"), ENVELOPE, host, lambda _message, _language: ())
    deliver_due(Dispatch(node.ledger, node.author), [Reachable(MINISTER.reader, (way,))])


def test_a_served_node_that_is_killed_keeps_all_it_answered_and_no_half_and_what_it_issued_is_brought_once(
    fresh_address: Callable[[], str], tmp_path: Path, host: MailServer, mailbox: Mailbox, pytestconfig: pytest.Config
) -> None:
    address, home, chance = fresh_address(), tmp_path / "node", random.Random(3)
    served = Served({"FORESTALL_HOME": str(home), "FORESTALL_DATABASE": address, "PATH": "/usr/bin:/bin"})
    create_node(home, address, SystemClock()).close()
    mina = served.add("mina", "decision_maker", MINISTRY, "record_decision")
    oskar = served.add("oskar", "duty_officer", UNION, "issue_alert")
    said = {"kind": "act_as_recommended", "role": "decision_maker", "chosen": ["Send two mediators"]}
    decider, officer = Worker(served, mina, "decision", said), Worker(served, oskar, "issue", {})
    n_kills = pytestconfig.getoption("--kills")
    with open_node(home, address, SystemClock()) as node:
        for _ in range(n_kills if n_kills >= MANY else max(1, n_kills // 8)):
            waiting, drafts = some_alerts(node.ledger)
            n_before = len(decider.answered), len(officer.answered)
            served.start()
            busy = [threading.Thread(target=decider.work, args=(waiting[place::2],)) for place in range(2)]
            busy.append(threading.Thread(target=officer.work, args=(drafts,)))
            for one in busy:
                one.start()
            while (len(decider.answered) == n_before[0] or len(officer.answered) == n_before[1]) and alive(busy):
                time.sleep(0.01)
            if chance.random() < 0.5:
                bring_all(node, host)
            time.sleep(chance.uniform(0, 0.2))
            served.kill()
            for one in busy:
                one.join()
        bring_all(node, host)
        check_decisions(node.ledger, decider.answered)
        check_issues(node, officer.answered, mailbox)
        assert verified(node.ledger, node=node.ledger.node, is_thorough=True).is_sound


def alive(busy: list[threading.Thread]) -> bool:
    return any(one.is_alive() for one in busy)


def check_decisions(ledger: Ledger, answered: dict[str, str]) -> None:
    """What was answered is there, each decision is there once, and none is late."""
    recorded = written(ledger, "decision.recorded")
    by_alert = {held(entry, Decision).alert: entry for entry in recorded}
    assert len(by_alert) == len(recorded)
    assert answered
    assert answered.items() <= {alert: entry.id for alert, entry in by_alert.items()}.items()
    assert all(held(entry, Decision).status == "recorded" for entry in recorded)


def check_issues(node: Node, answered: dict[str, str], mailbox: Mailbox) -> None:
    """What was answered as issued is, each alert was issued once, and each of them came once by mail."""
    issues = list(read_all(node.ledger, CLOCKWORK, Question(kind="alert.issued")))
    by_alert = {entry.record_id: entry.id for entry in issues}
    assert len(by_alert) == len(issues)
    assert answered
    assert answered.items() <= by_alert.items()
    copies = Counter(str(mail["Message-ID"]) for mail in mailbox.mails)
    names = {delivery_id(node.ledger, entry.id, MINISTER.user) for entry in issues}
    assert copies == dict.fromkeys((f"<{name}@example.net>" for name in names), 1)
