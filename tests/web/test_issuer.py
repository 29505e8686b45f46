"""Signing in by an OpenID Connect issuer that runs on loopback: Authlib's own server, and what it may lie about."""

from __future__ import annotations

import hashlib
import io
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx
import oidc_provider_mock
import pytest
from werkzeug.serving import make_server

from doors import PASSWORD, House
from forestall.errors import BadSetting
from forestall.settings import read_settings

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the issuer's own parts, to each other
BEGIN = "/accounts/oidc/organisation/login/"
Environ = dict[str, Any]


@dataclass
class Issuer:
    """An issuer, and how it changes what it is asked before it answers."""

    address: str = ""
    changes: Callable[[Environ], None] = lambda environ: None

    def __call__(self, environ: Environ, start: Any) -> Any:
        self.changes(environ)
        return self.honest(environ, start)

    def __post_init__(self) -> None:
        self.honest = oidc_provider_mock.app(require_nonce=True)

    def agree(self, asked: str, who: str) -> str:
        """The path by which a browser comes back, once somebody agreed at the issuer."""
        answer = httpx.post(asked, data={"sub": who})
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["location"])
        return f"{back.path}?{back.query}"


@pytest.fixture(scope="module")
def running() -> Iterator[Issuer]:
    issuer = Issuer()
    server = make_server("127.0.0.1", 0, issuer, threaded=True)
    issuer.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield issuer
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def issuer(running: Issuer, house: House) -> Iterator[Issuer]:
    from django.test import override_settings

    from forestall.web.configuration import django_settings

    named = replace(house.settings, oidc_issuer=running.address, oidc_client="node", oidc_secret="shared")
    providers = django_settings(named, "secret")["SOCIALACCOUNT_PROVIDERS"]
    running.changes = lambda environ: None
    with override_settings(SOCIALACCOUNT_PROVIDERS=providers):
        yield running


def begin(browser: Any, **query: str) -> str:
    """Where the browser is sent, to the issuer."""
    return str(browser.post(f"{BEGIN}?{urlencode(query)}").url)


def joined(house: House, issuer: Issuer, who: str = "amina@ministry.example") -> None:
    """Somebody known here who joined their account to the issuer's."""
    house.person("mona", "monitor", second_factor=False)
    join(house, issuer, "mona", who)


def join(house: House, issuer: Issuer, name: str, who: str) -> None:
    """Join an account to the issuer's: signed in by password, which is asked for once more."""
    browser = house.browser()
    browser.post("/accounts/login/", {"login": name, "password": PASSWORD})
    browser.get(issuer.agree(begin(browser, process="connect"), who))
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})


def come_in(house: House, issuer: Issuer, who: str = "amina@ministry.example") -> int:
    """What a fresh browser is answered at the desk, after going by the issuer."""
    browser = house.browser()
    browser.get(issuer.agree(begin(browser), who))
    return int(browser.get("/desk").status_code)


def test_a_known_person_comes_in_by_code_with_proof_of_the_browser_that_began(house: House, issuer: Issuer) -> None:
    joined(house, issuer)
    asked = parse_qs(urlsplit(begin(house.browser())).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == len(asked["nonce"][0]) == 43
    assert asked["scope"] == ["openid"]
    told: list[tuple[str, str]] = []
    issuer.changes = lambda environ: told.extend(told_by(environ))
    assert come_in(house, issuer) == 200
    challenge, verifier = dict(told)["code_challenge"], dict(told)["code_verifier"]
    assert challenge == urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def told_by(environ: Environ) -> list[tuple[str, str]]:
    """What the issuer is told in the address and in the body, which it can still read afterwards."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return parse_qsl(environ["QUERY_STRING"]) + parse_qsl(body.decode())


def test_the_way_to_the_issuer_stands_on_the_pages(house: House, issuer: Issuer) -> None:
    assert f"{BEGIN}?process=login" in house.browser().get("/accounts/login/").content.decode()
    browser = house.browser(house.person("mona", "monitor", second_factor=False))
    assert 'href="/accounts/3rdparty/"' in browser.get("/desk").content.decode()
    assert f"{BEGIN}?process=connect" in browser.get("/accounts/3rdparty/").content.decode()


def test_nobody_unknown_comes_in_and_no_account_is_made(house: House, issuer: Issuer) -> None:
    from forestall.api.accounts.models import Account

    joined(house, issuer)
    assert come_in(house, issuer, "eve@ministry.example") == 302
    assert [account.username for account in Account.objects.all()] == ["mona"]


def test_a_sign_in_at_the_issuer_joins_no_second_account(house: House, issuer: Issuer) -> None:
    joined(house, issuer)
    house.person("basil", "monitor", second_factor=False)
    join(house, issuer, "basil", "amina@ministry.example")
    from allauth.socialaccount.models import SocialAccount

    assert [row.user.username for row in SocialAccount.objects.all()] == ["mona"]


def test_what_an_issuer_says_of_groups_roles_and_organisations_changes_nothing_here(
    house: House, issuer: Issuer
) -> None:
    from forestall.api.accounts.models import Account, RoleGrant

    joined(house, issuer)
    who = "amina@ministry.example"
    kept = [list(rows.objects.order_by("pk").values()) for rows in (Account, RoleGrant)]
    said = {"groups": ["no-such-group", "administrator"], "roles": ["administrator"], "organisation": "organisation-x"}
    told = httpx.put(f"{issuer.address}/users/{who}", json={"sub": who, **said})
    assert told.is_success
    browser = house.browser()
    browser.get(issuer.agree(begin(browser), who))
    assert browser.get("/desk.json").json()["roles"] == ["monitor"]
    assert browser.get("/people").status_code == 403
    now = [list(rows.objects.order_by("pk").values()) for rows in (Account, RoleGrant)]
    without_time = [[{**row, "last_login": None} for row in rows] for rows in (*kept, *now)]
    assert without_time[:2] == without_time[2:]


def test_with_an_issuer_alone_no_password_signs_in_and_an_invitation_locks_nobody_out(
    house: House, issuer: Issuer
) -> None:
    from django.test import override_settings

    from forestall.web.invitation import invite_again

    joined(house, issuer)
    basil = house.person("basil", "monitor", second_factor=False)
    told = replace(house.settings, oidc_only=True)
    with override_settings(FORESTALL=told, ACCOUNT_LOGIN_ON_PASSWORD_RESET=True):
        browser = house.browser()
        assert 'name="password"' not in browser.get("/accounts/login/").content.decode()
        for address in ("/accounts/login/", "/accounts/2fa/webauthn/login/"):
            assert browser.post(address, {"login": "basil", "password": PASSWORD}).status_code == 403
        assert browser.get("/desk").status_code == 302
        assert come_in(house, issuer) == 200
        form = browser.get(invite_again(house.keeper(), basil), follow=True)
        browser.post(form.request["PATH_INFO"], {"password1": "seven brown boats", "password2": "seven brown boats"})
        assert browser.get("/desk").status_code == 200
        browser.get(issuer.agree(begin(browser, process="connect"), "basil@ministry.example"))
        browser.post("/accounts/reauthenticate/", {"password": "seven brown boats"})
        assert come_in(house, issuer, "basil@ministry.example") == 200


def test_an_issuer_alone_needs_an_issuer() -> None:
    for wrong in ({"FORESTALL_OIDC_ONLY": "yes"}, {"FORESTALL_OIDC_ONLY": "perhaps"}):
        with pytest.raises(BadSetting):
            read_settings(wrong)
    named = {"FORESTALL_OIDC_ISSUER": "https://issuer.example", "FORESTALL_OIDC_CLIENT": "node"}
    assert read_settings(named | {"FORESTALL_OIDC_ONLY": "yes"}).oidc_only


def test_an_issuer_that_calls_itself_otherwise_is_refused(house: House, issuer: Issuer) -> None:
    joined(house, issuer)
    issuer.changes = lambda environ: environ.update(HTTP_HOST="evil.example")
    answer = house.browser().post(BEGIN)
    assert (answer.status_code, answer.headers.get("location")) == (401, None)


def test_a_token_of_another_issuer_is_refused(house: House, issuer: Issuer) -> None:
    joined(house, issuer)

    def elsewhere(environ: Environ) -> None:
        if environ["PATH_INFO"].endswith("/token"):
            environ["HTTP_HOST"] = "evil.example"

    issuer.changes = elsewhere
    assert come_in(house, issuer) == 302


def test_a_token_that_answers_another_sign_in_is_refused(house: House, issuer: Issuer) -> None:
    joined(house, issuer)

    def swapped(environ: Environ) -> None:
        if environ["PATH_INFO"].endswith("/authorize"):
            asked = parse_qs(environ["QUERY_STRING"])
            environ["QUERY_STRING"] = urlencode(asked | {"nonce": ["n" * 43]}, doseq=True)

    issuer.changes = swapped
    assert come_in(house, issuer) == 302


def test_a_code_is_of_no_use_in_another_browser_or_with_another_state(house: House, issuer: Issuer) -> None:
    joined(house, issuer)
    first, other = house.browser(), house.browser()
    back = issuer.agree(begin(first), "amina@ministry.example")
    begin(other)
    other.get(back)
    assert other.get("/desk").status_code == 302
    first.get(back.replace("state=", "state=x"))
    assert first.get("/desk").status_code == 302


def test_a_token_with_a_broken_signature_is_refused(house: House, issuer: Issuer) -> None:
    joined(house, issuer)
    honest = issuer.honest

    def forging(environ: Environ, start: Any) -> Any:
        if not environ["PATH_INFO"].endswith("/jwks"):
            return honest(environ, start)
        # The keys of another: what was signed by the first no longer fits.
        return oidc_provider_mock.app()(environ, start)

    issuer.honest = forging
    assert come_in(house, issuer) == 302
    issuer.honest = honest
    assert come_in(house, issuer) == 200


def test_an_issuer_that_is_down_is_said_and_nobody_comes_in(house: House, issuer: Issuer) -> None:
    from django.conf import settings

    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = house.browser().post(BEGIN)
    assert (answer.status_code, answer.headers.get("location")) == (401, None)


def test_nothing_is_asked_of_an_issuer_since_an_address_says_so(house: House, issuer: Issuer) -> None:
    asked = parse_qs(urlsplit(begin(house.browser(), scope="email", auth_params="prompt=none")).query)
    assert "prompt" not in asked
    assert asked["scope"] == ["openid"]


def test_an_issuer_is_reached_over_a_locked_line_alone() -> None:
    with pytest.raises(BadSetting, match="https"):
        read_settings({"FORESTALL_OIDC_ISSUER": "http://issuer.example"})
    assert read_settings({"FORESTALL_OIDC_ISSUER": "https://issuer.example/"}).oidc_issuer == "https://issuer.example"
