import logging
import re
from datetime import timedelta

import pytest
import time_machine

from doors import PASSWORD, House, code_now
from forestall.clock import SystemClock

pytestmark = pytest.mark.both_databases

LOGIN = "/accounts/login/"


def test_nobody_sees_a_page_before_signing_in(house: House) -> None:
    for address in ("/", "/desk", "/world", "/entries", "/audit", "/people", "/country/SDN"):
        answer = house.browser().get(address)
        assert answer.status_code == 302
        assert answer.url.startswith(LOGIN)
    assert house.browser().get("/desk.json").status_code == 401


def test_a_password_alone_does_not_sign_in_whoever_has_a_second_factor(house: House) -> None:
    house.person("amina", "analyst")
    browser = house.browser()
    answer = browser.post(LOGIN, {"login": "amina", "password": PASSWORD})
    assert answer.url == "/accounts/2fa/authenticate/"
    assert browser.get("/desk").status_code == 302
    answer = browser.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert (answer.status_code, browser.get("/desk").status_code) == (302, 200)


def test_a_one_time_code_works_once(house: House) -> None:
    house.person("amina", "analyst")
    results = []
    with time_machine.travel(SystemClock().now(), tick=False):  # a code is good for thirty seconds
        code = code_now()
        for _ in range(2):
            browser = house.browser()
            browser.post(LOGIN, {"login": "amina", "password": PASSWORD})
            browser.post("/accounts/2fa/authenticate/", {"code": code})
            results.append(browser.get("/desk").status_code)
    assert results == [200, 302]


def test_a_role_asks_for_a_second_factor_before_anything_is_shown(house: House) -> None:
    browser = house.browser(house.person("basil", "analyst", second_factor=False))
    assert browser.get("/desk").url == "/accounts/2fa/totp/activate/"
    assert browser.get("/desk.json").status_code == 403
    assert house.browser(house.person("mona", "monitor", second_factor=False)).get("/desk").status_code == 200


def test_the_session_changes_its_name_when_somebody_signs_in(house: House) -> None:
    house.person("mona", "monitor", second_factor=False)
    browser = house.browser()
    browser.cookies["session"] = "a" * 32
    browser.get(LOGIN)
    before = browser.cookies["session"].value
    browser.post(LOGIN, {"login": "mona", "password": PASSWORD})
    assert browser.cookies["session"].value not in ("a" * 32, before)
    assert browser.get("/desk").status_code == 200


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_and_switching_language_lead_to_no_other_site(house: House, where: str) -> None:
    house.person("mona", "monitor", second_factor=False)
    answer = house.browser().post(LOGIN, {"login": "mona", "password": PASSWORD, "next": where})
    assert answer.url == "/"
    assert house.browser().post("/language", {"language": "ar", "next": where}).url == "/"


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(house: House) -> None:
    house.person("mona", "monitor", second_factor=False)

    def said(name: str) -> tuple[int, str]:
        answer = house.browser().post(LOGIN, {"login": name, "password": "wrong horse battery"})
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        return answer.status_code, text.replace(name, "")

    assert said("mona") == said("nobody-here")


def test_guessing_is_stopped(house: House) -> None:
    house.person("mona", "monitor", second_factor=False)
    browser = house.browser()
    for _ in range(5):
        browser.post(LOGIN, {"login": "mona", "password": "wrong horse battery"})
    browser.post(LOGIN, {"login": "mona", "password": PASSWORD})
    assert browser.get("/desk").status_code == 302


def test_nobody_signs_up_or_asks_for_mail(house: House) -> None:
    browser = house.browser()
    for address in (
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/email/",
        "/accounts/2fa/webauthn/signup/",
    ):
        assert browser.get(address).status_code in (302, 404)
        assert browser.post(address, {"username": "eve"}).status_code in (302, 404)
    from forestall.api.accounts.models import Account

    assert Account.objects.count() == 0


def test_an_invitation_lets_a_person_choose_a_password_once(house: House) -> None:
    from forestall.web.invitation import invitation_path

    account = house.person("mona", "monitor", second_factor=False)
    path = invitation_path(account)
    browser = house.browser()
    form = browser.get(path, follow=True)
    assert form.status_code == 200
    new = {"password1": "seven brown boats", "password2": "seven brown boats"}
    browser.post(form.request["PATH_INFO"], new)
    account.refresh_from_db()
    assert account.check_password("seven brown boats")
    again = house.browser().get(path, follow=True)
    assert "password1" not in again.content.decode()


def test_barring_somebody_ends_their_sessions_at_once(house: House) -> None:
    from forestall.api.accounts.people import set_active

    account = house.person("mona", "monitor", second_factor=False)
    browser = house.browser(account)
    assert browser.get("/desk").status_code == 200
    set_active(house.keeper(), account, is_active=False)
    assert browser.get("/desk").status_code == 302


def test_a_new_password_ends_every_other_session(house: House) -> None:
    account = house.person("mona", "monitor", second_factor=False)
    browser = house.browser(account)
    account.set_password("another one altogether")
    account.save()
    assert browser.get("/desk").status_code == 302


def test_a_person_has_one_session_at_a_time(house: House) -> None:
    house.person("mona", "monitor", second_factor=False)
    first, second = house.browser(), house.browser()
    for browser in (first, second):
        browser.post(LOGIN, {"login": "mona", "password": PASSWORD})
    assert (first.get("/desk").status_code, second.get("/desk").status_code) == (302, 200)


def test_a_role_that_ran_out_opens_nothing(house: House) -> None:
    from forestall.api.accounts.models import RoleGrant

    account = house.person("basil", "overseer")
    browser = house.browser(account)
    assert browser.get("/audit").status_code == 200
    RoleGrant.objects.update(expires_at=SystemClock().now() - timedelta(seconds=1))
    assert browser.get("/audit").status_code == 403


def test_a_seed_lies_locked_in_the_database(house: House) -> None:
    from allauth.mfa.models import Authenticator

    from doors import SEED

    house.person("amina", "analyst")
    assert SEED not in str(Authenticator.objects.get().data)


def test_the_secret_file_is_its_owners_alone() -> None:
    from doors import HOME

    for name in ("keys/web.secret", "accounts.sqlite"):
        assert (HOME / name).stat().st_mode & 0o077 == 0


def test_a_failed_sign_in_is_logged_without_what_was_typed(house: House, caplog: pytest.LogCaptureFixture) -> None:
    from forestall.web.logs import WithoutContents

    house.browser().post(LOGIN, {"login": "ami\nna FORGED", "password": "secret-canary"})
    house.browser().get("/nowhere/FORGED%0aline?x=canary", headers={"User-Agent": "canary\r\nFORGED"})
    logging.getLogger("forestall.web").warning("asked by %s", "canary-name")
    lines = [WithoutContents().format(record) for record in caplog.records]
    assert any('"message": "a sign-in failed"' in line for line in lines)
    assert len(lines) >= 2
    assert not [line for line in lines if "canary" in line or "FORGED" in line or "\n" in line]
