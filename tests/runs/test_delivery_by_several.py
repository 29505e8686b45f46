"""Two workers on one delivery, and a server's own report between them: one of them hands it over, once."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from typing import Any

import pytest

from deliveries import Dies, DiesBefore, dies, dispatch, history, issue, minister, reached, report
from forestall.memory.ledger import Ledger, open_ledger
from forestall.records.entry import Entry
from forestall.records.values.marking import Marking
from forestall.runs.delivery import deliver_due, delivery_id, take_notice
from forestall.warn.delivery.smtp import MailServer
from forestall.warn.delivery.way import Answer
from ledgers import KEY, HandClock
from mail_server import Mailbox
from record_samples import MINISTER


class Slow(MailServer):
    """Lets something happen while a mail is all there but for its last dot, or once it was answered."""

    def __init__(self, host: MailServer, *, before: Callable[[], Any] | None = None, after: Any = None) -> None:
        super().__init__(host.host, host.port, host.security)
        object.__setattr__(self, "meanwhile", (before, after))

    def send(self, mail: EmailMessage, reference: str, before_handing_over: Callable[[], None]) -> Answer:
        before, after = self.meanwhile  # type: ignore[attr-defined]

        def both() -> None:
            if before is not None:
                before()
            before_handing_over()

        answer = super().send(mail, reference, both)
        if after is not None:
            after()
        return answer


def test_of_two_workers_one_hands_over_even_where_the_first_was_given_up_for_dead(
    ledger: Ledger, host: MailServer, mailbox: Mailbox, clock: HandClock, address: str
) -> None:
    issue(ledger)
    with open_ledger(address, KEY, clock) as other:

        def second_worker() -> None:
            clock.move(minutes=2)  # the first hangs for so long before it hands over
            assert deliver_due(dispatch(other), [minister(host)]) == {"accepted": 1}

        assert deliver_due(dispatch(ledger), [minister(Slow(host, before=second_worker))]) == {}
    assert len(mailbox.mails) == 1
    assert history(ledger) == ["begun", "begun", "handing_over", "accepted"]


def test_who_was_given_up_for_dead_hands_over_no_more_once_another_has_begun(
    ledger: Ledger, host: MailServer, mailbox: Mailbox, clock: HandClock, address: str
) -> None:
    issue(ledger)
    with open_ledger(address, KEY, clock) as other:

        def begins_and_dies() -> None:
            clock.move(minutes=2)
            with pytest.raises(Dies):
                deliver_due(dispatch(other), [minister(DiesBefore(host.host, host.port, host.security))])

        assert deliver_due(dispatch(ledger), [minister(Slow(host, before=begins_and_dies))]) == {}
    assert (history(ledger), mailbox.mails) == (["begun", "begun"], [])
    clock.move(minutes=5)
    assert deliver_due(dispatch(ledger), [minister(host)]) == {"accepted": 1}
    assert len(mailbox.mails) == 1


class Telling(HandClock):
    """A clock that lets something happen when it is asked for the time for the n-th time."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self.left = 0
        self.then: Callable[[], None] = dies

    def now(self) -> datetime:
        self.left -= 1
        if self.left == 0:
            self.then()
        return self.present


class Counting:
    """A way whose other side knows a second message by its id."""

    name, channel = "webhook-1", "webhook"

    def __init__(self) -> None:
        self.sends: Counter[str] = Counter()
        self.is_dying = False

    def carries(self, marking: Marking) -> bool:
        return marking.tlp.word == "clear"

    def send(self, message: Entry, _delivery: str, _before_handing_over: Callable[[], None]) -> Answer:
        self.sends[message.record_id] += 1
        if self.is_dying:
            raise Dies
        return Answer("delivered", "200")


@pytest.mark.parametrize("is_dying", [False, True])
def test_whatever_two_workers_do_in_whatever_order_each_message_is_handed_over_by_one(
    ledger: Ledger, address: str, is_dying: bool
) -> None:
    telling, way = Telling(ledger.clock.now()), Counting()
    with open_ledger(address, KEY, HandClock(telling.present)) as other:

        def second_worker() -> None:
            way.is_dying = is_dying  # in the middle of its work, as far as the first can see
            with suppress(Dies):
                deliver_due(dispatch(other), [reached(way)])
            way.is_dying = False

        ledger.clock, telling.then = telling, second_worker
        for moment in range(1, 14):
            issue(ledger, record_id=f"alert-{moment}")
            telling.left = moment
            deliver_due(dispatch(ledger), [reached(way)])
            telling.left = 0
    assert len(way.sends) == 13
    assert set(way.sends.values()) == {1}


def test_an_answer_that_comes_after_the_doubt_or_the_servers_own_report_stops_nobody(
    ledger: Ledger, host: MailServer, mailbox: Mailbox, clock: HandClock, address: str
) -> None:
    first = issue(ledger)
    with open_ledger(address, KEY, clock) as other:

        def doubts() -> None:
            clock.move(minutes=5)
            assert deliver_due(dispatch(other), [minister(host)]) == {"in_doubt": 1}

        assert deliver_due(dispatch(ledger), [minister(Slow(host, after=doubts))]) == {"accepted": 1}
        second = issue(ledger, record_id="alert-2")

        def reports() -> None:
            assert take_notice(dispatch(other), report("delivered", delivery_id(ledger, second.id, MINISTER)))

        assert deliver_due(dispatch(ledger), [minister(Slow(host, after=reports))]) == {}
    assert history(ledger)[3:] == ["accepted", "begun", "handing_over", "delivered"]
    assert first.id != second.id
    assert len(mailbox.mails) == 2
