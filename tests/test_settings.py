from pathlib import Path

import pytest

from forestall.errors import BadSetting
from forestall.settings import ROWS, read_settings


def test_without_settings_the_node_lives_in_the_users_data_folder_on_sqlite() -> None:
    settings = read_settings({})
    assert settings.home.name == "forestall"
    assert settings.database == f"sqlite:///{settings.home / 'ledger.sqlite'}"
    assert settings.mirror is None


def test_given_settings_are_taken(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "FORESTALL_HOME": str(tmp_path),
            "FORESTALL_DATABASE": "postgresql://db/forestall",
            "FORESTALL_MIRROR": str(tmp_path / "m"),
        }
    )
    assert (settings.home, settings.database, settings.mirror) == (
        tmp_path,
        "postgresql://db/forestall",
        tmp_path / "m",
    )


def test_a_misspelt_setting_is_refused_not_ignored() -> None:
    with pytest.raises(BadSetting, match="FORESTALL_HOEM"):
        read_settings({"FORESTALL_HOEM": "/tmp"})


def test_a_database_of_another_kind_is_refused_without_printing_its_password() -> None:
    with pytest.raises(BadSetting) as caught:
        read_settings({"FORESTALL_DATABASE": "mysql://user:hunter2@db/x"})
    assert "hunter2" not in str(caught.value)


def test_every_row_explains_itself() -> None:
    assert all(row.name.startswith("FORESTALL_") and row.help.endswith(".") for row in ROWS)
