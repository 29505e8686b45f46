"""The way into every part of an exercise: on its own machine, by the link alone, and never at a real node."""

from dataclasses import replace
from typing import Any

import pytest

from doors import House
from web.test_exercise import drill

__all__ = ["drill"]
WRITER, APPROVER = "user-exercise-duty-officer", "user-exercise-approver"


def link() -> str:
    from forestall.web.playing import playing_path

    return playing_path()


@pytest.fixture
def visitor(drill: House) -> Any:
    """A browser in which nobody is signed in, where two parts can be played."""
    drill.person("duty_officer", "duty_officer", user=WRITER, clearance="high", second_factor=False)
    drill.person("approver", "approver", user=APPROVER, clearance="high", second_factor=False)
    return drill.browser()


def test_the_link_lets_one_visitor_take_one_part_after_another(visitor: Any) -> None:
    page = visitor.get(link(), follow=True)
    assert "Next: write an alert" in page.content.decode()
    for part, user in (("duty_officer", WRITER), ("approver", APPROVER)):
        assert visitor.post("/play", {"part": part}).status_code == 302
        assert visitor.get("/desk.json").json()["user"] == user
    writing = visitor.post("/play", {"part": "duty_officer"})
    assert writing.headers["location"] == "/alerts/new"


def test_what_the_exercise_knows_is_filled_in_and_no_judgement_is(visitor: Any) -> None:
    visitor.get(link())
    visitor.post("/play", {"part": "duty_officer"})
    begun = visitor.get("/alerts/new.json").json()["alert"]
    assert begun["addressees"] == [{"organisation": "organisation-exercise-ministry"}]
    assert begun["text"]["text"].startswith("Reported for ")
    assert {option.get("measure") for option in begun["options"]} == {"PR06", None}
    assert begun.keys().isdisjoint({"headline", "question", "recommended", "confidence", "confidence_because"})
    assert "probability" not in begun["estimate"]


@pytest.mark.parametrize("wrong", ["/play", "/play/", "/play/0123456789abcdef0123456789abcdef"])
def test_without_the_link_nobody_plays(visitor: Any, wrong: str) -> None:
    assert visitor.get(wrong).status_code == 404
    assert visitor.post("/play", {"part": "approver"}).status_code == 404
    assert visitor.get("/desk").status_code == 302


def test_the_link_opens_nothing_to_another_machine(visitor: Any) -> None:
    assert visitor.get(link(), REMOTE_ADDR="192.0.2.7").status_code == 404
    visitor.get(link())
    visitor.post("/play", {"part": "approver"})
    assert visitor.get("/play", REMOTE_ADDR="192.0.2.7").status_code == 404
    # The session itself is no way round the second factor from elsewhere.
    assert "/2fa/" in visitor.get("/desk", REMOTE_ADDR="192.0.2.7").headers["location"]


def test_an_exercise_that_others_reach_asks_everybody_to_sign_in(visitor: Any, drill: House) -> None:
    from django.test import override_settings

    visitor.get(link())
    visitor.post("/play", {"part": "approver"})
    with override_settings(FORESTALL=replace(drill.settings, url="https://exercise.example"), ALLOWED_HOSTS=["*"]):
        assert visitor.get("/play").status_code == 404
        assert visitor.get(link()).status_code == 404
        assert "/2fa/" in visitor.get("/desk").headers["location"]


def test_a_real_node_has_no_such_way_in(house: House) -> None:
    house.person("approver", "approver", user=APPROVER, second_factor=False)
    browser = house.browser()
    assert browser.get(link()).status_code == 404
    assert browser.post("/play", {"part": "approver"}).status_code == 404
    session = browser.session
    session["plays"] = True
    session.save()
    assert browser.post("/play", {"part": "approver"}).status_code == 404


def test_a_part_that_was_barred_is_not_played(visitor: Any) -> None:
    from forestall.api.accounts.models import Account

    Account.objects.filter(pseudonym=APPROVER).update(is_active=False)
    visitor.get(link())
    assert visitor.post("/play", {"part": "approver"}).status_code == 404
    assert visitor.post("/play", {"part": "nobody"}).status_code == 404


def test_a_played_session_opens_no_call_of_the_api(visitor: Any) -> None:
    visitor.get(link())
    visitor.post("/play", {"part": "approver"})
    assert visitor.get("/api/desk").status_code == 401


def test_a_folded_part_stands_open_where_something_is_wrong_in_it(visitor: Any) -> None:
    visitor.get(link())
    visitor.post("/play", {"part": "duty_officer"})
    folded, wrong = (
        '<details class="part"><summary id="part-where">',
        '<details class="part" open><summary id="part-where">',
    )
    assert folded in visitor.get("/alerts/new").content.decode()
    sent = {"step": "draft_alert", "country": "XEA", "admin1": "XA-01", "populations": ""}
    rows = {
        f"{name}-{part}_FORMS": "0"
        for name in ("translations", "addressees", "exclusions", "options")
        for part in ("TOTAL", "INITIAL")
    }
    answer = visitor.post("/alerts/new", sent | rows)
    assert answer.status_code == 422
    assert wrong in answer.content.decode()
