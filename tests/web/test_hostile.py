"""What somebody hostile sends to the doors, through the whole stack: refused, unrecorded, logged without contents."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from doors import House, leave
from forestall.clock import SystemClock

DEEP = 5_000
HOSTILE = {
    "a document type": b'<!DOCTYPE alert SYSTEM "http://evil.example/x.dtd"><alert/>',
    "an outside entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert>&x;</alert>',
    "entities in entities": b'<!DOCTYPE a [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><alert>&b;</alert>',
    "deep nesting": b"<alert>" + b"<a>" * DEEP + b"</a>" * DEEP + b"</alert>",
    "an include": b'<alert xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></alert>',
    "no end": b"<alert><identifier>x",
    "no document": b"\x00\xff\xfe<alert/>",
    "nothing": b"",
}
CANARY = "canary-of-what-was-sent"


def program(house: House, *roles: str) -> Any:
    from django.test import Client

    from forestall.api.accounts.tokens import make_token
    from forestall.vocabulary.load import vocabulary

    account = house.person("basil", *roles)
    clear = make_token(account, "a test", vocabulary("verb"), 1, SystemClock().now())
    return Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {clear}"})


def lines(caplog: pytest.LogCaptureFixture) -> str:
    from forestall.web.logs import WithoutContents

    return "\n".join(WithoutContents().format(record) for record in caplog.records)


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_xml_is_refused_and_the_process_lives(
    house: House, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    client, before = program(house, "intake_officer"), house.node.ledger.head()
    sent = SimpleUploadedFile("message.xml", HOSTILE[name], "application/xml")
    answer = client.post("/api/messages", {"message": sent, "marking": '{"tlp": "green"}'})
    assert 400 <= answer.status_code < 500
    assert house.node.ledger.head() == before
    assert "ENTITY" not in lines(caplog) + answer.content.decode()
    assert client.get("/api/desk").status_code == 200


def test_an_upload_that_is_too_large_is_refused(house: House, caplog: pytest.LogCaptureFixture) -> None:
    client, before = program(house, "analyst"), house.node.ledger.head()
    large = SimpleUploadedFile("message.xml", CANARY.encode() * 200_000, "application/xml")
    assert 400 <= client.post("/api/messages", {"message": large, "marking": "{}"}).status_code < 500
    text = '{"alert": {"text": "' + CANARY * 100_000 + '"}, "marking": {}}'
    assert 400 <= client.post("/api/alerts", text, content_type="application/json").status_code < 500
    browser = house.browser(house.person("adam", "administrator"))
    assert browser.post("/people", {"name": "eve", "organisation": CANARY * 100_000}).status_code == 400
    assert 400 <= browser.post("/people", {f"field{n}": "x" for n in range(600)}).status_code < 500
    assert house.node.ledger.head() == before
    assert CANARY not in lines(caplog)


def test_a_call_by_session_without_the_pages_own_proof_takes_no_step(house: House) -> None:
    from django.test import Client

    browser = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    browser.force_login(house.person("amina", "analyst"))
    before = house.node.ledger.head()
    for address in ("/api/alerts", "/alerts/new", "/language", "/accounts/logout/", "/accounts/password/change/"):
        answer = browser.post(address, {}, headers={"Origin": "https://evil.example"})
        assert (address, answer.status_code) == (address, 403)
    assert house.node.ledger.head() == before
    assert browser.get("/desk").status_code == 200


def test_an_administrator_reaches_nobody_of_another_organisation_and_makes_none_like_themselves(house: House) -> None:
    from forestall.api.accounts.models import Account, RoleGrant

    house.person("mona", "monitor", organisation="organisation-other", second_factor=False)
    house.person("nadia", "monitor", organisation="organisation-third", second_factor=False)
    otto = house.person("otto", "administrator", organisation="organisation-third")
    browser = house.browser(otto)
    n_grants = RoleGrant.objects.count()
    nobody = browser.get("/people/nobody").content
    assert browser.get("/people/mona").content == nobody
    for step in ("invite", "bar", "let_in", "grant", "end"):
        assert browser.post("/people/mona", {"step": step, "role": "analyst", "days": "9"}).status_code == 404
    for name in ("nadia", "otto"):
        form = {"step": "grant", "role": "administrator", "days": "9"}
        assert browser.post(f"/people/{name}", form).status_code in (403, 409)
    assert browser.post("/people", {"name": "eve", "organisation": "organisation-other"}).status_code == 404
    assert [row["name"] for row in browser.get("/people.json").json()["people"]] == ["nadia", "otto"]
    assert RoleGrant.objects.count() == n_grants
    assert Account.objects.get(username="mona").is_active


def test_nobody_raises_their_own_rights(house: House) -> None:
    browser = house.browser(house.person("amina", "analyst"))
    for address in ("/people", "/people/amina"):
        form = {"step": "grant", "role": "administrator", "days": "9", "name": "eve"}
        assert browser.post(address, form).status_code == 403
    answer = browser.get("/desk.json?role=administrator", headers={"X-Role": "administrator"})
    assert answer.json()["roles"] == ["analyst"]


def test_a_token_that_starts_and_ends_like_a_good_one_is_none(house: House) -> None:
    from forestall.api.accounts.tokens import READING, make_token

    clear = make_token(house.person("basil", "analyst"), "a test", READING, 1, SystemClock().now())
    middle = len(clear) // 2
    other = clear[:middle] + ("a" if clear[middle] != "a" else "b") + clear[middle + 1 :]
    for token, status in ((clear, 200), (other, 401)):
        answer = house.browser().get("/api/desk", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == status


@pytest.mark.both_databases
def test_two_people_who_take_one_step_at_once_take_it_once(house: House) -> None:
    from concurrent.futures import ThreadPoolExecutor

    browsers = [house.browser(house.person(name, "administrator")) for name in ("adam", "bea", "carl", "dora")]

    def shut(browser: Any) -> int:
        try:
            return int(browser.post("/doors", {"step": "shut", "because": "All at once."}).status_code)
        finally:
            leave()

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(shut, browsers))
    assert statuses == [302, 409, 409, 409]
    assert len(browsers[0].get("/doors.json").json()["history"]) == 1
