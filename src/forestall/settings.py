"""The only place that reads the environment: one frozen `Settings`, made once at a door.

Each setting is a row of (name, default, help); a test holds that every row has a line in the docs.
Policy (thresholds, budgets, recipients) is signed data in the ledger, never a setting.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_dir

from forestall.errors import BadSetting

DEFAULT_URL = "http://127.0.0.1:8000"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class SettingRow:
    """One setting as the docs print it."""

    name: str
    default: str
    help: str


ROWS = (
    SettingRow("FORESTALL_HOME", "the platform's user data folder", "Folder of this node: keys, ledger, lake."),
    SettingRow(
        "FORESTALL_DATABASE",
        "sqlite, inside FORESTALL_HOME",
        "Where the ledger lives: a PostgreSQL address (postgresql://...) for a team.",
    ),
    SettingRow("FORESTALL_MIRROR", "", "Folder with local copies of public datasets, read instead of a network."),
    SettingRow(
        "FORESTALL_SCRATCH",
        "the system's temporary folder",
        "Folder that big arrays pass through on their way to workers; for a cluster, one that all its workers reach.",
    ),
    SettingRow(
        "FORESTALL_TIMESTAMP_URL",
        "",
        "Address of an RFC 3161 time-stamping service, for `forestall ledger anchor`.",
    ),
    SettingRow(
        "FORESTALL_URL",
        DEFAULT_URL,
        "Address by which people reach this node's pages; with https its cookies and passkeys are bound to it.",
    ),
    SettingRow(
        "FORESTALL_MAIL",
        "",
        "Server that takes this node's mail: smtps://user@host, smtp://user@host (STARTTLS), or smtp+plain://localhost.",
    ),
    SettingRow("FORESTALL_MAIL_PASSWORD", "", "The password for that server; never written down."),
    SettingRow("FORESTALL_MAIL_FROM", "", "Address that mail comes from and reports of delivery come back to."),
    SettingRow("FORESTALL_OIDC_ISSUER", "", "Address of an OpenID Connect issuer that people may also sign in with."),
    SettingRow("FORESTALL_OIDC_CLIENT", "", "The name under which that issuer knows this node."),
    SettingRow("FORESTALL_OIDC_SECRET", "", "The secret shared with that issuer; never written down."),
    SettingRow(
        "FORESTALL_OIDC_ONLY",
        "no",
        "yes: people sign in with that issuer alone, and an invitation opens one session to join it in.",
    ),
    SettingRow("FORESTALL_ACLED_USER", "", "E-mail of your own ACLED account, for `forestall pull acled`."),
    SettingRow("FORESTALL_ACLED_KEY", "", "Its password or key; sent to ACLED alone and never written down."),
)


@dataclass(frozen=True)
class Settings:
    """What this process was told, as plain values."""

    home: Path
    database: str
    mirror: Path | None = None
    scratch: Path | None = None
    timestamp_url: str | None = None
    url: str = DEFAULT_URL
    mail: str | None = None
    mail_password: str | None = field(default=None, repr=False)
    mail_from: str | None = None
    oidc_issuer: str | None = None
    oidc_client: str | None = None
    oidc_secret: str | None = field(default=None, repr=False)
    oidc_only: bool = False
    acled_user: str | None = None
    acled_key: str | None = field(default=None, repr=False)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment, with defaults filled in.

    Args:
        environment: names and values; the process's own when not given.

    Raises:
        BadSetting: a value that can't be used, or an unknown FORESTALL_ name.
    """
    given = os.environ if environment is None else environment
    _refuse_unknown(given)
    home = Path(given.get("FORESTALL_HOME") or user_data_dir("forestall", appauthor=False)).expanduser()
    database = given.get("FORESTALL_DATABASE") or f"sqlite:///{home / 'ledger.sqlite'}"
    if not database.startswith(("sqlite:///", "postgresql://")):
        raise BadSetting(
            expected="an address that starts with postgresql:// or sqlite:///",
            found="another scheme",
            where="FORESTALL_DATABASE",
            remedy="Correct it, or leave it out to use SQLite inside FORESTALL_HOME.",
        )
    mirror, scratch = given.get("FORESTALL_MIRROR"), given.get("FORESTALL_SCRATCH")
    issuer = given.get("FORESTALL_OIDC_ISSUER")
    return Settings(
        home=home,
        database=database,
        mirror=Path(mirror).expanduser() if mirror else None,
        scratch=Path(scratch).expanduser() if scratch else None,
        timestamp_url=given.get("FORESTALL_TIMESTAMP_URL") or None,
        url=_web_address(given.get("FORESTALL_URL") or DEFAULT_URL, "FORESTALL_URL"),
        mail=given.get("FORESTALL_MAIL") or None,
        mail_password=given.get("FORESTALL_MAIL_PASSWORD") or None,
        mail_from=given.get("FORESTALL_MAIL_FROM") or None,
        oidc_issuer=_issuer_address(issuer) if issuer else None,
        oidc_client=given.get("FORESTALL_OIDC_CLIENT") or None,
        oidc_secret=given.get("FORESTALL_OIDC_SECRET") or None,
        oidc_only=_is_issuer_alone(given),
        acled_user=given.get("FORESTALL_ACLED_USER") or None,
        acled_key=given.get("FORESTALL_ACLED_KEY") or None,
    )


def _web_address(given: str, name: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadSetting(
            expected="an address that starts with http:// or https:// and names a host",
            found="something else",
            where=name,
            remedy="Correct it, or leave it out.",
        )
    return given.rstrip("/")


def _issuer_address(given: str) -> str:
    address = _web_address(given, "FORESTALL_OIDC_ISSUER")
    parts = urlsplit(address)
    # What an issuer says decides who comes in; on the way it may be changed where the line isn't locked.
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise BadSetting(
            expected="an address that starts with https://",
            found="one without",
            where="FORESTALL_OIDC_ISSUER",
            remedy="Use the issuer's https address.",
        )
    return address


def _is_issuer_alone(given: Mapping[str, str]) -> bool:
    name = "FORESTALL_OIDC_ONLY"
    said = given.get(name) or "no"
    if said not in ("yes", "no"):
        raise BadSetting(expected="yes or no", found="another word", where=name, remedy="Correct it, or leave it out.")
    if said == "yes" and not (given.get("FORESTALL_OIDC_ISSUER") and given.get("FORESTALL_OIDC_CLIENT")):
        raise BadSetting(
            expected="an issuer to sign in with",
            found="none",
            where=name,
            remedy="Set FORESTALL_OIDC_ISSUER and FORESTALL_OIDC_CLIENT too, or leave it out.",
        )
    return said == "yes"


def _refuse_unknown(given: Mapping[str, str]) -> None:
    known = {row.name for row in ROWS}
    for name in sorted(given):
        if name.startswith("FORESTALL_") and name not in known:
            raise BadSetting(
                expected=f"one of {', '.join(sorted(known))}",
                found=name,
                where="the environment",
                remedy="Unset it, or correct its spelling.",
            )
