import pytest
from lxml import etree

from forestall.errors import BadTransition
from forestall.memory.ledger import Ledger
from forestall.records.entry import Entry
from forestall.runs.warning.alerts import draft_alert, update_alert
from forestall.runs.warning.sending import alert_as_cap, alerts_as_atom
from forestall.runs.warning.steps import Handling
from forestall.share.exchange.atom import Feed
from forestall.share.exchange.cap.codec import read_cap, write_cap
from forestall.share.exchange.cap.message import CapMessage
from forestall.share.exchange.cap.rules import active
from ledgers import HandClock
from record_samples import DIGEST
from warning_messages import MINISTER, WRITER, issued, message, send
from warning_people import CIRCLE, OFFICER, OUTSIDER, TERMS, TODAY

FEED = Feed("urn:forestall:feed", "Alerts in force", "Network office", "https://node.example.org/alerts.atom", TODAY)


def page(record_id: str) -> str:
    return f"https://node.example.org/alerts/{record_id}"


def cap(ledger: Ledger, entry: Entry) -> CapMessage:
    return alert_as_cap(ledger, OFFICER.reader, entry.record_id, "node.example.org", "Network office")


def test_an_alert_and_its_update_leave_as_cap_that_others_can_tell_apart(ledger: Ledger, clock: HandClock) -> None:
    first = issued(ledger)
    clock.move(hours=1)
    draft = update_alert(
        ledger, WRITER, first.record_id, message(kind="update", follows=[DIGEST], because="A sign more.")
    )
    update = send(ledger, draft)
    messages = [read_cap(write_cap(cap(ledger, entry))) for entry in (first, update)]
    assert messages[1].references[0].identifier == messages[0].identifier == first.id
    assert active(messages, clock.now()) == (messages[1],)


def test_every_line_of_a_message_is_in_its_cap_form_in_every_language(ledger: Ledger) -> None:
    english, french, arabic = cap(ledger, issued(ledger)).infos
    for said in (english, french, arabic):
        assert "30%" in (said.description or "")
        assert "09:30" in (said.instruction or "")
    assert (french.headline, arabic.headline) == ("Ce que l'on sait.", "ما هو معروف")
    assert "Base rate: 4.0%" in (english.description or "")
    assert "Do nothing" in (english.instruction or "")
    assert "Fréquence de base" in (french.description or "")


def test_a_draft_leaves_for_nobody_and_an_outsider_gets_nothing(ledger: Ledger) -> None:
    draft = draft_alert(ledger, WRITER, message(), TERMS)
    with pytest.raises(BadTransition):
        cap(ledger, draft)
    sent = issued(ledger)
    with pytest.raises(BadTransition):
        alert_as_cap(ledger, OUTSIDER.reader, sent.record_id, "node.example.org", "Network office")


def test_the_feed_shows_what_is_in_force_to_whom_it_reaches(ledger: Ledger, clock: HandClock) -> None:
    sent = issued(ledger)
    send(ledger, draft_alert(ledger, WRITER, message(), Handling(CIRCLE, exercise=True)))
    name = "{http://www.w3.org/2005/Atom}entry"
    shown = etree.fromstring(alerts_as_atom(ledger, MINISTER.reader, FEED, page, page))
    assert [entry.findtext("{*}id") for entry in shown.iter(name)] == [f"urn:forestall:{sent.id}"]
    assert not list(etree.fromstring(alerts_as_atom(ledger, OUTSIDER.reader, FEED, page, page)).iter(name))
    clock.move(days=60)
    assert not list(etree.fromstring(alerts_as_atom(ledger, MINISTER.reader, FEED, page, page)).iter(name))
