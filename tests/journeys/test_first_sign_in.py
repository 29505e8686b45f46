"""Somebody is invited from the command line, chooses a password, sets up codes, and reads their desk in Arabic."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from doors import code_now
from journeys.served import ServedNode, broken_rules

PASSWORD = "nine quiet rivers"
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(locale="en-GB", viewport={"width": 390, "height": 844})
    yield opened
    opened.close()


def keep_a_passkey_and_sign_in_with_it(page: Page, address: str) -> None:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal"} | dict.fromkeys(
        ("hasResidentKey", "hasUserVerification", "isUserVerified"), True
    )
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    page.goto(f"{address}/accounts/2fa/webauthn/add/")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.get_by_text("Security key added.").wait_for()
    page.context.clear_cookies()
    page.goto(f"{address}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk")


def test_from_an_invitation_to_a_desk_in_arabic(served: ServedNode, page: Page) -> None:
    address = served.url
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))

    invitation = json.loads(served.forestall("user", "add", "amina", "--role", "analyst", "--json"))["invitation"]
    page.goto(invitation)
    page.get_by_label("New Password:", exact=True).fill(PASSWORD)
    page.get_by_label("New Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Change Password").click()

    page.goto(f"{address}/desk")
    assert broken_rules(page) == []
    page.get_by_label("Username").fill("amina")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    # A role asks for a second factor before anything is shown.
    page.wait_for_url("**/2fa/totp/activate/**")
    seed = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(code_now(seed))
    page.get_by_role("button", name="Activate").click()

    keep_a_passkey_and_sign_in_with_it(page, address)
    page.goto(f"{address}/desk")
    assert page.locator("h1").inner_text() == "My desk"
    page.get_by_text("Language", exact=True).click()
    page.get_by_role("button", name="العربية").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("h1").inner_text() == "مكتبي"
    assert broken_rules(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    assert complaints == []
    assert {re.match(r"\w+://[^/]+|data:", url).group() for url in asked} <= {address, "data:"}  # type: ignore[union-attr]
