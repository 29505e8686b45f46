"""Files are there whole or not at all, are never reached through a link, and are overwritten before they go."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from forestall.errors import (
    AlreadyThere,
    ForestallError,
    IntegrityError,
    NotFound,
    StorageFull,
    StorageReadOnly,
    StorageUnavailable,
)
from forestall.memory.files import destroy, disk_errors, make_folder, read_file, replace, write_new


@pytest.fixture(params=[0o000, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_modes_are_as_asked_whatever_the_umask(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    write_new(tmp_path / "a" / "b" / "private", b"x")
    write_new(tmp_path / "a" / "b" / "public", b"x", 0o644)
    modes = [path.stat().st_mode & 0o777 for path in sorted((tmp_path / "a").rglob("*"))]
    assert modes == [0o700, 0o600, 0o644]


def test_a_new_file_never_takes_anothers_place(tmp_path: Path) -> None:
    write_new(tmp_path / "file", b"first")
    with pytest.raises(AlreadyThere):
        write_new(tmp_path / "file", b"second")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(AlreadyThere):
        write_new(tmp_path / "link", b"through the link")
    assert read_file(tmp_path / "file") == b"first"
    assert not (tmp_path / "nowhere").exists()


def test_replacing_leaves_one_file_with_the_new_content(tmp_path: Path) -> None:
    replace(tmp_path / "file", b"first")
    replace(tmp_path / "file", b"second")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert read_file(tmp_path / "file") == b"second"


def test_what_is_no_ordinary_file_is_not_read_and_not_waited_for(tmp_path: Path) -> None:
    write_new(tmp_path / "file", b"x")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe"):
        with pytest.raises(IntegrityError, match=name):
            read_file(tmp_path / name)
    with pytest.raises(NotFound):
        read_file(tmp_path / "nothing")
    with pytest.raises(StorageUnavailable, match="pipe"):
        destroy(tmp_path / "pipe")


def test_a_folder_is_no_link_though_those_above_it_may_be(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "disk")
    with pytest.raises(IntegrityError):
        make_folder(tmp_path / "link")
    make_folder(tmp_path / "link" / "home" / "lake")
    assert (tmp_path / "disk" / "home" / "lake").is_dir()


def test_a_destroyed_file_is_overwritten_first_and_destroying_nothing_says_so(tmp_path: Path) -> None:
    write_new(tmp_path / "file", b"secret" * 20)
    os.link(tmp_path / "file", tmp_path / "same bytes")
    assert destroy(tmp_path / "file") is True
    assert destroy(tmp_path / "file") is False
    left = (tmp_path / "same bytes").read_bytes()
    assert len(left) == 120
    assert b"secret" not in left


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, StorageFull),
        (errno.EDQUOT, StorageFull),
        (errno.EROFS, StorageReadOnly),
        (errno.EACCES, StorageReadOnly),
        (errno.EIO, StorageUnavailable),
        (errno.ELOOP, IntegrityError),
        (errno.EEXIST, AlreadyThere),
    ],
)
def test_errors_of_the_disk_come_out_as_our_own_with_the_path(
    number: int, kind: type[ForestallError], tmp_path: Path
) -> None:
    with pytest.raises(kind, match="the-file"), disk_errors(tmp_path / "the-file"):
        raise OSError(number, os.strerror(number))
