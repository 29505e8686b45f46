"""A step is taken and looked at, what followed is written down, and somebody who took no part looks back on it all."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from forestall.clock import SystemClock, days_later, format_instant
from forestall.memory.node import open_node
from forestall.runs.response.actions import plan_action
from journeys.served import PHONE, ServedNode, broken_rules, scrolls_sideways
from response_people import DECIDER, decided, step
from warning_messages import issued

pytestmark = pytest.mark.xdist_group("browser")
PEOPLE = [
    {"name": "owner", "roles": ["action_owner"], "organisation": "organisation-union", "clearance": "moderate"},
    {"name": "watcher", "roles": ["monitor"], "organisation": "organisation-network", "clearance": "moderate"},
    {"name": "reviewer", "roles": ["reviewer"], "organisation": "organisation-academy", "clearance": "moderate"},
]
FOLLOWED = "Both sides kept away from the market for two weeks."


def planned(served: ServedNode) -> tuple[str, str]:
    """An alert, and the action planned on the decision that answered it."""
    environment = served.environment
    home = Path(environment["FORESTALL_HOME"])
    database = environment.get("FORESTALL_DATABASE", f"sqlite:///{home / 'ledger.sqlite'}")
    with open_node(home, database, SystemClock()) as node:
        soon, later = (format_instant(days_later(SystemClock().now(), days)) for days in (3, 20))
        alert = issued(node.ledger, due_at=soon, expires_at=later)
        decision = decided(node.ledger, alert, due_at=soon)
        action = plan_action(node.ledger, DECIDER, step(decision, owner=served.user("owner"), due_at=soon))
    return alert.record_id, action.record_id


def carry_out(page: Page) -> None:
    page.get_by_role("link", name="Two mediators leave for the district").first.click()
    page.get_by_role("button", name="It has begun").click()
    page.get_by_role("button", name="It is done").click()
    expect(page.get_by_text("Done, which does not say that it worked")).to_be_visible()


def look_and_write_down(page: Page) -> None:
    page.get_by_label("What a look at its effect found").fill("The market stayed shut.")
    page.get_by_label("no", exact=True).check()
    page.get_by_role("button", name="Write down what was found").click()
    expect(page.get_by_role("heading", name="What a look at its effect found")).to_be_visible()
    page.get_by_text("Write down what followed").click()
    form = page.locator("#form-observe_outcome")
    form.get_by_label("What happened, in neutral words").fill(FOLLOWED)
    form.get_by_label("From which day").fill("2026-11-01")
    form.get_by_label("Until which day, itself excluded").fill("2026-11-15")
    form.get_by_role("button", name="Write it down").click()
    page.wait_for_url("**/outcomes/**")
    expect(page.get_by_text("No evidence either way").first).to_be_visible()


def look_back(page: Page, alert: str) -> int:
    page.get_by_text("An election that was watched is over").click()
    page.get_by_label("The record to look back on").fill(alert)
    page.get_by_role("button", name="Open the review").click()
    page.wait_for_url("**/reviews/review-*")
    moment = page.get_by_role("heading", name=re.compile("^Moment "))
    unseal = page.get_by_role("button", name="Show me what happened")
    n_moments = 0
    expect(moment.or_(unseal)).to_be_visible()
    while moment.is_visible():
        n_moments += 1
        expect(moment).to_contain_text(f"Moment {n_moments}:")
        expect(page.get_by_text(FOLLOWED)).to_have_count(0)
        page.get_by_label("What would a reasonable team have judged").fill("Send mediators before market day.")
        page.get_by_role("button", name="Lock this judgement").click()
        expect(page.get_by_role("heading", name=f"Moment {n_moments + 1}:").or_(unseal)).to_be_visible()
    unseal.click()
    expect(page.get_by_text(FOLLOWED)).to_be_visible()
    return n_moments


def close_it(page: Page, owner: str) -> None:
    form = page.locator("#form-close_review")
    for question in ("What was expected?", "What happened?", "Why?", "What to keep?", "What to change?"):
        form.get_by_label(question).fill("As the record shows.")
    form.get_by_label("Change 1").fill("A deputy is named for every desk.")
    form.get_by_label("Who sees to it").first.select_option(owner)
    form.get_by_label("By when").first.fill(days_later(SystemClock().now(), 60).date().isoformat())
    form.get_by_label("What was found, in a sentence or two").fill("Everybody was in time.")
    form.get_by_role("button", name="Close the review").click()
    expect(page.get_by_role("heading", name="What will be done differently")).to_be_visible()


def test_from_the_first_step_to_a_closed_review_and_the_whole_of_it_on_one_page(served: ServedNode) -> None:
    served.add_people(PEOPLE)
    alert, action = planned(served)
    carry_out(served.open("owner"))
    look_and_write_down(served.open("watcher", f"actions/{action}"))
    reviewer = served.open("reviewer", "reviews")
    assert look_back(reviewer, alert) >= 4
    close_it(reviewer, served.user("owner"))

    steps = reviewer.goto(f"{served.url}/timeline/{alert}.json")
    assert steps is not None
    kinds = [one["kind"] for one in steps.json()["steps"]]
    order = ("alert.issued", "decision.recorded", "action.planned", "action.started", "action.completed",
             "outcome.observed", "review.opened", "review.closed")  # fmt: skip
    assert [kinds.index(kind) for kind in order] == sorted(kinds.index(kind) for kind in order)

    phone = served.open("owner", f"timeline/{alert}", viewport=PHONE)
    expect(phone.locator("ol.steps > li")).to_have_count(len(kinds))
    assert broken_rules(phone) == []
    assert not scrolls_sideways(phone)
    phone.goto(f"{served.url}/desk")
    expect(phone.get_by_text("Show that this change is made")).to_be_visible()
