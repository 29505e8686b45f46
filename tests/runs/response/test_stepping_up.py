"""Whom a matter went up to when a clock ran out is told: by mail, once, and on their desk."""

from deciding import KEEPER, MINISTRY, clockwork, office, passes
from forestall.memory.ledger import Ledger
from forestall.records.focal_point import FocalPoint
from forestall.runs.delivery import Dispatch, Reachable, deliver_due
from forestall.runs.desk import waiting_for
from forestall.runs.response.clocks import Watch
from forestall.runs.warning.alerts import update_alert
from forestall.runs.warning.steps import begin
from forestall.warn.delivery.mail import Envelope, MailWay, Recipient
from forestall.warn.delivery.smtp import MailServer
from ledgers import HandClock
from mail_server import Mailbox
from record_samples import said
from warning_messages import WRITER, issued, message, send
from warning_people import FACILITATOR, TERMS, TODAY, person

ENVELOPE = Envelope(sender="node@example.net", url="https://node.example.net")
DEPUTY = person("user-d3", MINISTRY, "deputy")


def test_a_deputy_hears_of_an_alert_when_its_time_to_acknowledge_ran_out_and_once(
    ledger: Ledger, clock: HandClock, host: MailServer, mailbox: Mailbox
) -> None:
    clock.present = TODAY
    for name, parts in (("focal_point-1", {"deputy": "focal_point-2"}), ("focal_point-2", {})):
        office = FocalPoint.parse({"organisation": MINISTRY, "office": said("An office")} | parts)
        begin(ledger, FACILITATOR, "focal_point.appointed", office, TERMS, record_id=name)
    issued(ledger, addressees=[{"organisation": MINISTRY, "focal_point": "focal_point-1"}])
    way = MailWay(Recipient("deputy@example.org", "en"), ENVELOPE, host, lambda _message, _language: ())
    deputy, dispatch = Reachable(DEPUTY.reader, (way,), frozenset({"focal_point-2"})), Dispatch(ledger, KEEPER)
    assert deliver_due(dispatch, [deputy]) == {}
    clock.move(hours=13)
    watch = Watch(clockwork(ledger))
    watch.keep()
    assert deliver_due(dispatch, [deputy]) == {"accepted": 1}
    clock.move(days=3)
    watch.keep()  # the decision ran out too: the next step up is not the deputy again
    assert deliver_due(dispatch, [deputy]) == {}
    assert len(mailbox.mails) == 1
    waits = {each.verb: each for each in waiting_for(ledger, DEPUTY, clock.now()).waiting}
    assert waits["record_decision"].is_late


def test_what_was_replaced_before_it_was_brought_to_a_deputy_is_brought_no_more(
    ledger: Ledger, clock: HandClock, host: MailServer, mailbox: Mailbox
) -> None:
    clock.present = TODAY
    office(ledger, "focal_point-1", deputy="focal_point-2")
    office(ledger, "focal_point-2")
    asked = [{"organisation": MINISTRY, "focal_point": "focal_point-1"}]
    alert = issued(ledger, addressees=asked)
    clock.move(hours=13)
    passes(ledger)
    told = message(because="A second sign.", kind="update", follows=[alert.id], addressees=asked)
    send(ledger, update_alert(ledger, WRITER, alert.record_id, told))
    way = MailWay(Recipient("deputy@example.org", "en"), ENVELOPE, host, lambda _message, _language: ())
    deputy = Reachable(DEPUTY.reader, (way,), frozenset({"focal_point-2"}))
    assert deliver_due(Dispatch(ledger, KEEPER), [deputy]) == {}
