"""A vault takes keys from whoever seals, and gives them to whoever holds its secret key."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from forestall.errors import AlreadyThere, BadSetting, IntegrityError, InvalidField, Sealed, WrongKey
from forestall.memory.sealed.cards import VaultName
from forestall.memory.sealed.secret_key import SecretKey
from forestall.memory.sealed.vault import Vault

KEEPER, INTAKE, STRANGER = 51_001, 51_002, 51_003
SEAL = "seal-abc"
DATA_KEY = b"d" * 32


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made = Vault(tmp_path / "sealed", VaultName.IDENTITY)
    made.found(tmp_path / "keys" / "identity.key")
    return made


def test_everything_secret_in_a_vault_is_its_owners_alone(vault: Vault) -> None:
    vault.put(SEAL, DATA_KEY)
    for path in vault.folder.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        expected = 0o644 if path.name == "vault.json" else 0o700 if path.is_dir() else 0o600
        assert (path.name, mode) == (path.name, expected)


def test_founding_goes_on_where_it_broke_off_and_never_begins_again(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "sealed", VaultName.PLACE)
    key = vault.found(tmp_path / "place.key")
    vault.put(SEAL, DATA_KEY)
    (vault.folder / "vault.json").unlink()
    assert vault.found(tmp_path / "place.key").public_key == key.public_key
    assert vault.data_key(SEAL, key) == DATA_KEY
    with pytest.raises(AlreadyThere):
        vault.found(tmp_path / "other.key")


def test_a_data_key_is_given_to_the_vaults_key_only(vault: Vault) -> None:
    vault.put(SEAL, DATA_KEY)
    with pytest.raises(WrongKey):
        vault.data_key(SEAL, SecretKey(b"s" * 32))
    with pytest.raises(Sealed, match="none on this node"):
        vault.data_key("seal-other", SecretKey(b"s" * 32))


def test_a_seal_has_one_data_key_for_good(vault: Vault) -> None:
    vault.put(SEAL, DATA_KEY)
    with pytest.raises(AlreadyThere):
        vault.put(SEAL, b"e" * 32)


@pytest.mark.parametrize("name", ["../vault.json", "seal-../../x", "/etc/passwd", "", "seal-a/b"])
def test_a_seals_id_is_never_a_path(vault: Vault, name: str) -> None:
    with pytest.raises(InvalidField, match="record id"):
        vault.put(name, DATA_KEY)
    with pytest.raises(InvalidField, match="record id"):
        vault.erase(name)


def test_a_link_in_place_of_a_key_is_refused(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"x" * 120)
    (vault.folder / "keys" / SEAL).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(IntegrityError, match="a link"):
        vault.data_key(SEAL, SecretKey(b"s" * 32))
    with pytest.raises(IntegrityError, match="a link"):
        vault.erase(SEAL)
    assert (tmp_path / "elsewhere").read_bytes() == b"x" * 120


def test_a_store_key_that_everybody_can_read_is_refused_with_the_command_that_mends_it(vault: Vault) -> None:
    path = vault.folder / "store.key"
    path.chmod(0o644)
    with pytest.raises(BadSetting) as caught:
        vault.put(SEAL, DATA_KEY)
    assert f"chmod 600 {path}" in caught.value.remedy


ACT = """
    import os, sys
    from pathlib import Path
    from forestall.errors import ForestallError
    from forestall.memory.sealed.cards import VaultName
    from forestall.memory.sealed.secret_key import SecretKey, load_secret_key
    from forestall.memory.sealed.vault import Vault
    act, user, group, folder, key = sys.argv[1:]
    os.setgroups([])
    os.setgid(int(group))
    os.setuid(int(user))
    vault = Vault(Path(folder), VaultName.IDENTITY)
    try:
        if act == "put":
            vault.put("seal-abc", b"d" * 32)
        elif act == "open":
            assert vault.data_key("seal-abc", load_secret_key(Path(key))) == b"d" * 32
        elif act == "read back":
            vault.data_key("seal-abc", SecretKey(b"s" * 32))
        else:
            vault.erase("seal-abc")
        print("done")
    except ForestallError as error:
        print(error.name)
"""


def act_as(user: int, group: int, act: str, *places: Path) -> str:
    """What comes of an act by another user: `done`, or the error's name."""
    # The interpreter may lie where other users can't reach it, so the process becomes the user once it runs.
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(ACT), act, str(user), str(group), *map(str, places)],
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr, done.stderr
    return done.stdout.strip()


@pytest.fixture
def reachable_folder() -> Iterator[Path]:
    """A folder that every user may pass through, as pytest's own is not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as several users")
def test_a_vault_of_its_own_user_takes_keys_from_the_intake_group_and_opens_for_its_keeper_alone(
    reachable_folder: Path,
) -> None:
    sealed, key = reachable_folder / "sealed", reachable_folder / "keys" / "identity.key"
    vault = Vault(sealed, VaultName.IDENTITY)
    vault.found(key)
    for path in (key.parent, key):
        os.chown(path, KEEPER, KEEPER)
    for path in (sealed, vault.folder, *vault.folder.iterdir()):
        os.chown(path, KEEPER, INTAKE)
    for path, mode in ((sealed, 0o710), (vault.folder, 0o710), (vault.folder / "store.key", 0o640)):
        path.chmod(mode)
    (vault.folder / "keys").chmod(0o3770)
    places = (sealed, key)
    assert act_as(STRANGER, STRANGER, "put", *places) == "StorageReadOnly"
    assert act_as(INTAKE, INTAKE, "put", *places) == "done"
    assert act_as(INTAKE, INTAKE, "open", *places) == "StorageReadOnly"
    assert act_as(INTAKE, INTAKE, "read back", *places) == "WrongKey"
    assert act_as(STRANGER, STRANGER, "erase", *places) == "StorageReadOnly"
    assert act_as(KEEPER, INTAKE, "open", *places) == "done"
    assert act_as(KEEPER, INTAKE, "erase", *places) == "done"
    assert act_as(KEEPER, INTAKE, "open", *places) == "Sealed"
