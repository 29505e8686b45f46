"""Hostile archives: nothing leaves the folder, nothing fills the disk, and what is damaged says so."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from forestall.errors import UnreadableData
from forestall.observe.archives import MOST_MEMBERS, check_spreadsheet, is_archive, unpack

MEBIBYTE = 2**20


def unpacked(path: Path, tmp_path: Path, largest_bytes: int = 64 * MEBIBYTE) -> list[Path]:
    return unpack(path, tmp_path / "out", members="*.csv", largest_bytes=largest_bytes)


def zipped(tmp_path: Path, *members: tuple[str, bytes], name: str = "data.zip") -> Path:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, contents in members:
            archive.writestr(member, contents)
    return path


def tarred(tmp_path: Path, change: Callable[[tarfile.TarInfo], None]) -> Path:
    path = tmp_path / "data.tar.xz"
    with tarfile.open(path, "w:xz") as archive:
        member = tarfile.TarInfo("rows.csv")
        member.size = 3
        change(member)
        archive.addfile(member, io.BytesIO(b"a,b"))
    return path


def test_wanted_files_are_unpacked_and_others_are_not(tmp_path: Path) -> None:
    path = zipped(tmp_path, ("inner/rows.csv", b"a,b"), ("notes.txt", b"x"))
    assert [file.read_bytes() for file in unpacked(path, tmp_path)] == [b"a,b"]
    assert [file.name for file in (tmp_path / "out").rglob("*") if file.is_file()] == ["rows.csv"]


@pytest.mark.parametrize("name", ["../rows.csv", "/etc/rows.csv", "a/../../rows.csv", "..\\rows.csv", "c:rows.csv"])
def test_a_name_that_leads_out_is_refused_and_nothing_is_written_there(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path, (name, b"a,b"))
    with pytest.raises(UnreadableData, match="leads out"):
        unpacked(path, tmp_path)
    assert not list(tmp_path.rglob("rows.csv"))


def test_a_bomb_is_refused_long_before_it_has_filled_the_disk(tmp_path: Path) -> None:
    path = zipped(tmp_path, ("rows.csv", bytes(256 * MEBIBYTE)))
    assert path.stat().st_size < MEBIBYTE
    with pytest.raises(UnreadableData, match="and more from"):
        unpacked(path, tmp_path, largest_bytes=2**40)
    assert sum(file.stat().st_size for file in (tmp_path / "out").rglob("*.csv")) < 64 * MEBIBYTE


def test_more_than_the_dataset_allows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableData, match="and more from"):
        unpacked(zipped(tmp_path, ("rows.csv", b"x" * 2000)), tmp_path, largest_bytes=1000)


def test_a_bomb_in_a_zip_in_a_zip_is_counted_against_the_outer_file(tmp_path: Path) -> None:
    inner = zipped(tmp_path, ("rows.csv", bytes(64 * MEBIBYTE)), name="inner.zip").read_bytes()
    outer = zipped(tmp_path, *((f"{number}.zip", inner) for number in range(8)), name="outer.zip")
    with pytest.raises(UnreadableData, match="and more from"):
        unpacked(outer, tmp_path, largest_bytes=2**40)


def test_archives_deeper_than_two_are_refused(tmp_path: Path) -> None:
    inner = zipped(tmp_path, ("rows.csv", b"a,b"), name="1.zip").read_bytes()
    middle = zipped(tmp_path, ("1.zip", inner), name="2.zip").read_bytes()
    with pytest.raises(UnreadableData, match="deeper"):
        unpacked(zipped(tmp_path, ("2.zip", middle), name="3.zip"), tmp_path)


def test_an_xz_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv.xz"
    path.write_bytes(lzma.compress(b"0,0\n" * (32 * MEBIBYTE)))
    with pytest.raises(UnreadableData, match="and more from"):
        unpacked(path, tmp_path, largest_bytes=2**40)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_a_tar_with_a_link_or_device_is_refused(tmp_path: Path, kind: bytes) -> None:
    def change(member: tarfile.TarInfo) -> None:
        member.type, member.linkname, member.size = kind, "/etc/passwd", 0

    with pytest.raises(UnreadableData, match="a link or device"):
        unpacked(tarred(tmp_path, change), tmp_path)


def test_a_tar_name_that_leads_out_is_refused(tmp_path: Path) -> None:
    def change(member: tarfile.TarInfo) -> None:
        member.name = "../rows.csv"

    with pytest.raises(UnreadableData, match="leads out"):
        unpacked(tarred(tmp_path, change), tmp_path)


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_an_archive_that_was_cut_off_is_refused(tmp_path: Path, keep: float) -> None:
    text = "".join(f"{number},{number * 7919 % 10007}\n" for number in range(20_000)).encode()
    for path in (zipped(tmp_path, ("rows.csv", text)), tmp_path / "rows.csv.xz", tmp_path / "rows.csv.gz"):
        if path.suffix == ".xz":
            path.write_bytes(lzma.compress(text))
        elif path.suffix == ".gz":
            path.write_bytes(gzip.compress(text))
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
        with pytest.raises(UnreadableData):
            unpacked(path, tmp_path / path.suffix)


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, ("rows.csv", b"a,b\n" * 5000))
    damaged = bytearray(path.read_bytes())
    damaged[45] ^= 0xFF
    path.write_bytes(bytes(damaged))
    with pytest.raises(UnreadableData):
        unpacked(path, tmp_path)


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, *((f"{number}.txt", b"") for number in range(MOST_MEMBERS + 1)))
    with pytest.raises(UnreadableData, match="files in an archive"):
        unpacked(path, tmp_path)


def test_a_spreadsheet_is_no_archive_and_its_bombs_are_found_too(tmp_path: Path) -> None:
    path = zipped(
        tmp_path, ("[Content_Types].xml", b"<Types/>"), ("xl/sheet.xml", bytes(256 * MEBIBYTE)), name="a.xlsx"
    )
    assert not is_archive(path)
    with pytest.raises(UnreadableData, match="and more from"):
        check_spreadsheet(path, largest_bytes=2**40)
