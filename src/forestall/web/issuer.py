"""Signing in by an organisation's own OpenID Connect issuer, held to all that the standard lets a client check.

Beside what the library does (code flow, state, PKCE), the issuer must be the one that was named, its signature is
checked on every token, and a nonce ties the token to the browser that began.

Source:
    OpenID Connect Core 1.0, 3.1.2.1 (nonce) and 3.1.3.7 (validation of the token); Discovery 1.0, 4.3 (the issuer).
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from requests import RequestException

SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a key of the issuer's own; none that the shared secret, or nothing, would make."""
_PURPOSE = b"forestall nonce\n"


def nonce_for(code_verifier: str) -> str:
    """The nonce of one sign-in: made from its PKCE secret, which waits in the session of the browser that began."""
    return urlsafe_b64encode(hashlib.sha256(_PURPOSE + code_verifier.encode()).digest()).decode().rstrip("=")


class CheckedIssuer(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # ships no types
    """What is asked of the issuer, and what is believed of its answers."""

    # The library believes an unsigned token that came straight from the issuer, and fails on one without a key's name.
    _code_verifier = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the issuer says of itself, where it is the one that was named.

        Raises:
            OAuth2Error: it calls itself otherwise.
        """
        said: dict[str, Any] = super().openid_config
        if str(said.get("issuer")).rstrip("/") != self.get_provider().app.settings["server_url"]:
            raise OAuth2Error("the issuer calls itself by another name")
        return said

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: str | None = None
    ) -> Any:
        """The issuer's answer to the code; the PKCE secret is kept to check the nonce by."""
        self._code_verifier = pkce_code_verifier or ""
        return super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **said: Any) -> Any:
        """Who came, by their token.

        Raises:
            OAuth2Error: there is no token that says who.
        """
        if not said["response"].get("id_token"):
            raise OAuth2Error("the issuer gave no identity token")
        return super().complete_login(request, app, token, **said)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        claims: dict[str, Any] = jwt.decode(
            id_token,
            self._key(id_token),
            algorithms=SIGNED_BY,
            audience=app.client_id,
            issuer=self.openid_config["issuer"],
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
        if not self._code_verifier or claims.get("nonce") != nonce_for(self._code_verifier):
            raise OAuth2Error("the identity token answers another sign-in")
        return claims

    def _key(self, id_token: str) -> jwt.PyJWK:
        # A token names its key where the issuer has several; with one it may leave that out.
        name = jwt.get_unverified_header(id_token).get("kid")
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        found = [key for key in keys if name is None or key.key_id == name]
        if len(found) != 1:
            raise OAuth2Error("the identity token is signed with a key that the issuer doesn't show")
        return found[0]


class OwnIssuer(OpenIDConnectProvider):  # type: ignore[misc]  # ships no types
    """The organisation's issuer; what is asked of it is never taken from an address."""

    package = "allauth.socialaccount.providers.openid_connect"
    oauth2_adapter_class = CheckedIssuer

    def get_pkce_params(self) -> dict[str, str]:
        """The challenge of this sign-in, and its nonce."""
        params: dict[str, str] = super().get_pkce_params()
        return params | {"nonce": nonce_for(params["code_verifier"])}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """Nothing beside what is configured."""
        return dict(self.get_auth_params())

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Who somebody is, and nothing else about them."""
        return ["openid"]


def _at_issuer(step: Any) -> Callable[..., HttpResponse]:
    @login_not_required
    def answer(request: HttpRequest, provider_id: str) -> HttpResponse:
        adapter = CheckedIssuer(request, provider_id)
        try:
            shown: HttpResponse = step.adapter_view(adapter)(request)
        except SocialApp.DoesNotExist:
            raise Http404 from None
        except (OAuth2Error, RequestException, jwt.PyJWTError) as error:
            provider = get_adapter().get_provider(request, provider=provider_id)
            shown = render_authentication_error(request, provider, exception=error)
        return shown

    return answer


begin = _at_issuer(OAuth2LoginView)
"""To the issuer."""
come_back = _at_issuer(OAuth2CallbackView)
"""Back from it."""
