"""The only place that reads the environment: one frozen `Settings`, made once at a door.

Each setting is a row of (name, default, help); a test holds that every row has a line in the docs.
Policy (thresholds, budgets, recipients) is signed data in the ledger, never a setting.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_dir

from forestall.errors import BadSetting


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
    return Settings(
        home=home,
        database=database,
        mirror=Path(mirror).expanduser() if mirror else None,
        scratch=Path(scratch).expanduser() if scratch else None,
        timestamp_url=given.get("FORESTALL_TIMESTAMP_URL") or None,
        acled_user=given.get("FORESTALL_ACLED_USER") or None,
        acled_key=given.get("FORESTALL_ACLED_KEY") or None,
    )


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
