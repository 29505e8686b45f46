"""A secret key shows itself to nobody, and is taken only from a file that nobody else can read."""

from __future__ import annotations

import copy
import pickle
import resource
from pathlib import Path

import pytest

from forestall.errors import AlreadyThere, BadSetting, Sealed, UnreadableData, WrongKey
from forestall.memory.keys import make_key
from forestall.memory.sealed.box import new_data_key, wrap
from forestall.memory.sealed.secret_key import SecretKey, load_secret_key, make_secret_key, public_key


def test_a_key_read_back_opens_what_was_sealed_to_it(tmp_path: Path) -> None:
    made = make_secret_key(tmp_path / "keys" / "identity.key")
    data_key = new_data_key()
    shut = wrap(data_key, public_key(made.public_key))
    assert load_secret_key(tmp_path / "keys" / "identity.key").unseal(shut) == data_key
    with pytest.raises(WrongKey):
        SecretKey(b"s" * 32).unseal(shut)


def test_a_key_file_and_its_folder_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "identity.key"
    make_secret_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602])
def test_a_key_file_that_others_can_reach_is_refused_with_the_command_that_mends_it(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "identity.key"
    make_secret_key(path)
    path.chmod(mode)
    with pytest.raises(BadSetting) as caught:
        load_secret_key(path)
    assert f"chmod 600 {path}" in caught.value.remedy


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    first = make_secret_key(tmp_path / "identity.key")
    with pytest.raises(AlreadyThere):
        make_secret_key(tmp_path / "identity.key")
    assert load_secret_key(tmp_path / "identity.key").public_key == first.public_key


@pytest.mark.parametrize(
    "content", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_what_is_no_key_is_refused_without_repeating_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "identity.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(UnreadableData, match=f"a bytes of {len(content)} bytes"):
        load_secret_key(path)


def test_a_signing_key_is_no_key_to_open_with(tmp_path: Path) -> None:
    make_key(tmp_path / "node.key")
    with pytest.raises(UnreadableData, match="X25519"):
        load_secret_key(tmp_path / "node.key")


def test_a_key_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(Sealed, match=r"identity\.key: .* found none"):
        load_secret_key(tmp_path / "identity.key")


def test_a_key_shows_its_public_half_only() -> None:
    key = SecretKey(b"s" * 32)
    shown = repr(key) + str(key)
    assert key.public_key in shown
    assert b"s" * 32 not in shown.encode()
    assert (b"s" * 32).hex() not in shown
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not pickled"):
            leak(key)


def test_a_process_with_a_key_leaves_no_core_dump() -> None:
    SecretKey(b"s" * 32)
    assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
