"""Alerts as files over both doors: who may fetch them, with what proof, and what stands in them."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography import x509
from icalendar import Calendar
from lxml import etree

from doors import House
from forestall.clock import SystemClock, days_later
from forestall.runs.warning.alerts import draft_alert
from forestall.share.exchange.cap.signature import Pin, read_signed
from warning_messages import WRITER, message, send
from warning_people import TERMS, TODAY

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def minister(house: House) -> Any:
    return house.person("emeka", "addressee", organisation="organisation-ministry", clearance="high")


def drafted(house: House, **parts: Any) -> str:
    now = SystemClock().now()
    told = message(due_at=days_later(now, 3), expires_at=days_later(now, 10), **parts)
    return draft_alert(house.node.ledger, WRITER, told, TERMS).record_id


def issued(house: House, **parts: Any) -> str:
    now = SystemClock().now()
    told = message(due_at=days_later(now, 3), expires_at=days_later(now, 10), **parts)
    return send(house.node.ledger, draft_alert(house.node.ledger, WRITER, told, TERMS)).record_id


def token(account: Any, *verbs: str) -> str:
    from forestall.api.accounts.tokens import make_token

    return make_token(account, "a test", verbs, 1, SystemClock().now())


def basic(name: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


def test_an_issued_alert_leaves_as_signed_cap_by_either_door(house: House, minister: Any) -> None:
    name, browser = issued(house), house.browser(minister)
    for address in (f"/alerts/{name}.cap", f"/api/alerts/{name}/cap"):
        answer = browser.get(address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/cap+xml")
        certificate = x509.load_pem_x509_certificate((house.settings.home / "keys/cap.pem").read_bytes())
        pin = Pin("127.0.0.1", certificate, certificate.not_valid_after_utc)
        found = read_signed(answer.content, [pin], SystemClock().now())
        assert (found.message_type, found.status, found.scope) == ("Alert", "Actual", "Private")


def test_a_draft_leaves_the_node_in_no_form(house: House) -> None:
    name = drafted(house)
    browser = house.browser(house.person("amina", "analyst", organisation="organisation-union", clearance="high"))
    for ending in ("cap", "pdf", "txt"):
        assert browser.get(f"/alerts/{name}.{ending}").status_code == 409
    for form in ("cap", "pdf", "short"):
        assert browser.get(f"/api/alerts/{name}/{form}").status_code == 409


def test_paper_and_twin_say_what_the_page_says(house: House, minister: Any) -> None:
    name, browser = issued(house), house.browser(minister)
    paper = browser.get(f"/alerts/{name}.pdf")
    assert (paper.headers["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    twin = browser.get(f"/alerts/{name}.txt")
    assert twin.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert len(twin.content.decode()) <= 160
    assert twin.content == browser.get(f"/api/alerts/{name}/short").content


def test_what_ran_out_is_handed_out_as_nothing_that_holds(house: House, minister: Any) -> None:
    name = issued(house)
    with time_machine.travel(TODAY + timedelta(days=11)):
        later = house.browser(minister)
        assert later.get(f"/alerts/{name}.txt").status_code == 409
        assert b"<entry" not in later.get("/alerts.atom").content
        assert later.get(f"/alerts/{name}.pdf").status_code == 200


def test_the_feed_names_addresses_that_are_there(house: House, minister: Any) -> None:
    name, browser = issued(house), house.browser(minister)
    answer = browser.get("/alerts.atom")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = etree.fromstring(answer.content)
    links = {link.get("rel"): link.get("href") for link in root.iter(f"{ATOM}link")}
    url = house.settings.url
    assert links == {"self": f"{url}/alerts.atom", "alternate": f"{url}/alerts/{name}",
                     "enclosure": f"{url}/alerts/{name}.cap"}  # fmt: skip
    for address in links.values():
        assert browser.get(str(address).removeprefix(url)).status_code == 200


def test_the_calendar_says_when_and_never_what(house: House, minister: Any) -> None:
    name, browser = issued(house), house.browser(minister)
    answer = browser.get("/alerts.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    assert {str(event["SUMMARY"]) for event in events} == {"An acknowledgement is due", "A decision is due"}
    assert {str(event["URL"]) for event in events} == {f"{house.settings.url}/alerts/{name}"}


def test_a_calendar_shows_its_token_as_a_password_and_may_nothing_else_with_it(house: House, minister: Any) -> None:
    issued(house)
    nobody, shown = house.browser(), basic("emeka", token(minister, "read_calendar"))
    asked = nobody.get("/api/alerts.ics")
    assert asked.status_code == 401
    assert "Basic" in asked.headers["WWW-Authenticate"]
    assert b"VEVENT" in nobody.get("/api/alerts.ics", headers=shown).content
    assert nobody.get("/api/alerts.atom", headers=shown).status_code == 403
    assert nobody.get("/api/desk", headers=shown).status_code == 401
    assert nobody.get("/api/alerts.ics", headers=basic("amina", shown["Authorization"])).status_code == 401
    # No address holds a token: it would end up in logs and histories.
    assert nobody.get(f"/api/alerts.ics?token={token(minister, 'read_calendar')}").status_code == 401
    assert nobody.get("/alerts.ics").status_code == 302


def test_an_outsider_cannot_tell_that_an_alert_is_there_in_any_form(house: House) -> None:
    name = issued(house)
    browser = house.browser(house.person("xeno", "analyst", organisation="organisation-elsewhere"))
    for ending in ("cap", "pdf", "txt"):
        nothing = browser.get(f"/alerts/alert-nowhere.{ending}")
        assert browser.get(f"/alerts/{name}.{ending}").content == nothing.content
        assert nothing.status_code == 404
    assert b"<entry" not in browser.get("/alerts.atom").content
    assert b"VEVENT" not in browser.get("/alerts.ics").content
