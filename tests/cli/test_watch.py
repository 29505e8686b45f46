"""`forestall watch` at work: it goes on while mail hangs, and when the database is there again."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from deciding import MINISTRY, written
from doors import House
from forestall.cli.watch import Watching
from forestall.clock import SystemClock, format_instant
from forestall.errors import StorageError
from forestall.memory.ledger import Ledger
from forestall.memory.node import create_node, open_node
from forestall.records.entry import Entry
from postgresql import Server
from warning_messages import issued

COMMAND = str(Path(sys.executable).with_name("forestall"))
PATIENCE = 40


@pytest.fixture
def own_server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


def issue_one(ledger: Ledger, seconds: float, to: str = MINISTRY) -> datetime:
    """When the decision on an alert that was issued now is due."""
    due_at = SystemClock().now() + timedelta(seconds=seconds)
    times = {"due_at": due_at, "expires_at": due_at + timedelta(days=20)}
    told = {name: format_instant(moment) for name, moment in times.items()}
    issued(ledger, clock="flash", addressees=[{"organisation": to}], **told)
    return due_at


def missed(look: Callable[[], list[Entry]]) -> list[Entry]:
    """What was written of clocks that ran out, once anything was."""
    until = time.monotonic() + PATIENCE
    found: list[Entry] = []
    while not found and time.monotonic() < until:
        time.sleep(0.1)
        found = look()
    return found


def test_a_mail_server_that_hangs_holds_no_clock_up(house: House) -> None:
    from forestall.api.accounts.addresses import set_address

    minister = house.person("mina", "decision_maker", organisation=MINISTRY, clearance="high")
    set_address(house.keeper(), minister, "mina@example.org", "en")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(PATIENCE)
        mail = {"mail": f"smtp+plain://127.0.0.1:{silent.getsockname()[1]}", "mail_from": "node@example.net"}
        watching = Watching(replace(house.settings, **mail), 1, as_json=True)
        issue_one(house.node.ledger, 60)
        at_work = Thread(target=watching.go_on)
        at_work.start()
        caller, _ = silent.accept()  # from here on it waits for a greeting
        due_at = issue_one(house.node.ledger, 1.5, to="organisation-academy")
        found = missed(lambda: written(house.node.ledger, "decision.missed"))
        is_held_up = at_work.is_alive()
        watching.end()
        caller.close()
        at_work.join()
    (entry,) = found
    assert is_held_up
    assert entry.valid_from == due_at


def test_a_watch_goes_on_once_its_database_is_there_again(own_server: Server, tmp_path: Path) -> None:
    address = own_server.fresh_database()
    environment = {"FORESTALL_HOME": str(tmp_path), "FORESTALL_DATABASE": address, "PATH": os.environ["PATH"]}
    create_node(tmp_path, address, SystemClock()).close()
    with subprocess.Popen(
        [COMMAND, "watch", "--every", "1"], env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as watching:
        try:
            assert watching.stdout is not None
            assert watching.stdout.readline()
            with open_node(tmp_path, address, SystemClock()) as node:
                due_at = issue_one(node.ledger, 1.5)
            own_server.kill()
            time.sleep(max(0.0, (due_at - SystemClock().now()).total_seconds()) + 1)
            own_server.start(own_server.port)
            found, is_alive = missed(lambda: of_node(tmp_path, address)), watching.poll() is None
        finally:
            watching.kill()
        _, told = watching.communicate()
    (entry,) = found
    assert is_alive
    assert entry.valid_from == due_at
    assert "StorageUnavailable" in told
    assert "Traceback" not in told


def of_node(home: Path, address: str) -> list[Entry]:
    try:
        with open_node(home, address, SystemClock()) as node:
            return written(node.ledger, "decision.missed")
    except StorageError:
        return []
