"""A minister with sixty seconds decides on a telephone, in two presses; whoever issued the alert sees that it was."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from forestall.clock import SystemClock, format_instant
from forestall.memory.node import open_node
from journeys.served import PHONE, ServedNode, broken_rules, scrolls_sideways
from warning_messages import issued

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.both_databases]

PEOPLE = (
    {"name": "dalia", "roles": ["duty_officer"], "clearance": "high", "organisation": "organisation-union"},
    {"name": "mina", "roles": ["decision_maker"], "clearance": "high", "organisation": "organisation-ministry"},
)


@pytest.fixture
def alert(served: ServedNode) -> str:
    served.add_people(PEOPLE)
    now, home = SystemClock().now(), Path(served.environment["FORESTALL_HOME"])
    address = served.environment.get("FORESTALL_DATABASE", f"sqlite:///{home / 'ledger.sqlite'}")
    with open_node(home, address, SystemClock()) as node:
        soon = {"due_at": now + timedelta(hours=30), "expires_at": now + timedelta(days=20)}
        return issued(node.ledger, **{name: format_instant(moment) for name, moment in soon.items()}).record_id


def looks_right(page: Page) -> None:
    assert broken_rules(page) == []
    assert not scrolls_sideways(page)


def test_two_presses_on_a_telephone_decide_and_the_issuer_sees_it(served: ServedNode, alert: str) -> None:
    page = served.open("mina", viewport=PHONE)
    page.locator(".card", has_text="Decide on this alert").get_by_role("link").click()
    page.wait_for_url("**/decide/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Send mediators before market day?")
    expect(page.locator(".clock")).to_contain_text("hours left")
    expect(page.get_by_role("table")).to_contain_text("Do nothing")
    looks_right(page)
    page.get_by_role("button", name="Act as recommended").click()
    expect(page.locator(".clock")).to_contain_text("Recorded")
    expect(page.get_by_text("chosen", exact=True)).to_be_visible()

    told = served.open("dalia", f"alerts/{alert}")
    expect(told.locator("main")).to_contain_text("Recorded: Act as recommended")
    told.get_by_role("link", name="The decision").click()
    told.wait_for_url("**/decide/**")
    expect(told.get_by_role("button", name="Act as recommended")).to_have_count(0)
    shown = json.loads(served.forestall("decision", "show", alert, "--organisation", "organisation-union", "--json"))
    assert shown["statuses"][0]["kind"] == "act_as_recommended"


def test_a_deferral_says_what_is_awaited_and_stays_typed_until_it_does(served: ServedNode, alert: str) -> None:
    page = served.open("mina", f"decide/{alert}", locale="ar", viewport=PHONE)
    looks_right(page)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator("summary", has_text="القرار لاحقاً").click()
    form = page.locator("#form-defer")
    form.locator("[name=days]").fill("3")
    form.locator("[value=awaiting_information]").check()
    form.locator("button").click()
    expect(page.locator("#form-defer [role=alert]")).to_be_visible()
    expect(page.locator("#form-defer [name=days]")).to_have_value("3")
    page.locator("#form-defer [name=awaited]").fill("Whether the road is open.")
    page.locator("#form-defer button").click()
    expect(page.locator(".clock")).to_contain_text("72")
    looks_right(page)
