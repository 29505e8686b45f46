"""Somebody new starts an exercise and goes from nothing to an issued alert and a recorded decision.

What the way asks is counted and held to budgets near what it asks today: whoever makes it longer must say why.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from journeys.effort import Effort
from journeys.served import PHONE, ServedNode, broken_rules, scrolls_sideways, serve

pytestmark = pytest.mark.xdist_group("browser")

COMMANDS = ("export FORESTALL_HOME=/tmp/exercise", "forestall exercise start", "forestall serve")
BUDGETS = {"pages": 8, "presses": 21, "fields": 12, "read": 710, "scanned": 950, "typed": 50, "keyed": 100}
MINUTES = 10
HARM_CHECK = {
    "who_could_be_hurt": "People who spoke to monitors.",
    "how": "Reprisals against them.",
    "mitigation": "No village is named.",
    "alternative": "Tell the elders alone.",
}


@pytest.fixture
def drill(browser: Browser, tmp_path: Path) -> Iterator[ServedNode]:
    """An exercise as it is started, served."""
    with serve(tmp_path / "drill", browser, begin=("exercise", "start")) as node:
        yield node


class Newcomer:
    """Somebody with a telephone, the link, and no manual."""

    def __init__(self, node: ServedNode) -> None:
        self.effort = Effort()
        self.page: Page = node.browser.new_context(locale="en-GB", viewport=PHONE).new_page()
        for command in COMMANDS:
            self.effort.command(command)
        self.effort.look_at(node.begun)
        self.effort.presses += 1
        self.page.goto(next(word for word in node.begun.split() if "/play/" in word))
        self.look()

    def field(self, name: str) -> Locator:
        return self.page.locator(f"[name={name}]")

    def look(self) -> None:
        """Read the page, which must be fit to be read."""
        expect(self.page.locator(".exercise")).to_be_visible()
        assert broken_rules(self.page) == []
        assert not scrolls_sideways(self.page)
        self.effort.look(self.page)

    def go_on(self, what: Locator, then: str) -> None:
        """Press, and read what comes; the yellow line says by then what is next."""
        self.effort.press(what)
        expect(self.page.locator(".leads")).to_contain_text(then)
        self.look()

    def write(self) -> None:
        """What nobody else can know: a sentence, a question, what one recommends, how probable, how sure."""
        self.effort.fill(
            self.field("headline"), "Attack on people in Westreach before February: mediators are asked for"
        )
        self.effort.fill(self.field("question"), "Send mediators before market day?")
        self.effort.copy(self.field("recommended"), "Send two mediators")
        self.effort.fill(self.field("recommended_because"), "It is the least intrusive that is in time.")
        self.effort.copy(self.field("percent"), "25")
        self.effort.pick(self.field("confidence"), "moderate")
        self.effort.fill(self.field("confidence_because"), "One report so far, of one origin.")

    def check_harm(self) -> None:
        """The four questions, none of which is answered for them."""
        assert not self.field("acceptable").first.is_checked()
        for name, said in HARM_CHECK.items():
            self.effort.fill(self.field(name), said)
        self.effort.tick(self.field("acceptable").first)


def test_a_newcomer_issues_an_alert_and_records_a_decision_in_under_ten_minutes(drill: ServedNode) -> None:
    newcomer = Newcomer(drill)
    page, next_part = newcomer.page, newcomer.page.locator(".leads button")
    newcomer.go_on(next_part, "write an alert")
    newcomer.write()
    newcomer.go_on(page.get_by_role("button", name="Record this draft"), "somebody else reads the draft")
    newcomer.go_on(next_part, "somebody else reads the draft")
    newcomer.check_harm()
    newcomer.go_on(page.get_by_role("button", name="Stand behind it", exact=True), "send it")
    newcomer.go_on(page.get_by_role("button", name="Issue", exact=True), "the ministry decides")
    newcomer.go_on(next_part, "the ministry decides")
    alert = page.url.rpartition("/")[2]
    newcomer.go_on(page.get_by_role("button", name="Act as recommended"), "a decision is on record")

    shown = json.loads(
        drill.forestall("decision", "show", alert, "--organisation", "organisation-exercise-office", "--json")
    )
    assert shown["statuses"][0]["kind"] == "act_as_recommended"
    effort = newcomer.effort
    assert {name: spent for name in BUDGETS if (spent := getattr(effort, name)) > BUDGETS[name]} == {}
    assert effort.minutes < MINUTES
