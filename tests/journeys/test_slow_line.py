"""Pages over a line of the second generation: 250 kbit/s and 300 ms each way, nothing kept from before."""

import pytest
from playwright.sync_api import Page, expect

from journeys.served import PHONE, ServedNode

pytestmark = pytest.mark.xdist_group("browser")
SECONDS = 10
LINE = {"offline": False, "latency": 300, "downloadThroughput": 250_000 / 8, "uploadThroughput": 50_000 / 8}
FIRST_LOAD_BYTES = 200_000
PAGES = ("desk", "alerts", "assessments", "triggers", "entries", "audit", "doors", "people")


def slowed(page: Page) -> Page:
    """The page's browser on a slow line, with nothing kept."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line.send("Network.emulateNetworkConditions", LINE)
    return page


def test_a_desk_and_an_alert_are_there_within_seconds_on_a_slow_line(served: ServedNode) -> None:
    served.add_people([{"name": "olga", "roles": ["overseer"]}, {"name": "adam", "roles": ["administrator"]}])
    page = slowed(served.open("olga", "accounts/login/", viewport=PHONE))
    for path, heading in (("desk", "My desk"), ("alerts", "Alerts")):
        page.goto(f"{served.url}/{path}", wait_until="load", timeout=SECONDS * 1000)
        expect(page.locator("h1")).to_contain_text(heading)


def test_every_page_is_light_on_first_load(served: ServedNode) -> None:
    served.add_people([{"name": "olga", "roles": ["overseer"]}, {"name": "adam", "roles": ["administrator"]}])
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
