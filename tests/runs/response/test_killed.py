"""Killed at any moment, two workers and a decision-maker lose nothing, say nothing twice, and leave the clocks right.

How often is said by `--kills`; `make kills` kills a hundred times.
"""

import random
import time
from collections import Counter
from datetime import datetime, timedelta

import pytest

from crashing import HOURS_A_SECOND, LEFT, RacingClock, Victim, decide_for_ever, keep_watch, one_pass
from deciding import KEEPER, written
from forestall.clock import SystemClock, days_later, format_instant
from forestall.memory.ledger import Ledger, create_ledger
from forestall.memory.question import Question
from forestall.memory.read import read_all
from forestall.records.decision import Decision
from forestall.records.entry import Entry
from forestall.runs.delivery import delivery_id
from forestall.runs.order import state_of
from forestall.runs.response.clocks import Watch
from forestall.runs.response.matters import CLOCKWORK, Clockwork, sides
from forestall.runs.warning.steps import held
from forestall.warn.delivery.smtp import MailServer
from ledgers import KEY, HandClock, verified
from mail_server import Mailbox
from warning_messages import issued

TO_DECIDE = timedelta(hours=3)
LIVES_EVERY = 5
"""After how many kills a worker lives through a pass: what nobody brings for a week of its clock is brought no more."""


def issue_one(ledger: Ledger, **parts: str) -> None:
    racing, now = ledger.clock, ledger.clock.now()
    ledger.clock = HandClock(now)  # a busy machine takes hours of the racing clock to issue one
    soon = {"due_at": now + TO_DECIDE, "expires_at": days_later(now, 30)}
    issued(ledger, clock="flash", **parts, **{name: format_instant(moment) for name, moment in soon.items()})
    ledger.clock = racing


def test_killed_at_any_moment_nothing_is_lost_or_said_twice_and_the_clocks_are_right(
    address: str, host: MailServer, mailbox: Mailbox, pytestconfig: pytest.Config
) -> None:
    n_kills, chance, started = pytestconfig.getoption("--kills"), random.Random(5), SystemClock().now()
    told: dict[str, str] = {}
    with create_ledger(address, KEY, RacingClock(started)) as ledger:
        for kill in range(n_kills):
            issue_one(ledger)
            issue_one(ledger, situation=LEFT)
            at_work = [Victim(keep_watch, address, started, host) for _ in range(2)]
            deciding = Victim(decide_for_ever, address, started, kill)
            for victim in (*at_work, deciding):
                victim.wait_until_ready()
            for victim in chance.sample([*at_work, deciding], 3):
                time.sleep(chance.uniform(0, 0.15) if kill else 0.5)  # at first, long enough for something to be told
                victim.kill()
            told |= deciding.told()
            if kill % LIVES_EVERY == LIVES_EVERY - 1:
                one_pass(Watch(Clockwork(ledger, KEEPER)), ledger, host)
        time.sleep(TO_DECIDE.total_seconds() / 3600 / HOURS_A_SECOND)  # until every clock has run out
        for _ in range(2):
            one_pass(Watch(Clockwork(ledger, KEEPER)), ledger, host)
        check_decisions(ledger, told)
        check_clocks(ledger)
        check_deliveries(ledger, mailbox)
        assert verified(ledger, node=KEY.node, is_thorough=True).is_sound


def check_decisions(ledger: Ledger, told: dict[str, str]) -> None:
    """What was told is there, and there once."""
    recorded = {held(entry, Decision).alert: entry.id for entry in written(ledger, "decision.recorded")}
    assert len(recorded) == len(written(ledger, "decision.recorded"))
    assert told.items() <= recorded.items()
    assert len(told) > 0


def check_clocks(ledger: Ledger) -> None:
    """Each clock that ran out is written once, from when it ran out; none that was answered in time is."""
    n_missed = 0
    for issue in read_all(ledger, CLOCKWORK, Question(kind="alert.issued")):
        (side,) = sides(ledger, issue)
        until = side.matter.clocks
        entries = {entry.kind: entry for entry in written(ledger) if held(entry, Decision).alert == issue.record_id}
        kinds = Counter(entry.kind for entry in written(ledger) if held(entry, Decision).alert == issue.record_id)
        assert set(kinds.values()) == {1}
        decided = entries.get("decision.recorded")
        in_time = decided is not None and held(decided, Decision).status == "recorded"
        assert ("decision.missed" in entries) == (not in_time)
        if decided is not None:  # lateness is told a moment before the entry is written
            assert in_time == (decided.recorded_at < until.decide_by) or near(decided, until.decide_by)
        read_late = side.matter.acknowledged_at is None or side.matter.acknowledged_at >= until.acknowledge_by
        is_edge = side.acknowledged is not None and near(side.acknowledged, until.acknowledge_by)
        assert ("decision.unacknowledged" in entries) == read_late or is_edge
        for kind, moment in (("unacknowledged", until.acknowledge_by), ("missed", until.decide_by)):
            if entry := entries.get(f"decision.{kind}"):
                assert entry.valid_from == moment
                assert entry.recorded_at >= moment
        n_missed += not in_time
    assert n_missed > 0


def near(entry: Entry, moment: datetime) -> bool:
    """Whether an entry was written just after a moment: within what a busy machine takes to write one down."""
    return timedelta(0) <= entry.recorded_at - moment < timedelta(hours=HOURS_A_SECOND * 0.5)


def check_deliveries(ledger: Ledger, mailbox: Mailbox) -> None:
    """Every message came once; where none came, it stands in doubt before people, who may order it again."""
    messages = list(read_all(ledger, CLOCKWORK, Question(kind="alert.issued")))
    names = {one.id: delivery_id(ledger, one.id, "user-d") for one in messages}
    copies = Counter(str(mail["Message-ID"]) for mail in mailbox.mails)
    assert set(copies.values()) == {1}
    assert set(copies) <= {f"<{name}@example.net>" for name in names.values()}
    for name in names.values():
        state = state_of(ledger, CLOCKWORK, name)
        assert state is not None
        came = copies[f"<{name}@example.net>"]
        assert (state.kind == "delivery.accepted" and came == 1) or state.kind == "delivery.in_doubt"
