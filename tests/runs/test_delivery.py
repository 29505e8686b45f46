"""Messages reach mailboxes, and how far they came is on record."""

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from threading import Thread
from typing import Any

import pytest

from forestall.clock import format_instant
from forestall.errors import BadSetting
from forestall.memory.ledger import Ledger, open_ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all
from forestall.records.delivery import Delivery
from forestall.records.entry import Author, Draft, Entry
from forestall.records.values.marking import Marking
from forestall.runs.delivery import Dispatch, Reachable, deliver_due, delivery_id, take_notice
from forestall.warn.delivery import smtp
from forestall.warn.delivery.mail import Envelope, MailWay, Recipient
from forestall.warn.delivery.smtp import MailServer, mail_server
from forestall.warn.delivery.way import Answer, Attachment, Way
from ledgers import CLEAR, KEY, HandClock
from mail_server import NOTICE, Mailbox, MailHost
from record_samples import MINISTER, MINISTRY, SAMPLES

KEEPER = Author(user="user-keeper", organisation="organisation-node")
ENVELOPE = Envelope(sender="node@example.net", url="https://node.example.net")
RED = Marking.parse({"tlp": "red", "recipients": [MINISTER]})


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def host(mailbox: Mailbox) -> Iterator[MailServer]:
    running = MailHost(mailbox)
    running.start()
    yield running.address
    running.stop()


def issue(ledger: Ledger, marking: Marking = CLEAR, kind: str = "alert.issued", **terms: Any) -> Entry:
    draft = Draft.parse(
        {"kind": kind, "record_id": "alert-1", "body": SAMPLES["alert"], "author": KEEPER, "marking": marking} | terms
    )
    return ledger.append([draft.model_copy(update={"body": draft.record().to_json()})])[0]


def paper(_: Entry, language: str) -> tuple[Attachment, ...]:
    return (Attachment(f"alert-{language}.pdf", "application/pdf", b"%PDF"),)


def minister(server: MailServer, language: str = "en", organisation: str = MINISTRY, user: str = MINISTER) -> Reachable:
    way = MailWay(Recipient("minister@example.org", language), ENVELOPE, server, paper)
    return reached(way, organisation, user)


def reached(way: Way, organisation: str = MINISTRY, user: str = MINISTER) -> Reachable:
    return Reachable(Reader(user=user, organisation=organisation), (way,), frozenset({"focal_point-1"}))


def dispatch(ledger: Ledger) -> Dispatch:
    return Dispatch(ledger, KEEPER)


def history(ledger: Ledger) -> list[str]:
    told = read_all(ledger, Reader(user=KEEPER.user, organisation=KEEPER.organisation), Question(prefix="delivery"))
    return [Delivery.parse(entry.body).status for entry in told]


def test_a_message_is_handed_over_once_and_called_accepted_not_sent(
    ledger: Ledger, host: MailServer, mailbox: Mailbox
) -> None:
    message = issue(ledger)
    assert deliver_due(dispatch(ledger), [minister(host)]) == {"accepted": 1}
    assert deliver_due(dispatch(ledger), [minister(host)]) == {}
    (mail,) = mailbox.mails
    assert mail["Message-ID"] == f"<{delivery_id(ledger, message.id, MINISTER)}@example.net>"
    assert "unlikely" in mail["Subject"]
    body = mail.get_body()
    assert body is not None
    assert "https://node.example.net/alerts/alert-1" in body.get_content()
    assert [part.get_filename() for part in mail.iter_attachments()] == ["alert-en.pdf"]
    assert {"RET=HDRS", "NOTIFY=SUCCESS,FAILURE,DELAY"} <= set(mailbox.asked)
    assert history(ledger) == ["begun", "handing_over", "accepted"]


def test_what_is_marked_beyond_a_community_goes_by_mail_only_as_a_notice_that_it_waits(
    ledger: Ledger, host: MailServer, mailbox: Mailbox
) -> None:
    issue(ledger, RED)
    assert deliver_due(dispatch(ledger), [minister(host, "fr")]) == {"accepted": 1}
    text = mailbox.mails[0].as_string()
    assert "Un message vous attend" in mailbox.mails[0]["Subject"]
    assert not any(word in text for word in ("SD-DW", ".pdf", "unlikely"))


def test_nobody_gets_mail_of_what_they_may_not_read_or_is_not_addressed_to_them(
    ledger: Ledger, host: MailServer, mailbox: Mailbox
) -> None:
    issue(ledger, RED)
    others = [minister(host, user="user-other"), minister(host, user="user-third", organisation="organisation-else")]
    assert deliver_due(dispatch(ledger), others) == {}
    assert mailbox.mails == []


def test_an_exercise_stays_inside_the_node(ledger: Ledger, host: MailServer, mailbox: Mailbox) -> None:
    issue(ledger, exercise=True)
    assert deliver_due(dispatch(ledger), [minister(host)]) == {}
    assert mailbox.mails == []


def test_a_server_that_is_away_is_tried_again_later_and_given_up_in_the_end(ledger: Ledger, clock: HandClock) -> None:
    issue(ledger)
    nobody = minister(MailServer("127.0.0.1", 9, "smtp+plain"))
    assert deliver_due(dispatch(ledger), [nobody]) == {"delayed": 1}
    assert deliver_due(dispatch(ledger), [nobody]) == {}
    for minutes in (1, 5, 15, 60):
        clock.move(minutes=minutes)
        assert deliver_due(dispatch(ledger), [nobody]) == {"delayed": 1}
    clock.move(hours=49)
    assert deliver_due(dispatch(ledger), [nobody]) == {"failed": 1}
    clock.move(hours=2)
    assert deliver_due(dispatch(ledger), [nobody]) == {}
    assert history(ledger).count("begun") == 6


def test_a_lasting_refusal_is_a_failure_and_is_not_tried_again(
    ledger: Ledger, host: MailServer, mailbox: Mailbox, clock: HandClock
) -> None:
    issue(ledger)
    mailbox.answers = ["550 5.7.1 minister@example.org is not wanted here"]
    assert deliver_due(dispatch(ledger), [minister(host)]) == {"failed": 1}
    clock.move(hours=2)
    assert deliver_due(dispatch(ledger), [minister(host)]) == {}
    told = read_all(ledger, Reader(user=KEEPER.user, organisation=KEEPER.organisation), Question(prefix="delivery"))
    bodies = [entry.body for entry in told]
    assert bodies[-1]["reply"] == "550 5.7.1"
    assert "minister@" not in str(bodies)


class Dies(Exception):
    """The process, killed."""


class DiesBefore(MailServer):
    """Is killed with all of a mail at the server but the dot that ends it."""

    def send(self, mail: EmailMessage, reference: str, before_handing_over: Callable[[], None]) -> Answer:
        return super().send(mail, reference, dies)


class DiesAfter(MailServer):
    """Hands a mail over and is killed before anybody hears of it."""

    def send(self, mail: EmailMessage, reference: str, before_handing_over: Callable[[], None]) -> Answer:
        super().send(mail, reference, before_handing_over)
        raise Dies


def dies() -> None:
    raise Dies


def test_killed_before_it_hands_over_it_left_nothing_there_and_the_message_goes(
    ledger: Ledger, host: MailServer, mailbox: Mailbox, clock: HandClock
) -> None:
    issue(ledger)
    with pytest.raises(Dies):
        deliver_due(dispatch(ledger), [minister(DiesBefore(host.host, host.port, host.security))])
    assert (history(ledger), mailbox.mails) == (["begun"], [])
    clock.move(minutes=1)
    assert deliver_due(dispatch(ledger), [minister(host)]) == {"accepted": 1}
    assert len(mailbox.mails) == 1


def test_killed_between_handing_over_and_writing_down_it_leaves_the_message_in_doubt_and_sends_it_no_second_time(
    ledger: Ledger, host: MailServer, mailbox: Mailbox, clock: HandClock
) -> None:
    message = issue(ledger)
    with pytest.raises(Dies):
        deliver_due(dispatch(ledger), [minister(DiesAfter(host.host, host.port, host.security))])
    assert history(ledger) == ["begun", "handing_over"]
    clock.move(minutes=4)
    assert deliver_due(dispatch(ledger), [minister(host)]) == {}  # whoever has it in hand may still hear of it
    clock.move(minutes=1)
    assert deliver_due(dispatch(ledger), [minister(host)]) == {"in_doubt": 1}
    clock.move(hours=30)
    assert deliver_due(dispatch(ledger), [minister(host)]) == {}
    assert len(mailbox.mails) == 1
    (entry,) = take_notice(dispatch(ledger), report("delivered", delivery_id(ledger, message.id, MINISTER)))
    assert (entry.kind, history(ledger)[-1]) == ("delivery.confirmed", "delivered")  # the server's report ends it


@pytest.mark.parametrize(("answer", "n_mails"), [("hang up", 1), ("stay silent", 0)])
def test_a_server_whose_last_word_does_not_come_leaves_the_message_in_doubt(
    ledger: Ledger,
    host: MailServer,
    mailbox: Mailbox,
    clock: HandClock,
    answer: str,
    n_mails: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(smtp, "SECONDS_FOR_THE_LAST_WORD", 0.2)
    issue(ledger)
    mailbox.answers = [answer]
    assert deliver_due(dispatch(ledger), [minister(host)]) == {"in_doubt": 1}
    clock.move(hours=3)
    assert deliver_due(dispatch(ledger), [minister(host)]) == {}
    assert len(mailbox.mails) == n_mails


def test_a_server_that_takes_the_mail_and_its_leave_badly_has_taken_it(
    ledger: Ledger, host: MailServer, mailbox: Mailbox, clock: HandClock
) -> None:
    issue(ledger)
    mailbox.to_quit = "421 4.3.2 shutting down"
    assert deliver_due(dispatch(ledger), [minister(host)]) == {"accepted": 1}
    clock.move(hours=1)
    assert deliver_due(dispatch(ledger), [minister(host)]) == {}
    assert len(mailbox.mails) == 1


def test_a_server_that_asks_for_patience_is_asked_again_and_takes_the_message_once(
    ledger: Ledger, host: MailServer, mailbox: Mailbox, clock: HandClock
) -> None:
    issue(ledger)
    mailbox.to_recipients = ["450 4.2.0 greylisted, come back in a minute"]
    mailbox.answers = ["451 4.7.1 not yet"]
    for expected in ("delayed", "delayed", "accepted"):
        assert deliver_due(dispatch(ledger), [minister(host)]) == {expected: 1}
        clock.move(minutes=5)
    assert history(ledger) == [
        *("begun", "delayed"), *("begun", "handing_over", "delayed"), *("begun", "handing_over", "accepted"),
    ]  # fmt: skip
    assert len(mailbox.mails) == 1


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


def test_what_refuses_this_node_and_not_its_addressee_is_tried_again(ledger: Ledger, clock: HandClock) -> None:
    issue(ledger)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        turned_away = Thread(target=turn_away, args=(listening,))
        turned_away.start()
        server = MailServer("127.0.0.1", listening.getsockname()[1], "smtp+plain")
        assert deliver_due(dispatch(ledger), [minister(server)]) == {"delayed": 1}
        turned_away.join()


def turn_away(listening: socket.socket) -> None:
    with listening.accept()[0] as guest:
        guest.sendall(b"554 5.7.1 no service for you\r\n")


def test_a_message_that_another_took_the_place_of_is_not_brought_any_more(
    ledger: Ledger, host: MailServer, mailbox: Mailbox, clock: HandClock
) -> None:
    issue(ledger)
    clock.move(seconds=5)
    issue(ledger, kind="alert.superseded")
    issue(ledger, kind="alert.updated", record_id="alert-2")
    assert deliver_due(dispatch(ledger), [minister(host)]) == {"accepted": 1}
    assert "alerts/alert-2" in mailbox.mails[0].as_string()


def report(action: str, reference: str) -> bytes:
    return NOTICE.format(
        action=action, status="2.0.0", envelope=f"Original-Envelope-Id: {reference}\n", message_id="<x@y>"
    ).encode()


def test_a_servers_report_moves_a_delivery_on_and_never_back(ledger: Ledger, host: MailServer) -> None:
    message = issue(ledger)
    deliver_due(dispatch(ledger), [minister(host)])
    reference = delivery_id(ledger, message.id, MINISTER)
    assert take_notice(dispatch(ledger), report("delivered", "delivery-mfrggzdfmztwq2lknnwg23tpoa")) == ()
    (entry,) = take_notice(dispatch(ledger), report("delivered", reference))
    assert entry.kind == "delivery.confirmed"
    assert take_notice(dispatch(ledger), report("failed", reference)) == ()
    assert history(ledger) == ["begun", "handing_over", "accepted", "delivered"]


def test_a_server_on_the_way_that_goes_on_trying_does_not_have_the_message_sent_again(
    ledger: Ledger, host: MailServer, mailbox: Mailbox, clock: HandClock
) -> None:
    message = issue(ledger)
    deliver_due(dispatch(ledger), [minister(host)])
    assert take_notice(dispatch(ledger), report("delayed", delivery_id(ledger, message.id, MINISTER))) == ()
    clock.move(hours=1)
    assert deliver_due(dispatch(ledger), [minister(host)]) == {}
    assert len(mailbox.mails) == 1


def test_mail_goes_unprotected_to_this_machine_only() -> None:
    server = mail_server("smtps://node%40example.net@mail.example.net", "secret")
    assert (server.host, server.port, server.user) == ("mail.example.net", 465, "node@example.net")
    assert "secret" not in repr(server)
    for address in ("smtp+plain://mail.example.net", "http://mail.example.net", "smtp://"):
        with pytest.raises(BadSetting):
            mail_server(address, None)


def test_an_old_message_is_not_sent_when_mail_is_switched_on_weeks_later(
    ledger: Ledger, host: MailServer, clock: HandClock
) -> None:
    issue(ledger)
    clock.move(days=8)
    assert deliver_due(dispatch(ledger), [minister(host)]) == {}
    assert format_instant(clock.now() - timedelta(days=8)).startswith("2024-04-30")
