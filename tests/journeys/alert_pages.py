"""What journeys do on the pages of an alert and on a desk."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from forestall.clock import SystemClock

MINISTRY = "organisation-ministry"
HEADLINE = "Attack on farming communities in SD-DW before March: mediators are asked for"


def fill_alert(page: Page) -> None:
    now = SystemClock().now()
    page.get_by_label("What may happen, where and by when").fill(HEADLINE)
    page.get_by_label("The message: what is known").fill(
        "Two raids were confirmed by three origins that don't know each other."
    )
    page.locator("summary", has_text="As a text message").click()
    page.get_by_label("The same for a text message").fill(
        "SD-DW: decide on sending mediators. Reply 1 read, 2 call me."
    )
    page.get_by_label("Country").select_option("SDN")
    page.get_by_label("Province, by its code such as SD-DW").fill("SD-DW")
    page.get_by_label("Who is at risk, one population a line").fill("Farming communities west of the wadi")
    page.locator("[name=addressees-0-organisation]").fill(MINISTRY)
    page.get_by_label("What is to be decided").fill("Send mediators before market day?")
    for number, (label, measure, effect) in enumerate(
        (("Send two mediators", "PR05", "Elders meet before market day."), ("Do nothing", "", "No presence."))
    ):
        page.locator(f"[name=options-{number}-label]").fill(label)
        page.locator(f"[name=options-{number}-measure]").select_option(measure)
        page.locator(f"[name=options-{number}-expected_effect]").fill(effect)
        if number == 0:
            page.locator("[name=options-0-cost_in_words]").fill("Two people of six.")
            page.locator("[name=options-0-possible_harm]").fill("Those who meet them are seen.")
    page.get_by_label("A decision is asked for by (UTC)").fill(f"{now + timedelta(days=3):%Y-%m-%dT%H:%M}")
    page.get_by_label("It speaks until (UTC)").fill(f"{now + timedelta(days=20):%Y-%m-%dT%H:%M}")
    page.get_by_label("What is estimated").fill("At least 100 civilians deliberately killed in SD-DW")
    page.get_by_label("From", exact=True).fill(f"{now + timedelta(days=1):%Y-%m-%d}")
    page.get_by_label("To, that day included").fill(f"{now + timedelta(days=90):%Y-%m-%d}")
    page.get_by_label("How probable, in percent").fill("30")
    page.get_by_label("Base rate, in percent").fill("1.2")
    page.get_by_label("Among which cases that was counted").fill("provinces of states at war since 1989")
    page.get_by_label("How strong the grounds are").select_option("moderate")
    page.get_by_label("What that rests on; no likelihood here").fill("Three origins, one of them first-hand.")


def waits(page: Page) -> list[str]:
    """What is asked of somebody on their desk."""
    page.goto(re.sub(r"(://[^/]+)/.*", r"\1/desk", page.url))
    return page.locator(".card .step").all_inner_texts()


def stand_behind(approver: Page) -> None:
    """Somebody answers the harm check of a draft and stands behind it."""
    for label, said in (
        ("Who could be hurt?", "People who spoke to monitors."),
        ("How?", "Reprisals."),
        ("What is done so that it does not happen?", "No village is named."),
        ("What could be done instead", "Tell the union alone."),
    ):
        approver.get_by_label(label).fill(said)
    approver.get_by_label("yes", exact=True).check()
    approver.get_by_role("button", name="Stand behind it").click()
    expect(approver.get_by_text("Alert reviewed").first).to_be_visible()
