"""Tokens that people make for their own calendars: proved anew, shown once, for one thing, ended at once."""

import base64
import re
from typing import Any

import pytest

from doors import PASSWORD, House


@pytest.fixture
def emeka(house: House) -> Any:
    return house.person("emeka", "addressee")


def proved(browser: Any) -> Any:
    """The browser, its person having just proved anew who they are."""
    assert browser.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return browser


def calendar(browser: Any, secret: str) -> int:
    shown = base64.b64encode(f"emeka:{secret}".encode()).decode()
    answer = browser.get("/api/alerts.ics", headers={"Authorization": f"Basic {shown}"})
    return int(answer.status_code)


def test_a_token_is_shown_once_works_and_is_ended(house: House, emeka: Any) -> None:
    browser, nobody = proved(house.browser(emeka)), house.browser()
    made = browser.post("/follow", {"step": "make", "for": "read_calendar", "days": "30"}).content.decode()
    found = re.search(r"forestall_[\w-]+", made)
    assert found
    assert calendar(nobody, found.group()) == 200
    page = browser.get("/follow").content.decode()
    assert found.group() not in page
    (row,) = browser.get("/follow.json").json()["tokens"]
    assert row["verbs"] == ["read_calendar"]
    assert browser.post("/follow", {"step": "end", "token": str(row["id"])}).status_code == 302
    assert calendar(nobody, found.group()) == 401
    assert browser.get("/follow.json").json()["tokens"] == []


def test_a_session_left_open_makes_no_token(house: House, emeka: Any) -> None:
    browser = house.browser(emeka)
    answer = browser.post("/follow", {"step": "make", "for": "read_calendar", "days": "30"})
    assert answer.status_code == 302
    assert "reauthenticate" in answer.url
    assert browser.get("/follow.json").json()["tokens"] == []


def test_nobody_ends_a_token_of_somebody_else_or_makes_one_for_more_than_they_may(house: House, emeka: Any) -> None:
    keeper = house.person("olga", "administrator")
    theirs, ours = proved(house.browser(emeka)), proved(house.browser(keeper))
    theirs.post("/follow", {"step": "make", "for": "read_calendar", "days": "30"})
    (row,) = theirs.get("/follow.json").json()["tokens"]
    ours.post("/follow", {"step": "end", "token": str(row["id"])})
    assert len(theirs.get("/follow.json").json()["tokens"]) == 1
    assert ours.post("/follow", {"step": "make", "for": "read_record", "days": "30"}).status_code == 403
    assert ours.post("/follow", {"step": "make", "for": "manage_accounts", "days": "30"}).status_code == 422
    assert theirs.post("/follow", {"step": "make", "for": "read_calendar", "days": "999"}).status_code == 422
