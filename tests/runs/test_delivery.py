"""Messages reach mailboxes, and how far they came is on record."""

import socket
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from threading import Thread

import pytest

from deliveries import (
    KEEPER,
    RED,
    Dies,
    DiesAfter,
    DiesBefore,
    dispatch,
    history,
    issue,
    minister,
    report,
)
from forestall.clock import format_instant
from forestall.errors import BadSetting
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all
from forestall.records.delivery import Delivery
from forestall.runs.delivery import deliver_due, delivery_id, take_notice
from forestall.warn.delivery import smtp
from forestall.warn.delivery.smtp import MailServer, mail_server
from ledgers import HandClock
from mail_server import Mailbox
from record_samples import MINISTER


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


def test_what_waited_for_days_is_tried_as_often_as_anything_and_taken_whenever_a_server_takes_it(
    ledger: Ledger, host: MailServer, mailbox: Mailbox, clock: HandClock
) -> None:
    issue(ledger)
    clock.move(days=3)  # nobody was at work
    mailbox.answers = ["451 4.7.1 not yet"] * 4
    for _ in range(4):
        assert deliver_due(dispatch(ledger), [minister(host)]) == {"delayed": 1}
        clock.move(hours=1)
    assert deliver_due(dispatch(ledger), [minister(host)]) == {"accepted": 1}


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
    assert last_attempt(ledger) == 1
    (entry,) = take_notice(dispatch(ledger), report("delivered", delivery_id(ledger, message.id, MINISTER)))
    assert (entry.kind, history(ledger)[-1]) == ("delivery.confirmed", "delivered")  # the server's report ends it


@pytest.mark.parametrize(("answer", "n_mails"), [("hang up", 1), ("stay silent", 0), ("who are you?", 0)])
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


def test_what_refuses_this_node_and_not_its_addressee_is_tried_again(
    ledger: Ledger, host: MailServer, mailbox: Mailbox, clock: HandClock
) -> None:
    issue(ledger)
    mailbox.to_sender = "550 5.7.1 no mail of yours"
    assert deliver_due(dispatch(ledger), [minister(host)]) == {"delayed": 1}
    clock.move(minutes=1)
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


def last_attempt(ledger: Ledger) -> int:
    told = read_all(ledger, Reader(user=KEEPER.user, organisation=KEEPER.organisation), Question(prefix="delivery"))
    return Delivery.parse(list(told)[-1].body).n_attempts


@pytest.mark.parametrize(("to_recipient", "answer"), [("251 2.1.5 will forward", "250 ok"), ("250 ok", "252 taken")])
def test_a_server_that_takes_it_in_other_words_has_taken_it(
    ledger: Ledger, host: MailServer, mailbox: Mailbox, to_recipient: str, answer: str
) -> None:
    issue(ledger)
    mailbox.to_recipients, mailbox.answers = [to_recipient], [answer]
    assert deliver_due(dispatch(ledger), [minister(host)]) == {"accepted": 1}
    assert len(mailbox.mails) == 1


def test_a_line_that_begins_with_a_dot_ends_no_mail(host: MailServer, mailbox: Mailbox) -> None:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = "node@example.net", "minister@example.org"
    mail.set_content("One line.\n.\n.. and more\n")
    assert host.send(mail, "delivery-x", lambda: None).status == "accepted"
    assert mailbox.mails[0].get_content().splitlines() == ["One line.", ".", ".. and more"]
