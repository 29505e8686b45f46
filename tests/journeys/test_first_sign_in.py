"""Somebody is invited from the command line, chooses a password, sets up codes, and reads their desk in Arabic."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from doors import code_now

AXE = Path(__file__).parents[2] / "web-assets/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COMMAND = str(Path(sys.executable).with_name("forestall"))
PASSWORD = "nine quiet rivers"
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"FORESTALL_HOME": str(tmp_path / "node"), "FORESTALL_URL": f"http://localhost:{port}"}


def forestall(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run([COMMAND, *words], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def address(environment: dict[str, str]) -> Iterator[str]:
    """The address of a node that is being served."""
    forestall(environment, "init")
    url = environment["FORESTALL_URL"]
    port = url.rpartition(":")[2]
    server = subprocess.Popen([COMMAND, "serve", "--port", port], env=environment)
    try:
        transport = httpx.HTTPTransport(retries=8)
        with httpx.Client(transport=transport, timeout=30) as client:
            client.get(f"{url}/accounts/login/").raise_for_status()
        yield url
    finally:
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(locale="en-GB", viewport={"width": 390, "height": 844})
    yield opened
    opened.close()


def broken_rules(page: Page) -> list[str]:
    """Accessibility rules that the page breaks."""
    if not AXE.is_file():
        return []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    return [each["id"] for each in found["violations"]]


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


def test_from_an_invitation_to_a_desk_in_arabic(environment: dict[str, str], address: str, page: Page) -> None:
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))

    invitation = json.loads(forestall(environment, "user", "add", "amina", "--role", "analyst", "--json"))["invitation"]
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
