"""Looking: lists, searches and feeds go by markings as a single record does, and each look leaves a note.

The addresses are found in the URL confs. A record whose marking doesn't reach the reader changes no byte of what
lists show: no line, no count, no gap.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from door_addresses import Address, calls, pages
from doors import House
from forestall.clock import SystemClock
from forestall.errors import BadTransition
from forestall.records.entry import Author, Draft, Entry
from forestall.records.kinds import record_class_for
from forestall.records.values.marking import Marking
from forestall.vocabulary.load import vocabulary
from record_samples import SAMPLES
from warning_messages import message

KINDS = vocabulary("entry_kind")
THEIRS = "organisation-theirs"
UNSEEN: tuple[dict[str, Any], ...] = (
    {"tlp": "red", "recipients": ["user-another"]},
    {"tlp": "amber", "organisations": [THEIRS]},
    {"tlp": "clear", "sensitivity": "severe"},
)
SHOWN_BY = {
    "desk": "alert-seen-alert-issued",
    "alerts": "alert-seen-alert-issued",
    "alerts_feed": "alert-seen-alert-issued",
    "alerts_calendar": "alert-seen-alert-issued",
    "alerts_atom": "alert-seen-alert-issued",
    "alerts_ics": "alert-seen-alert-issued",
    "response": "commitment-seen-commitment-made",
    "reviews": "review-seen-review-opened",
    "assessments": "assessment-seen-assessment-opened",
    "evidence": "report-seen-report-received",
    "requests": "collection_request-seen-collection-requested",
    "triggers": "trigger-seen-trigger-signed",
    "deployments": "deployment-seen-deployment-drafted",
    "deployment_new": "alert-seen-alert-issued",
    "learn": "trigger-seen-trigger-signed",
    "read_metrics": "trigger-seen-trigger-signed",
    "see_desk": "alert-seen-alert-issued",
    "entries": "actor-seen-actor-added",
    "list_entries": "actor-seen-actor-added",
}
"""What each list shows once it reaches the reader."""
NO_LISTS = {
    *("alert_new", "take_in", "follow", "commitment_new", "assessment_new", "trigger_new"),  # forms
    *("doors", "people", "person"),  # of the node and its people
    *("world", "country", "outlook", "outlook_of"),  # one outlook, made by the node
    *("cases", "case", "past_cases", "past_case"),  # the record of past cases, the same in every node
    *("profile", "options"),  # rules
    "audit",  # tells how long the ledger is, so that whoever checks it knows that nothing was cut off
}
"""What names no record in its address and lists none."""
CHANGING = re.compile(
    rb'csrfmiddlewaretoken" value="[^"]+"|<time[^>]*>[^<]*(?:<bdi>[^<]*</bdi>)?</time>'
    rb"|\d{4}-\d\d-\d\dT[\d:.]+Z|DTSTAMP:\w+"
)
"""What is another at each look: the proof that a form is the page's own, and the time."""


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.WARNING)  # every refusal is a line, and there are hundreds
    yield
    logging.disable(logging.NOTSET)


def readings() -> list[Address]:
    """Every page and call that only reads."""
    return [one for one in (*pages().values(), *calls().values()) if one.method == "GET"]


def ways(one: Address, record_id: str = "", entry_id: str = "") -> list[str]:
    """The address of a page or call, and that of its twin."""
    return [one.on(record_id, entry_id) + suffix for suffix in ("", ".json")[: 1 + one.has_twin]]


def every_kind(house: House, marking: dict[str, Any], word: str) -> dict[str, Entry]:
    """An entry of every kind under one marking, written elsewhere; by its sort of record, with the word in its id."""
    ours, now = [{"organisation": house.node.author.organisation}], SystemClock().now()
    alert = message(addressees=ours, due_at=now + timedelta(days=1), expires_at=now + timedelta(days=9))
    bodies = SAMPLES | {"alert": alert.to_json()}
    author = Author(user="user-z", organisation=THEIRS)
    drafts = [
        {"kind": kind, "record_id": f"{term.extra['record']}-{word}-{re.sub('[._]', '-', kind)}",
         "body": record_class_for(kind).parse(bodies[term.extra["record"]]).to_json(), "author": author,
         "marking": Marking.parse(marking)}
        for kind, term in KINDS.items()
    ]  # fmt: skip
    made = house.node.ledger.append([Draft.parse(draft) for draft in drafts])
    return {KINDS[entry.kind].extra["record"]: entry for entry in made}


def everybody(house: House) -> list[Any]:
    """Browsers of as few people as may hold all roles among them."""
    people: list[Any] = []
    for role in vocabulary("role"):
        if not any(was_granted(house, account, role) for account in people):
            people.append(house.person(f"p-{len(people)}", role))
    return [house.browser(account) for account in people]


def was_granted(house: House, account: Any, role: str) -> bool:
    """Whether somebody could be given a role beside those they hold."""
    from forestall.api.accounts.people import grant_role

    try:
        grant_role(house.keeper(), account, role, 30)
    except BadTransition:
        return False
    return True


def test_every_list_search_and_feed_shows_what_reaches_the_reader_and_nothing_else(house: House) -> None:
    browsers = everybody(house)
    found = {one.name: one for one in readings() if one.sort is None}
    assert found.keys() == SHOWN_BY.keys() | NO_LISTS, "write down what a new list shows, or that it is none"
    paths = [path for name, one in found.items() if name != "audit" for path in ways(one)]
    paths += [f"/api/entries?kind={kind}" for kind in KINDS]

    def look() -> dict[tuple[int, str], bytes]:
        asked = [(number, path) for number in range(len(browsers)) for path in paths]
        return {(number, path): CHANGING.sub(b"", browsers[number].get(path).content) for number, path in asked}

    before = look()
    for number, marking in enumerate(UNSEEN):
        every_kind(house, marking, f"unseen{number}")
    assert [where for where, said in look().items() if said != before[where]] == []

    every_kind(house, {"tlp": "green"}, "seen")
    missing = []
    for name, shown in SHOWN_BY.items():
        # A search of its own for each kind, as lists of everything show the newest alone.
        search = "?kind=actor.added" if "entries" in name else ""
        for path in ways(found[name]):
            said = [browser.get(path + search).content for browser in browsers]
            missing += [] if any(shown.encode() in answer for answer in said) else [path]
    assert missing == []


def test_every_look_at_a_page_call_or_file_leaves_one_note_found_refused_or_not(house: House) -> None:
    from forestall.api.accounts.models import Access

    browsers = everybody(house)
    made, wrong = every_kind(house, {"tlp": "green"}, "seen"), []
    for one in readings():
        sort = one.sort or "alert"
        for record_id, entry_id in ((made[sort].record_id, made[sort].id), (f"{sort}-nowhere", "0" * 64)):
            for path in ways(one, record_id, entry_id):
                for browser in browsers:
                    last = Access.objects.count()
                    status = browser.get(path).status_code
                    notes = [(row.name, row.was_shown) for row in Access.objects.order_by("pk")[last:]]
                    # A draft that has no file was found all the same.
                    fits = [{(name, status < 400), (name, status != 404)} for name in (path, record_id, entry_id)]
                    if len(notes) != 1 or notes[0] not in set().union(*fits):
                        wrong.append((path, status, notes))
    assert wrong == []


def test_who_sees_a_sighting_is_decided_for_each_reader_by_its_own_marking(house: House) -> None:
    ours = house.node.author.organisation
    about = every_kind(house, {"tlp": "green"}, "seen")["report"]
    readers = {"us": house.person("uma", "analyst"), "them": house.person("theo", "analyst", organisation=THEIRS)}
    markings: dict[str, tuple[dict[str, Any], set[str]]] = {
        "all": ({"tlp": "green"}, {"us", "them"}),
        "ours": ({"tlp": "amber+strict", "organisations": [ours]}, {"us"}),
        "theirs": ({"tlp": "amber+strict", "organisations": [THEIRS]}, {"them"}),
        "named": ({"tlp": "red", "recipients": [readers["us"].pseudonym]}, {"us"}),
        "severe": ({"tlp": "green", "sensitivity": "severe"}, set()),
    }
    body = SAMPLES["sighting"] | {"about": about.id}
    author = Author(user="user-z", organisation="organisation-third")
    entries = house.node.ledger.append([
        Draft.parse({"kind": "sighting.made", "record_id": f"sighting-{word}", "body": body, "author": author,
                     "causes": [about.id], "marking": Marking.parse(marking)})
        for word, (marking, _) in markings.items()
    ])  # fmt: skip
    for name, account in readers.items():
        browser = house.browser(account)
        lists = ["/entries?kind=sighting.made", "/entries.json?kind=sighting.made", "/api/entries?kind=sighting.made",
                 f"/chain/{about.record_id}", f"/chain/{about.id}.json", f"/api/entries/{about.id}/chain"]  # fmt: skip
        said = {path: browser.get(path).content.decode() for path in lists}
        for entry, (word, (_, reached)) in zip(entries, markings.items(), strict=True):
            sees = name in reached
            assert {path for path, text in said.items() if f"sighting-{word}" in text} == (
                set(lists) if sees else set()
            )
            for path in (f"/record/sighting-{word}", f"/entry/{entry.id}.json", f"/api/records/sighting-{word}",
                         f"/api/entries/{entry.id}"):  # fmt: skip
                assert browser.get(path).status_code == (200 if sees else 404), path
