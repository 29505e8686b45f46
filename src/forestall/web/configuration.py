"""Django's settings, made from the node's own: nothing here is read from the environment again."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from forestall.settings import Settings
from forestall.web.accounts_database import django_database
from forestall.web.logs import LOGGING

HERE = Path(__file__).parent
LANGUAGES = (
    ("ar", "العربية"),
    ("zh-hans", "中文"),
    ("en", "English"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("es", "Español"),
)
"""The languages of the United Nations, each by its own name; Chinese, Russian and Spanish fall back to English."""
_DAY = 86_400
_YEAR = 365 * _DAY
CALLS_A_MINUTE = 600
"""What one person's programs may call in a minute, in each process."""
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def django_settings(settings: Settings, secret: str) -> dict[str, Any]:
    """All that Django is told, by the names of its settings."""
    return {
        "FORESTALL": settings,
        "SECRET_KEY": secret,
        "DEBUG": False,
        "ROOT_URLCONF": "forestall.web.urls",
        "INSTALLED_APPS": _APPS,
        "MIDDLEWARE": _MIDDLEWARE,
        "TEMPLATES": [_TEMPLATES],
        "DATABASES": {"default": django_database(settings.home, settings.database)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        # In the database, so that a one-time code used in one process is used in all.
        "CACHES": {
            "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
            "calls": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}},
        },
        "API_CALLS_A_MINUTE": CALLS_A_MINUTE,
        "LOGGING": LOGGING,
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 1_000_000,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 1_500,  # an alert with sixty rows in each of its lists
        # What is sent may be marked: it is never written to a file on its way, and what is too large is let go.
        "FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.MemoryFileUploadHandler"],
        "FILE_UPLOAD_MAX_MEMORY_SIZE": 1_500_000,
        **_languages(settings.home),
        **_static_files(settings.home),
        **_headers(settings.url),
        **_sign_in(settings),
    }


_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "forestall.api.accounts",
    "forestall.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
]

_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "forestall.web.headers.strict_headers",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "forestall.web.gate.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "forestall.web.gate.second_factor_first",
    "forestall.web.noting.note_each_look",
]

_TEMPLATES: dict[str, Any] = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [HERE / "templates"],
    "APP_DIRS": True,
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
            "forestall.web.surroundings.surroundings",
        ],
    },
}


def _languages(home: Path) -> dict[str, Any]:
    return {
        "LANGUAGE_CODE": "en",
        "LANGUAGES": LANGUAGES,
        "LOCALE_PATHS": [home / "locale"],
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
        "LANGUAGE_COOKIE_HTTPONLY": True,
    }


def _static_files(home: Path) -> dict[str, Any]:
    return {
        "STATIC_URL": "/static/",
        "STATIC_ROOT": home / "static",
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
        },
        "WHITENOISE_MAX_AGE": _DAY,
    }


def _headers(url: str) -> dict[str, Any]:
    address = urlsplit(url)
    is_https = address.scheme == "https"
    prefix = "__Host-" if is_https else ""
    return {
        "ALLOWED_HOSTS": [address.hostname, *_LOOPBACK],
        "CSRF_TRUSTED_ORIGINS": [url],
        "SESSION_COOKIE_NAME": f"{prefix}session",
        "SESSION_COOKIE_SECURE": is_https,
        "SESSION_COOKIE_AGE": 12 * 3_600,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "CSRF_COOKIE_NAME": f"{prefix}csrf",
        "CSRF_COOKIE_SECURE": is_https,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_FAILURE_VIEW": "forestall.web.refusals.csrf_refused",
        "LANGUAGE_COOKIE_SECURE": is_https,
        "SECURE_HSTS_SECONDS": _YEAR if is_https else 0,
        "SECURE_SSL_REDIRECT": is_https,
        # Whoever serves https stands before this process and says so; `forestall serve` drops the header otherwise.
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if is_https else None,
        # Others are told nothing; with no-referrer a browser would also hide from us that our own forms are ours.
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": CONTENT_SECURITY_POLICY},
    }


CONTENT_SECURITY_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],  # the picture of a one-time-code seed is drawn into its page
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "object-src": [NONE],
}


def _sign_in(settings: Settings) -> dict[str, Any]:
    return {
        "AUTH_USER_MODEL": "people.Account",
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "/",
        "LOGOUT_REDIRECT_URL": "/accounts/login/",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.ScryptPasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": _PASSWORDS,
        "ACCOUNT_ADAPTER": "forestall.web.sign_in.ClosedDoor",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*", "password2*"],
        "ACCOUNT_USER_MODEL_EMAIL_FIELD": None,
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_PREVENT_ENUMERATION": "strict",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": True,
        "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
        # With an issuer alone, this session is the one in which an account is joined to it.
        "ACCOUNT_LOGIN_ON_PASSWORD_RESET": settings.oidc_only,
        "ACCOUNT_RATE_LIMITS": {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"},
        "MFA_ADAPTER": "forestall.web.sign_in.LockedSeeds",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_WEBAUTHN_USER_VERIFICATION": "required",
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": urlsplit(settings.url).scheme == "http",
        "MFA_TOTP_ISSUER": "Forestall",
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
        "SOCIALACCOUNT_ADAPTER": "forestall.web.sign_in.KnownPeopleOnly",
        "SOCIALACCOUNT_PROVIDERS": _issuers(settings),
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
        "SOCIALACCOUNT_STORE_TOKENS": False,
    }


_PASSWORDS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]


def _issuers(settings: Settings) -> dict[str, Any]:
    checked = {"provider_class": "forestall.web.issuer.OwnIssuer"}
    if not settings.oidc_issuer or not settings.oidc_client:
        return {"openid_connect": {**checked, "APPS": []}}
    app = {
        "provider_id": "organisation",
        "name": urlsplit(settings.oidc_issuer).hostname,
        "client_id": settings.oidc_client,
        "secret": settings.oidc_secret or "",
        "settings": {
            "server_url": settings.oidc_issuer,
            "oauth_pkce_enabled": True,
            # The signed token says who it is; what isn't asked for can't differ from it.
            "fetch_userinfo": False,
        },
    }
    return {"openid_connect": {**checked, "APPS": [app]}}
