"""A message that may not have arrived waits before people, and goes once more only when one of them orders it."""

import pytest

from deciding import KEEPER
from deliveries import report
from forestall.errors import AccessError, BadTransition, NotFound
from forestall.memory.ledger import Ledger
from forestall.records.entry import Entry
from forestall.runs.delivery import Dispatch, Reachable, deliver_due, delivery_id, take_notice
from forestall.runs.desk import waiting_for
from forestall.runs.undelivered import send_again, undelivered
from forestall.runs.warning.alerts import acknowledge_alert, update_alert
from forestall.warn.delivery.mail import Envelope, MailWay, Recipient
from forestall.warn.delivery.smtp import MailServer
from ledgers import HandClock
from mail_server import Mailbox
from warning_messages import MINISTER, WRITER, issued, message, send
from warning_people import OFFICER, OUTSIDER, TODAY

ENVELOPE = Envelope(sender="node@example.net", url="https://node.example.net")


@pytest.fixture
def alert(ledger: Ledger, clock: HandClock) -> Entry:
    clock.present = TODAY
    return issued(ledger)


def round_of(ledger: Ledger, host: MailServer) -> dict[str, int]:
    way = MailWay(Recipient("minister@example.org", "en"), ENVELOPE, host, lambda _message, _language: ())
    return dict(deliver_due(Dispatch(ledger, KEEPER), [Reachable(MINISTER.reader, (way,))]))


def asked(ledger: Ledger, clock: HandClock) -> list[str]:
    return [each.record_id for each in waiting_for(ledger, OFFICER, clock.now()).waiting if each.verb == "send_again"]


@pytest.mark.parametrize("answer", ["hang up", "552 5.2.2 mailbox full"])
def test_it_stands_on_the_desk_of_who_may_issue_alerts_and_goes_again_once_ordered(
    ledger: Ledger, clock: HandClock, host: MailServer, mailbox: Mailbox, alert: Entry, answer: str
) -> None:
    mailbox.answers = [answer]
    status = {"hang up": "in_doubt"}.get(answer, "failed")
    assert round_of(ledger, host) == {status: 1}
    name = delivery_id(ledger, alert.id, MINISTER.user)
    assert [entry.record_id for entry in undelivered(ledger, OFFICER.reader, alert.record_id)] == [name]
    assert asked(ledger, clock) == [alert.record_id]
    with pytest.raises(AccessError):
        send_again(ledger, MINISTER, alert.record_id, name)
    with pytest.raises(NotFound):
        send_again(ledger, OUTSIDER, alert.record_id, name)
    n_before = len(mailbox.mails)
    entry = send_again(ledger, OFFICER, alert.record_id, name)
    assert (entry.kind, entry.author.user) == ("delivery.ordered", OFFICER.user)
    with pytest.raises(BadTransition):
        send_again(ledger, OFFICER, alert.record_id, name)
    assert asked(ledger, clock) == []
    assert round_of(ledger, host) == {"accepted": 1}
    assert round_of(ledger, host) == {}
    assert len(mailbox.mails) == n_before + 1
    assert undelivered(ledger, OFFICER.reader, alert.record_id) == ()


def test_an_acknowledgement_ends_the_doubt_and_a_later_message_leaves_it_behind(
    ledger: Ledger, clock: HandClock, host: MailServer, mailbox: Mailbox, alert: Entry
) -> None:
    mailbox.answers = ["hang up"]
    round_of(ledger, host)
    name = delivery_id(ledger, alert.id, MINISTER.user)
    told = message(because="A second sign.", kind="update", follows=[alert.id])
    following = send(ledger, update_alert(ledger, WRITER, alert.record_id, told))
    assert asked(ledger, clock) == []
    with pytest.raises(BadTransition):
        send_again(ledger, OFFICER, alert.record_id, name)
    mailbox.answers = ["hang up"]
    round_of(ledger, host)
    assert asked(ledger, clock) == [following.record_id]
    acknowledge_alert(ledger, MINISTER, following.record_id, "web_form")
    assert asked(ledger, clock) == []


def test_what_is_too_old_to_be_brought_is_not_ordered_again(
    ledger: Ledger, clock: HandClock, host: MailServer, mailbox: Mailbox, alert: Entry
) -> None:
    mailbox.answers = ["hang up"]
    round_of(ledger, host)
    clock.move(days=7, seconds=1)
    assert asked(ledger, clock) == []
    with pytest.raises(BadTransition, match="no older than 7 days"):
        send_again(ledger, OFFICER, alert.record_id, delivery_id(ledger, alert.id, MINISTER.user))


def test_a_report_that_it_arrived_after_all_comes_before_the_order(
    ledger: Ledger, clock: HandClock, host: MailServer, mailbox: Mailbox, alert: Entry
) -> None:
    mailbox.answers = ["hang up"]
    round_of(ledger, host)
    name = delivery_id(ledger, alert.id, MINISTER.user)
    send_again(ledger, OFFICER, alert.record_id, name)
    assert take_notice(Dispatch(ledger, KEEPER), report("failed", name)) == ()
    (entry,) = take_notice(Dispatch(ledger, KEEPER), report("delivered", name))
    assert entry.kind == "delivery.confirmed"
    assert round_of(ledger, host) == {}
    assert len(mailbox.mails) == 1
