"""A worker that keeps clocks and brings messages, and a decision-maker: processes to be killed at any moment."""

import os
import random
from collections.abc import Callable, Iterator
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from deciding import DECIDER, KEEPER, choice
from forestall.clock import SystemClock
from forestall.errors import BadTransition
from forestall.memory.ledger import Ledger, open_ledger
from forestall.memory.question import Question
from forestall.memory.read import read_all
from forestall.runs.delivery import Dispatch, Reachable, deliver_due
from forestall.runs.response.clocks import Watch
from forestall.runs.response.decisions import record_decision
from forestall.runs.response.matters import CLOCKWORK, Clockwork, decision_id
from forestall.warn.delivery.mail import Envelope, MailWay, Recipient
from forestall.warn.delivery.smtp import MailServer
from ledgers import KEY
from warning_people import TODAY, person
from writers import forkserver

HOURS_A_SECOND = 2
LEFT = "situation-left"
"""What an alert belongs to that nobody decides on."""
_READY = b"!"
MINISTER = person("user-d", "organisation-ministry", "addressee", "decision_maker")
ENVELOPE = Envelope(sender="node@example.net", url="https://node.example.net")
forkserver.set_forkserver_preload(["writers", "crashing"])


class RacingClock:
    """A clock on which two hours pass in a second, the same in every process that is told when it was started."""

    def __init__(self, started: datetime) -> None:
        self.started = started

    def now(self) -> datetime:
        return TODAY + (SystemClock().now() - self.started) * (HOURS_A_SECOND * 3600)


def keep_watch(address: str, started: datetime, pipe: Connection, server: MailServer) -> None:
    """Passes of the worker, one after the other."""
    with open_ledger(address, KEY, RacingClock(started)) as ledger:
        os.write(pipe.fileno(), _READY)
        watch = Watch(Clockwork(ledger, KEEPER))
        while True:
            one_pass(watch, ledger, server)


def one_pass(watch: Watch, ledger: Ledger, server: MailServer) -> None:
    """One pass: clocks first, then deliveries to the one person who is reached by mail."""
    watch.keep()
    way = MailWay(Recipient("minister@example.org", "en"), ENVELOPE, server, lambda _message, _language: ())
    deliver_due(Dispatch(ledger, KEEPER), [Reachable(MINISTER.reader, (way,))])


def decide_for_ever(address: str, started: datetime, pipe: Connection, seed: int) -> None:
    """Decide on alerts in any order, each once, and tell each entry once it is acknowledged."""
    chance = random.Random(seed)
    with open_ledger(address, KEY, RacingClock(started)) as ledger:
        os.write(pipe.fileno(), _READY)
        while True:
            for alert in undecided(ledger):
                if chance.random() < 0.2:
                    continue
                try:
                    entry = record_decision(Clockwork(ledger, KEEPER), DECIDER, alert, choice())
                except BadTransition:
                    continue  # another was first
                os.write(pipe.fileno(), f"{alert} {entry.id}\n".encode())


def undecided(ledger: Ledger) -> Iterator[str]:
    """The alerts on which nobody has decided yet, and somebody may."""
    decided = {entry.record_id for entry in read_all(ledger, CLOCKWORK, Question(kind="decision.recorded"))}
    for entry in read_all(ledger, CLOCKWORK, Question(kind="alert.issued")):
        is_left = entry.body.get("situation") == LEFT
        if not is_left and decision_id(entry.record_id, DECIDER.reader.organisation or "") not in decided:
            yield entry.record_id


class Victim:
    """A process to be killed, and what it told until then."""

    def __init__(self, work: Callable[..., None], address: str, started: datetime, *more: object) -> None:
        self._reading, writing = forkserver.Pipe(duplex=False)
        self._process: ForkServerProcess = forkserver.Process(target=work, args=(address, started, writing, *more))
        self._process.start()
        writing.close()

    def wait_until_ready(self) -> None:
        """Return when it is about to do its work."""
        assert os.read(self._reading.fileno(), 1) == _READY

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self._process.kill()
        self._process.join()

    def told(self) -> dict[str, str]:
        """The entry of each decision that it was told is recorded, by alert."""
        content = b""
        while some := os.read(self._reading.fileno(), 1 << 16):
            content += some
        self._reading.close()
        lines = content.removeprefix(_READY).decode().rpartition("\n")[0].splitlines()
        return dict(zip(*[iter(" ".join(lines).split())] * 2, strict=True))
