"""Pages over a line of the second generation: 250 kbit/s and 300 ms each way, nothing kept from before."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from forestall.clock import SystemClock, days_later, format_instant
from forestall.memory.node import open_node
from forestall.places.countries import states_at
from forestall.runs.outlook.language import language
from forestall.runs.outlook.naming import drawn_outlines, names_in
from forestall.runs.outlook.page import Pages
from forestall.runs.outlook.writing import write_outlook
from journeys.served import PHONE, ServedNode
from runs.outlook.sample import country, outlook
from warning_messages import issued

pytestmark = pytest.mark.xdist_group("browser")
SECONDS = 10
LINE = {"offline": False, "latency": 300, "downloadThroughput": 250_000 / 8, "uploadThroughput": 50_000 / 8}
FIRST_LOAD_BYTES = 200_000
PAGES = ("desk", "alerts", "assessments", "triggers", "entries", "audit", "doors", "people",
         "world", "country/SDN")  # fmt: skip
MINISTER = {"organisation": "organisation-ministry", "clearance": "high"}


def slowed(page: Page) -> Page:
    """The page's browser on a slow line, with nothing kept."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line.send("Network.emulateNetworkConditions", LINE)
    return page


def home_of(served: ServedNode) -> Path:
    """The folder of the node."""
    return Path(served.environment["FORESTALL_HOME"])


def issue_alert(served: ServedNode) -> str:
    """The id of an alert to a ministry that is in force."""
    now, home = SystemClock().now(), home_of(served)
    address = served.environment.get("FORESTALL_DATABASE", f"sqlite:///{home / 'ledger.sqlite'}")
    soon = {"due_at": format_instant(days_later(now, 2)), "expires_at": format_instant(days_later(now, 20))}
    with open_node(home, address, SystemClock()) as node:
        return issued(node.ledger, **soon).record_id


def write_world(served: ServedNode) -> None:
    """An outlook of invented figures for every state there is."""
    made = outlook()
    codes = sorted(str(state.alpha3) for state in states_at(made.issued_on) if state.alpha3)
    countries = tuple(country(code, 0.001 * (1 + number % 60)) for number, code in enumerate(codes))
    made, words = replace(made, countries=countries, marking="clear", unknown={}), language("en")
    pages = Pages(made, words, names_in(words, made.issued_on), drawn_outlines())
    write_outlook(made, home_of(served) / "outlook", pages)


def test_a_desk_and_an_alert_are_there_within_seconds_on_a_slow_line(served: ServedNode) -> None:
    served.add_people([{**MINISTER, "name": "mina", "roles": ["decision_maker"]}])
    alert = issue_alert(served)
    page = slowed(served.open("mina", "accounts/login/", viewport=PHONE))
    for path, heading in (
        ("desk", "My desk"),
        ("alerts", "Alerts"),
        (f"alerts/{alert}", "Attack on farming communities"),
    ):
        page.goto(f"{served.url}/{path}", wait_until="load", timeout=SECONDS * 1000)
        expect(page.locator("h1")).to_contain_text(heading)


def test_every_page_is_light_on_first_load(served: ServedNode) -> None:
    served.add_people([{"name": "olga", "roles": ["overseer"]}, {"name": "adam", "roles": ["administrator"]}])
    write_world(served)
    for name in ("olga", "adam"):
        page = served.open(name, "accounts/login/")
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.setCacheDisabled", {"cacheDisabled": True})
        came: list[float] = []
        line.on("Network.loadingFinished", lambda said, came=came: came.append(said["encodedDataLength"]))
        for path in PAGES:
            came.clear()
            page.goto(f"{served.url}/{path}", wait_until="load")
            assert 0 < sum(came) < FIRST_LOAD_BYTES, path
        page.goto(f"{served.url}/world")
        expect(page.locator("svg.map")).to_be_visible()  # what was weighed holds even the map
