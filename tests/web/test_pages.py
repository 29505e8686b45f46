import re
from dataclasses import replace
from pathlib import Path

import pytest

from doors import House
from forestall.records.entry import Author
from forestall.records.values.marking import Marking
from forestall.vocabulary.load import label
from forestall.warn.delivery.way import alert_page
from ledgers import draft

pytestmark = pytest.mark.both_databases

PAGES = ("/desk", "/world", "/entries", "/audit", "/people")


def written(
    house: House,
    marking: dict[str, object],
    name: str = "report-a",
    *,
    by: str = "user-author",
    of: str = "organisation-other",
) -> str:
    """The id of an entry that another organisation wrote."""
    author = Author(user=by, organisation=of)
    (entry,) = house.node.ledger.append([draft(name, marking=Marking.parse(marking), author=author)])
    return entry.id


def test_a_page_and_its_twin_say_the_same(house: House) -> None:
    browser = house.browser(house.person("olga", "overseer"))
    written(house, {"tlp": "green"})
    said = browser.get("/entries.json?kind=report.received").json()
    page = browser.get("/entries?kind=report.received").content.decode()
    assert [row["record_id"] for row in said["entries"]] == ["report-a"]
    assert said["entries"][0]["id"] in page
    assert 'href="/entries.json?kind=report.received"' in page


def test_what_a_reader_may_not_see_is_answered_byte_for_byte_as_what_is_not_there(house: House) -> None:
    entry = written(house, {"tlp": "red", "recipients": ["user-other"]})
    browser = house.browser(house.person("basil", "analyst"))
    for there, nowhere in (
        ("/record/report-a", "/record/report-b"),
        (f"/entry/{entry}", f"/entry/{'0' * 64}"),
        (f"/chain/{entry}", f"/chain/{'0' * 64}"),
        ("/record/report-a.json", "/record/report-b.json"),
        ("/nothing/here", "/record/report-b"),
    ):
        one, other = browser.get(there), browser.get(nowhere)
        assert (one.status_code, one.content) == (404, other.content)
        assert {**one.headers} == {**other.headers}


def test_reading_and_missing_leave_the_same_sort_of_note(house: House) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from forestall.api.accounts.models import Access

    written(house, {"tlp": "red", "recipients": ["user-other"]})
    written(house, {"tlp": "green"}, "report-open")
    browser = house.browser(house.person("basil", "analyst"))
    steps = []
    for name in ("report-a", "report-zz", "report-open"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(f"/record/{name}")
        steps.append([re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries])
    assert steps[0] == steps[1]
    assert [(row.name, row.was_shown) for row in Access.objects.filter(step="").order_by("pk")] == [
        ("report-a", False),
        ("report-zz", False),
        ("report-open", True),
    ]


def test_every_answer_carries_strict_headers_and_no_page_asks_another_site(house: House) -> None:
    browser = house.browser(house.person("olga", "overseer"))
    for address in (*PAGES, "/nowhere", "/accounts/login/", "/accounts/2fa/"):
        answer = browser.get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in answer.headers["Permissions-Policy"]
        text = answer.content.decode()
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', text)
        assert " style=" not in text
        assert "<style" not in text
        assert not re.findall(r'<script(?![^>]*(?:src=|type="application/json"))', text)
        assert not re.findall(r"\son\w+=", text)


def test_a_form_from_elsewhere_is_refused(house: House) -> None:
    from django.test import Client

    admin = house.person("adam", "administrator")
    browser = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    browser.force_login(admin)
    answer = browser.post("/people", {"name": "eve", "organisation": admin.organisation})
    assert answer.status_code == 403
    from forestall.api.accounts.models import Account

    assert not Account.objects.filter(username="eve").exists()


def test_cookies_are_bound_to_the_site_where_it_is_served_with_https() -> None:
    from doors import SETTINGS
    from forestall.web.configuration import django_settings

    told = django_settings(replace(SETTINGS, url="https://node.example"), "secret")
    assert all(told[name] for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"))
    assert told["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert told["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert not told["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]


@pytest.mark.parametrize(
    ("language", "direction", "word"), [("en", "ltr", "My desk"), ("fr", "ltr", "Mon bureau"), ("ar", "rtl", "مكتبي")]
)
def test_pages_speak_the_language_chosen(house: House, language: str, direction: str, word: str) -> None:
    browser = house.browser(house.person("mona", "monitor", second_factor=False))
    browser.post("/language", {"language": language, "next": "/desk"})
    page = browser.get("/desk").content.decode()
    assert f'<html lang="{language}" dir="{direction}"' in page
    assert f"<h1>{word}</h1>" in page


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_kinds_of_entries_are_called_by_the_words_of_the_reader(house: House, language: str) -> None:
    entry = written(house, {"tlp": "green"})
    browser = house.browser(house.person("olga", "overseer"))
    browser.post("/language", {"language": language, "next": "/desk"})
    for page in ("/record/report-a", f"/entry/{entry}", f"/chain/{entry}", "/entries?kind=report.received"):
        text = browser.get(page).content.decode()
        assert label("entry_kind", "report.received", language) in text, page
        assert (label("entry_kind", "report.received", "en") in text) == (language == "en"), page


def test_an_exercise_says_so_and_stays_apart(house: House) -> None:
    author = Author(user="user-author", organisation="organisation-other")
    house.node.ledger.append([draft("report-x", marking=Marking.parse({"tlp": "green"}), author=author, exercise=True)])
    browser = house.browser(house.person("basil", "analyst"))
    assert browser.get("/entries.json?kind=report.received").json()["entries"] == []
    assert "EXERCISE" in browser.get("/record/report-x").content.decode()
    assert len(browser.get("/entries.json?world=exercise").json()["entries"]) == 1


def test_what_a_record_holds_is_shown_as_text_and_never_as_markup(house: House) -> None:
    author = Author(user="user-author", organisation="organisation-other")
    attack = "<script>alert(1)</script>{{ settings.SECRET_KEY }}{% debug %}"
    house.node.ledger.append(
        [draft("report-x", summary=attack, marking=Marking.parse({"tlp": "green"}), author=author)]
    )
    page = house.browser(house.person("basil", "analyst")).get("/record/report-x").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ settings.SECRET_KEY }}" in page


def test_a_page_without_an_outlook_says_unknown_and_not_calm(house: House) -> None:
    assert "unknown, not calm" in house.browser(house.person("basil", "analyst")).get("/world").content.decode()


def test_a_page_is_light(house: House) -> None:
    browser = house.browser(house.person("olga", "overseer"))
    static = {name: len(Path(found).read_bytes()) for name, found in _static(browser.get("/desk").content.decode())}
    assert sum(static.values()) + len(browser.get("/desk").content) < 200_000


def _static(page: str) -> list[tuple[str, str]]:
    from django.conf import settings

    return [
        (name, str(Path(settings.STATIC_ROOT) / name)) for name in re.findall(r'(?:src|href)="/static/([^"]+)"', page)
    ]


def test_the_address_that_mail_calls_and_feeds_give_is_an_alerts_page(django: None) -> None:
    from django.urls import resolve

    path = alert_page("", "alert-mfrggzdfmztwq2lknnwg23tpoa")
    found = resolve(path)
    assert (found.view_name, found.kwargs) == ("alert", {"alert_id": "alert-mfrggzdfmztwq2lknnwg23tpoa"})
