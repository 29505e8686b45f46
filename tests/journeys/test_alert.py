"""Two people review and issue an alert, its addressee acknowledges it, it is updated and taken back; each sees it."""

import re

import pytest
from playwright.sync_api import Page, expect

from journeys.alert_pages import HEADLINE, MINISTRY, fill_alert, stand_behind, waits
from journeys.served import PHONE, ServedNode, broken_rules, scrolls_sideways

pytestmark = pytest.mark.xdist_group("browser")

PEOPLE = (
    {"name": "amina", "roles": ["analyst"], "clearance": "high"},
    {"name": "boris", "roles": ["approver"], "clearance": "high"},
    {"name": "dalia", "roles": ["duty_officer"], "clearance": "high"},
    {"name": "emeka", "roles": ["addressee"], "clearance": "high", "organisation": MINISTRY},
)


@pytest.fixture
def node(served: ServedNode) -> ServedNode:
    served.add_people(PEOPLE)
    return served


def write(writer: Page) -> str:
    """The address of a draft; on the way it is shown how it reads, and what may not stand."""
    writer.get_by_role("link", name="Write an alert").click()
    fill_alert(writer)
    text = writer.get_by_label("The message: what is known")
    text.fill("An attack may be possible.")
    writer.get_by_role("button", name="Show how it reads").click()
    expect(writer.locator(".field", has=text).get_by_text("Too vague: give a number.")).to_be_visible()
    expect(writer.locator("#preview")).to_contain_text("unlikely (20% to 45%; our estimate 30%)")
    expect(writer.get_by_label("What is to be decided")).to_have_value("Send mediators before market day?")
    assert broken_rules(writer) == []
    # Recording is refused for the same reason, and nothing that was typed is lost.
    writer.get_by_role("button", name="Record this draft").click()
    expect(writer.get_by_text("Nothing was recorded yet.")).to_be_visible()
    expect(text).to_have_value("An attack may be possible.")
    text.fill("Two raids were confirmed by three origins.")
    writer.get_by_role("button", name="Record this draft").click()
    writer.wait_for_url("**/alerts/alert-*")
    expect(writer.get_by_text("Nobody was told yet: this is a draft.")).to_be_visible()
    return writer.url


def send(node: ServedNode, address: str) -> None:
    """Somebody else stands behind the draft, and a third issues it."""
    path = address.removeprefix(f"{node.url}/")
    approver = node.open("boris", path)
    stand_behind(approver)
    officer = node.open("dalia")
    assert "Issue this reviewed alert" in waits(officer)
    officer.goto(address)
    officer.get_by_role("button", name="Issue", exact=True).click()
    expect(officer.get_by_role("link", name="For other systems (CAP 1.2)")).to_be_visible()
    approver.context.close()
    officer.context.close()


def test_from_a_draft_to_a_cancellation(node: ServedNode) -> None:
    writer, minister = node.open("amina", "alerts"), node.open("emeka", viewport=PHONE)
    first = write(writer)
    assert waits(minister) == []
    send(node, first)

    assert waits(minister) == ["Acknowledge this alert"]
    minister.get_by_role("link", name=HEADLINE).click()
    expect(minister.get_by_text("our estimate 30%")).to_be_visible()
    assert broken_rules(minister) == []
    assert not scrolls_sideways(minister)
    minister.get_by_role("button", name="I have read it, for my organisation").click()
    expect(minister.get_by_text("acknowledged", exact=False).first).to_be_visible()
    assert waits(minister) == []

    # It is updated, by a form that begins with what is in force; the first is never shown as in force again.
    writer.goto(first)
    expect(writer.locator(".rows")).to_contain_text("acknowledged")
    writer.get_by_role("link", name="Update it").click()
    writer.get_by_label("Why it changes").fill("The columns turned west.")
    writer.get_by_label("How probable, in percent").fill("60")
    writer.get_by_role("button", name="Record this draft").click()
    writer.wait_for_url(re.compile(r"/alerts/alert-[a-z0-9]+$"))
    second = writer.url
    assert second != first
    send(node, second)
    assert waits(minister) == ["Acknowledge this alert"]
    minister.goto(first)
    expect(minister.get_by_text("This message is no longer in force")).to_be_visible()
    minister.goto(second)
    expect(minister.get_by_text("likely (55% to 80%; our estimate 60%)")).to_be_visible()

    # It is taken back, which is no finding that the risk is over.
    writer.goto(second)
    writer.get_by_text("Take it back").click()
    writer.get_by_label("In one sentence").fill("The message about the northern province is taken back.")
    writer.get_by_label("The message", exact=True).fill("The columns have left the province; watch goes on.")
    writer.get_by_label("Why", exact=True).fill("The columns have left.")
    writer.get_by_role("button", name="Draft the cancellation").click()
    writer.wait_for_url(lambda url: "/alerts/alert-" in url and url != second)
    send(node, writer.url)
    minister.goto(f"{node.url}/alerts")
    expect(minister.get_by_text("No alert in force reaches you.")).to_be_visible()
    assert waits(minister) == ["Acknowledge this alert"]
