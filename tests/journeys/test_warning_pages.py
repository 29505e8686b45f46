"""The pages on which alerts and protocols are written and used: the rules of accessibility, a phone, and Arabic."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from forestall.clock import SystemClock, days_later, format_instant
from forestall.memory.node import Node, open_node
from journeys.served import PHONE, ServedNode, broken_rules, scrolls_sideways
from warning_messages import issued
from warning_people import LEAD
from warning_protocols import met, signed, tried

pytestmark = pytest.mark.xdist_group("browser")
LONG = "2999-01-01"


@pytest.fixture
def ledger(served: ServedNode) -> Iterator[Node]:
    """The ledger of the node that is served, open beside it."""
    where = served.environment
    home = Path(where["FORESTALL_HOME"])
    database = where.get("FORESTALL_DATABASE", f"sqlite:///{home / 'ledger.sqlite'}")
    with open_node(home, database, SystemClock()) as node:
        yield node


def check(page: Page) -> None:
    assert broken_rules(page) == []
    assert not scrolls_sideways(page)


def test_pages_of_warning_are_for_everyone(served: ServedNode, ledger: Node) -> None:
    union = {"organisation": LEAD.author.organisation, "clearance": "high"}
    served.add_people(
        [
            {"name": "amina", "roles": ["analyst_lead", "intake_officer"], **union},
            {"name": "boris", "roles": ["duty_officer"], **union},
        ]
    )
    draft, card = tried(ledger.ledger, expires_on=LONG), signed(ledger.ledger, expires_on=LONG)
    now = SystemClock().now()
    soon = {"due_at": format_instant(days_later(now, 3)), "expires_at": format_instant(days_later(now, 9))}
    use, alert = met(ledger.ledger, card).record_id, issued(ledger.ledger, **soon).record_id
    paths = ("alerts", "alerts/new", "alerts/take-in", f"alerts/{alert}", f"alerts/{alert}/update", "triggers",
             "triggers/new", f"triggers/{draft}", f"triggers/{draft}/edit", f"triggers/{card}",
             f"triggers/{card}/replace", f"activations/{use}")  # fmt: skip
    phone = served.open("amina", viewport=PHONE)
    for path in paths:
        phone.goto(f"{served.url}/{path}")
        check(phone)
    arabic = served.open("amina", viewport=PHONE, locale="ar", color_scheme="dark")
    for path in ("alerts/new", f"alerts/{alert}", f"triggers/{card}", f"activations/{use}"):
        arabic.goto(f"{served.url}/{path}")
        assert arabic.locator("html").get_attribute("dir") == "rtl"
        check(arabic)

    # Without a script the same page answers by a load of its own.
    plain = served.open("amina", "alerts/new", java_script_enabled=False)
    plain.get_by_label("The message: what is known").fill("It may possibly happen.")
    plain.get_by_role("button", name="Show how it reads").click()
    expect(plain.get_by_text("Too vague: give a number.").first).to_be_visible()

    # A rule that is met waits on a desk, and is stopped where it is read.
    officer = served.open("boris")
    officer.get_by_role("link", name="Attack on farming communities after the harvest").click()
    expect(officer.get_by_text("This is not an activation")).to_be_visible()
