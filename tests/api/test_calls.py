from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from doors import House
from forestall.clock import SystemClock
from forestall.errors import InvalidField, NotFound
from forestall.records.entry import Author
from forestall.records.values.marking import Marking
from ledgers import draft

pytestmark = pytest.mark.both_databases


def token(house: House, account: object, *verbs: str) -> dict[str, str]:
    from forestall.api.accounts.tokens import READING, make_token

    clear = make_token(account, "a test", verbs or READING, 1, SystemClock().now())  # type: ignore[arg-type]
    return {"Authorization": f"Bearer {clear}"}


def report(house: House, marking: dict[str, object], name: str = "report-a") -> str:
    author = Author(user="user-author", organisation="organisation-other")
    (entry,) = house.node.ledger.append([draft(name, marking=Marking.parse(marking), author=author)])
    return entry.id


def test_a_token_reads_what_its_person_may_read(house: House) -> None:
    report(house, {"tlp": "green"}, "report-open")
    report(house, {"tlp": "red", "recipients": ["user-other"]}, "report-shut")
    headers = token(house, house.person("basil", "analyst"))
    found = house.browser().get("/api/entries?kind=report.received", headers=headers).json()
    assert [row["record_id"] for row in found["entries"]] == ["report-open"]
    assert house.browser().get("/api/records/report-open", headers=headers).json()["state"]["kind"] == "report.received"


def test_what_the_caller_may_not_see_is_answered_as_what_is_not_there(house: House) -> None:
    entry = report(house, {"tlp": "red", "recipients": ["user-other"]})
    headers = token(house, house.person("basil", "analyst"))
    for there, nowhere in (
        ("/api/records/report-a", "/api/records/report-b"),
        (f"/api/entries/{entry}", f"/api/entries/{'0' * 64}"),
        (f"/api/entries/{entry}/chain", f"/api/entries/{'0' * 64}/chain"),
    ):
        one, other = (house.browser().get(address, headers=headers) for address in (there, nowhere))
        assert (one.status_code, one.content, {**one.headers}) == (404, other.content, {**other.headers})


@pytest.mark.parametrize("wrong", ["", "Bearer", "Bearer x", "Bearer forestall_", "Bearer " + "y" * 5000, "Basic YTpi"])
def test_no_token_or_a_wrong_one_is_refused(house: House, wrong: str) -> None:
    answer = house.browser().get("/api/desk", headers={"Authorization": wrong} if wrong else {})
    assert (answer.status_code, answer.json()["error"]) == (401, "SignInFirst")


def test_half_a_token_is_no_token(house: House) -> None:
    headers = token(house, house.person("basil", "analyst"))
    clear = headers["Authorization"]
    for changed in (clear[:-1], clear + "a", clear.replace("forestall_", "forestall_x")):
        assert house.browser().get("/api/desk", headers={"Authorization": changed}).status_code == 401


def test_a_token_ends_with_its_time_its_person_and_its_role(house: House) -> None:
    from forestall.api.accounts.models import Token
    from forestall.api.accounts.people import end_role, set_active

    account = house.person("basil", "analyst")
    headers = token(house, account)

    def status() -> int:
        return int(house.browser().get("/api/entries", headers=headers).status_code)

    assert status() == 200
    set_active(house.keeper(), account, is_active=False)
    assert status() == 401
    set_active(house.keeper(), account, is_active=True)
    end_role(house.keeper(), account, "analyst")
    assert status() == 403
    Token.objects.update(expires_at=SystemClock().now() - timedelta(seconds=1))
    assert status() == 401


def test_a_token_is_for_what_it_was_made_for_and_no_more(house: House) -> None:
    headers = token(house, house.person("basil", "analyst"), "see_desk")
    assert house.browser().get("/api/desk", headers=headers).status_code == 200
    refused = house.browser().get("/api/entries", headers=headers)
    assert (refused.status_code, refused.json()["error"]) == (403, "AccessError")


def test_a_token_is_good_from_its_networks_alone_by_the_address_of_the_connection(house: House) -> None:
    from forestall.api.accounts.tokens import READING, make_token

    account, now = house.person("basil", "analyst"), SystemClock().now()
    clear = make_token(account, "a test", READING, 1, now, ["192.0.2.0/24", "2001:db8::7"])

    def status(came_from: str, **headers: str) -> int:
        shown = {"Authorization": f"Bearer {clear}", **headers}
        return int(house.browser().get("/api/desk", headers=shown, REMOTE_ADDR=came_from).status_code)

    good, bad = ("192.0.2.9", "::ffff:192.0.2.9", "2001:db8::7"), ("192.0.3.9", "::1", "2001:db8::8", "")
    assert [status(came_from) for came_from in (*good, *bad)] == [200] * 3 + [401] * 4
    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP"):
        assert status("192.0.3.9", **{name: "192.0.2.9"}) == 401
    for wrong in ("192.0.2.9/24", "everywhere", "", "300.0.0.1"):
        with pytest.raises(InvalidField):
            make_token(account, "a test", READING, 1, now, [wrong])


def test_a_token_for_reading_changes_nothing_and_makes_no_token(house: House) -> None:
    from forestall.api.accounts.models import Account, Token

    headers = token(house, house.person("adam", "administrator", "intake_officer"))
    before = house.node.ledger.head()
    assert house.browser().get("/api/entries", headers=headers).status_code == 200
    sent = SimpleUploadedFile("message.xml", b"<alert/>", "application/xml")
    answer = house.browser().post("/api/messages", {"message": sent, "marking": '{"tlp": "green"}'}, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (403, "AccessError")
    for address, form in (
        ("/follow", {"step": "make", "for": "read_record", "days": "9"}),
        ("/people", {"name": "eve", "organisation": house.node.author.organisation}),
        ("/alerts/new", {}),
    ):
        answer = house.browser().post(address, form, headers=headers)
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/accounts/login/")
    assert house.node.ledger.head() == before
    assert (Token.objects.count(), Account.objects.count()) == (1, 1)


def test_a_token_that_an_administrator_ends_is_refused_at_once_and_all_else_goes_on(house: House) -> None:
    from forestall.api.accounts.tokens import take_token, tokens_of

    account, other = house.person("basil", "analyst"), house.person("carla", "analyst")
    lost, kept, of_another = token(house, account), token(house, account), token(house, other)
    session = house.browser(account)

    def statuses() -> list[int]:
        programs = [house.browser().get("/api/desk", headers=shown).status_code for shown in (lost, kept, of_another)]
        return [*programs, session.get("/api/desk").status_code]

    assert statuses() == [200, 200, 200, 200]
    number = str(min(each.pk for each in tokens_of(account, SystemClock().now())))
    with pytest.raises(NotFound):
        take_token(house.keeper(), other, number)
    take_token(house.keeper(), account, number)
    assert statuses() == [401, 200, 200, 200]
    for none in (number, "0", "\u0661", "9" * 40, "x"):
        with pytest.raises(NotFound):
            take_token(house.keeper(), account, none)


def test_a_token_is_kept_as_a_digest(house: House) -> None:
    from forestall.api.accounts.models import Token

    clear = token(house, house.person("basil", "analyst"))["Authorization"].split()[1]
    assert clear not in str(Token.objects.values().get())


def test_a_session_serves_too_once_the_second_factor_is_set_up(house: House) -> None:
    assert house.browser(house.person("basil", "analyst")).get("/api/desk").status_code == 200
    assert house.browser(house.person("carla", "analyst", second_factor=False)).get("/api/desk").status_code == 401


def test_a_page_and_the_api_say_the_same(house: House) -> None:
    report(house, {"tlp": "green"})
    browser = house.browser(house.person("basil", "analyst"))
    for page, call in (("/desk.json", "/api/desk"), ("/record/report-a.json", "/api/records/report-a")):
        assert browser.get(page).json() == browser.get(call).json()


def test_a_role_opens_in_the_api_what_it_opens_in_the_pages(house: House) -> None:
    from forestall.vocabulary.load import vocabulary

    pages = {"see_desk": "/desk", "read_record": "/entries", "read_audit": "/audit", "manage_accounts": "/people"}
    calls = {"see_desk": "/api/desk", "read_record": "/api/entries"}
    for place, role in enumerate(vocabulary("role")):
        browser = house.browser(house.person(f"person{place}", role))
        for verb, address in (*pages.items(), *calls.items()):
            expected = 200 if role in vocabulary("verb")[verb].extra["roles"] else 403
            assert (role, address, browser.get(address).status_code) == (role, address, expected)


def test_the_api_answers_in_one_form_when_a_part_has_another(house: House) -> None:
    headers = token(house, house.person("basil", "analyst"))
    for address in ("/api/entries?limit=0", "/api/entries?after=x", "/api/entries/abc", "/api/entries?kind=no.such"):
        answer = house.browser().get(address, headers=headers)
        assert answer.status_code == 422
        assert set(answer.json()) <= {"error", "expected", "where", "remedy"}


def test_a_ledger_out_of_reach_is_said_without_a_trace(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.test import override_settings

    headers = token(house, house.person("basil", "analyst"))
    gone = replace(house.settings, home=house.settings.home / "gone", database="sqlite:////nonexistent/ledger.sqlite")
    with override_settings(FORESTALL=gone):
        answer = house.browser().get("/api/entries", headers=headers)
    assert answer.status_code in (404, 503)
    assert "nonexistent" not in answer.content.decode()


def test_one_call_too_many_in_a_minute_is_refused_and_says_how_long_to_wait(house: House) -> None:
    from django.test import override_settings

    headers = token(house, house.person("basil", "analyst"))
    other = token(house, house.person("carla", "analyst"))
    with override_settings(API_CALLS_A_MINUTE=3):
        statuses = [house.browser().get("/api/desk", headers=headers).status_code for _ in range(7)]
        # A minute may begin in between; whoever calls on is refused in one of them.
        assert 429 in statuses
        assert house.browser().get("/api/desk", headers=other).status_code == 200
        refused = [house.browser().get("/api/desk", headers=headers) for _ in range(4)][-1]
    assert (refused.status_code, refused.json()["error"]) == (429, "TooManyCalls")
    assert "Wait" in refused.json()["remedy"]
