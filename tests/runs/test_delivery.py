"""Messages reach mailboxes, and how far they came is on record."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from forestall.clock import format_instant
from forestall.errors import BadSetting
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all
from forestall.records.delivery import Delivery
from forestall.records.entry import Author, Draft, Entry
from forestall.records.values.marking import Marking
from forestall.runs.delivery import Dispatch, Reachable, deliver_due, delivery_id, take_notice
from forestall.warn.delivery.mail import Envelope, MailWay, Recipient
from forestall.warn.delivery.smtp import MailServer, mail_server
from forestall.warn.delivery.way import Answer, Attachment, Way
from ledgers import CLEAR, HandClock
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
    assert history(ledger) == ["begun", "accepted"]


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
    assert deliver_due(dispatch(ledger), [nobody]) == {}
    assert history(ledger).count("begun") == 5


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


class DiesAfter(MailServer):
    """Hands a mail over and is killed before anybody hears of it."""

    def send(self, mail: EmailMessage, reference: str) -> Answer:
        super().send(mail, reference)
        raise Dies


def test_killed_between_handing_over_and_writing_down_it_sends_the_same_message_again(
    ledger: Ledger, host: MailServer, mailbox: Mailbox, clock: HandClock
) -> None:
    issue(ledger)
    with pytest.raises(Dies):
        deliver_due(dispatch(ledger), [minister(DiesAfter(host.host, host.port, host.security))])
    assert history(ledger) == ["begun"]
    clock.move(minutes=1)
    assert deliver_due(dispatch(ledger), [minister(host)]) == {"accepted": 1}
    first, second = mailbox.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert history(ledger) == ["begun", "begun", "accepted"]


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
    assert history(ledger) == ["begun", "accepted", "delivered"]


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
