"""A node open for reading only, or shut: every write is refused in pages, API and commands, and it is on record."""

import json

import pytest

from doors import House
from forestall.errors import DoorsShut
from forestall.records.values.text import LanguageText
from forestall.runs.doors import READ_ONLY, SHUT, set_doors
from forestall.runs.permissions import Person
from forestall.runs.warning.alerts import draft_alert
from warning_messages import WRITER, message
from warning_people import TERMS

pytestmark = pytest.mark.both_databases

BECAUSE = LanguageText(text="A laptop was lost.", language="en")


def close(house: House, state: str) -> None:
    set_doors(house.node.ledger, Person(house.node.reader, frozenset({"administrator"})), state, BECAUSE)


def bearer(account: object, *verbs: str) -> dict[str, str]:
    from forestall.api.accounts.tokens import make_token
    from forestall.clock import SystemClock

    clear = make_token(account, "a test", verbs, 1, SystemClock().now())  # type: ignore[arg-type]
    return {"Authorization": f"Bearer {clear}"}


def draft_of(account: object) -> dict[str, object]:
    marking = {"tlp": "green"}
    return {"alert": message().to_json(), "marking": marking, "exercise": False, "by": str(account)}


def test_an_administrator_closes_the_node_alone_and_it_is_on_record(house: House) -> None:
    browser = house.browser(house.person("adam", "administrator"))
    answer = browser.post("/doors", {"step": "read_only", "because": "A laptop was lost."}, follow=True)
    assert "A laptop was lost." in answer.content.decode()
    said = browser.get("/doors.json").json()
    assert (said["state"], said["because"]["text"]) == ("read_only", "A laptop was lost.")
    (entry,) = house.browser(house.person("olga", "overseer")).get("/entries.json?kind=doors.set").json()["entries"]
    assert entry["id"] == said["history"][0]["id"]
    browser.post("/doors", {"step": "open", "because": "It was found."})
    assert browser.get("/doors.json").json()["state"] == "open"
    assert len(browser.get("/doors.json").json()["history"]) == 2


def test_while_only_reading_every_write_is_refused_and_reading_goes_on(house: House) -> None:
    account = house.person("amina", "analyst", "duty_officer")
    close(house, READ_ONLY)
    browser, headers = house.browser(account), bearer(account, "draft_alert", "read_record")
    page = browser.get("/entries").content.decode()
    assert "open for reading only" in page
    assert "A laptop was lost." in page
    before = house.node.ledger.head()
    for refused in (
        browser.post("/alerts/alert-a", {"step": "issue_alert"}),
        browser.post("/assessments/assessment-a", {"step": "lock_round"}),
        browser.post("/alerts/alert-a.json", {"step": "issue_alert"}),
        house.browser().post("/api/alerts", draft_of(account), content_type="application/json", headers=headers),
    ):
        assert refused.status_code == 423
        assert "this node" in refused.content.decode()
    assert house.browser().get("/api/entries", headers=headers).status_code == 200
    with pytest.raises(DoorsShut):
        draft_alert(house.node.ledger, WRITER, message(), TERMS)
    assert house.node.ledger.head() == before


def test_a_shut_node_shows_nothing_to_anybody_save_the_way_to_open_it(house: House) -> None:
    account, admin = house.person("amina", "analyst"), house.person("adam", "administrator")
    close(house, SHUT)
    browser, headers = house.browser(account), bearer(account, "read_record", "see_desk")
    for address in ("/desk", "/world", "/entries", "/alerts", "/record/report-a", "/desk.json", "/api/desk"):
        assert (address, browser.get(address).status_code) == (address, 423)
    assert house.browser().get("/api/entries", headers=headers).json()["error"] == "DoorsShut"
    assert "closed for now" in browser.get("/desk").content.decode()
    keys = house.browser(admin)
    assert keys.get("/desk").status_code == 423
    assert "This node is shut" in keys.get("/doors").content.decode()
    keys.post("/doors", {"step": "open", "because": "All is well."})
    assert browser.get("/desk").status_code == 200


def test_no_right_is_given_while_the_node_is_closed_and_any_can_be_taken_back(house: House) -> None:
    from forestall.api.accounts.models import Account
    from forestall.api.accounts.people import roles_of
    from forestall.clock import SystemClock

    mona = house.person("mona", "monitor", second_factor=False)
    browser = house.browser(house.person("adam", "administrator"))
    close(house, READ_ONLY)
    for address, form in (
        ("/people", {"name": "eve", "organisation": mona.organisation}),
        ("/people/mona", {"step": "grant", "role": "analyst", "days": "9"}),
        ("/people/mona", {"step": "invite"}),
    ):
        assert browser.post(address, form).status_code == 423
    assert not Account.objects.filter(username="eve").exists()
    assert browser.post("/people/mona", {"step": "end", "role": "monitor"}).status_code == 302
    assert browser.post("/people/mona", {"step": "bar"}).status_code == 302
    assert browser.post("/people/mona", {"step": "let_in"}).status_code == 423
    mona.refresh_from_db()
    assert (mona.is_active, roles_of(mona, SystemClock().now())) == (False, frozenset())


def test_only_an_administrator_of_the_organisation_that_runs_the_node_sets_its_doors(house: House) -> None:
    outside = house.browser(house.person("otto", "administrator", organisation="organisation-other"))
    inside = house.browser(house.person("amina", "analyst_lead"))
    for browser, status in ((outside, 404), (inside, 403)):
        assert browser.get("/doors").status_code == status
        assert browser.post("/doors", {"step": "shut", "because": "Why not."}).status_code == status
    assert house.browser(house.person("adam", "administrator")).get("/doors.json").json()["state"] == "open"


def test_a_reason_is_asked_for_and_the_same_state_is_not_set_twice(house: House) -> None:
    browser = house.browser(house.person("adam", "administrator"))
    assert browser.post("/doors", {"step": "shut", "because": ""}).status_code == 422
    assert browser.post("/doors", {"step": "open", "because": "Again."}).status_code == 409
    assert json.loads(browser.get("/doors.json").content)["history"] == []
