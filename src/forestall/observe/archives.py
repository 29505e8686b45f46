"""Opening zip, tar and gzip files that may be hostile.

A member's name can point outside the folder, a few kilobytes can unpack to a disk full of zeros, and
an archive can hold archives without end. Sizes are counted while unpacking: what an archive says about
itself is not believed.

Source:
    The limits are ours: 200 times the packed size is far above what text data reach (10 to 30).
"""

from __future__ import annotations

import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import IO

from forestall.errors import UnreadableData

HIGHEST_RATIO = 200
RATIO_MATTERS_FROM = 10 * 2**20
MOST_MEMBERS = 20_000
DEEPEST = 2
CHUNK = 2**20
ZIP_MAGIC, GZIP_MAGIC, XZ_MAGIC = b"PK\x03\x04", b"\x1f\x8b", b"\xfd7zXZ\x00"
DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error,
    EOFError, NotImplementedError, OSError, ValueError, RuntimeError,
)  # fmt: skip
"""What the libraries raise on archives that were cut off, altered or made to deceive."""
SPREADSHEET_MEMBER = "[Content_Types].xml"


@dataclass
class Allowance:
    """How many bytes and members may still be unpacked from one file."""

    packed_bytes: int
    bytes_left: int
    members_left: int = MOST_MEMBERS
    written: int = 0

    def spend(self, n_bytes: int, where: str) -> None:
        """Count unpacked bytes.

        Raises:
            UnreadableData: more than allowed, in total or for what the packed bytes were.
        """
        self.written += n_bytes
        self.bytes_left -= n_bytes
        too_dense = self.written > RATIO_MATTERS_FROM and self.written > HIGHEST_RATIO * self.packed_bytes
        if self.bytes_left < 0 or too_dense:
            raise _refused(
                where,
                f"an archive that unpacks to at most {HIGHEST_RATIO} times its size and within the dataset's limit",
                f"{self.written} bytes and more from {self.packed_bytes}",
            )

    def spend_members(self, number: int, where: str) -> None:
        """Count members.

        Raises:
            UnreadableData: more than allowed.
        """
        self.members_left -= number
        if self.members_left < 0:
            raise _refused(where, f"at most {MOST_MEMBERS} files in an archive", "more")


def is_archive(path: Path) -> bool:
    """True for a zip, tar or compressed file by its first bytes; a spreadsheet is none."""
    with path.open("rb") as stream:
        head = stream.read(6)
    if head.startswith(ZIP_MAGIC):
        return not is_spreadsheet(path)
    return head.startswith((GZIP_MAGIC, XZ_MAGIC)) or _is_tar(path)


def is_spreadsheet(path: Path) -> bool:
    """True for an Office Open XML file, which is a zip with a table of contents of its own."""
    try:
        with zipfile.ZipFile(path) as archive:
            return SPREADSHEET_MEMBER in archive.namelist()
    except DAMAGE:
        return False


def check_spreadsheet(path: Path, largest_bytes: int) -> None:
    """Unpack a spreadsheet into nothing, to know that it stays within bounds.

    Raises:
        UnreadableData: it does not, or is damaged.
    """
    allowance = Allowance(path.stat().st_size, largest_bytes)
    for name, stream in _zip_members(path, path.name, allowance):
        while piece := _read(stream, f"{path.name}/{name}"):
            allowance.spend(len(piece), path.name)


def unpack(path: Path, folder: Path, *, members: str, largest_bytes: int) -> list[Path]:
    """Unpack the members that match into a folder, flat, in the archive's order; archives in it too.

    Args:
        path: a zip, a tar (plain, gzip or xz) or one gzipped or xz file.
        folder: where to; made when it is not there.
        members: pattern of the wanted names, such as `*.csv`.
        largest_bytes: more than this in total is refused.

    Raises:
        UnreadableData: damaged, encrypted, too large, too many or too deep, or a name that leads out.
    """
    allowance = Allowance(path.stat().st_size, largest_bytes)
    return list(_unpack(path, folder, members, allowance, depth=1))


def _unpack(path: Path, folder: Path, members: str, allowance: Allowance, depth: int) -> Iterator[Path]:
    if depth > DEEPEST:
        raise _refused(path.name, f"archives at most {DEEPEST} deep", "deeper ones")
    folder.mkdir(parents=True, exist_ok=True)
    for number, (name, stream) in enumerate(_members(path, allowance)):
        base = _safe_name(name, path.name)
        target = folder / f"{number:05d}" / base
        target.parent.mkdir()
        _write(stream, target, allowance, f"{path.name}/{base}")
        if is_archive(target):
            yield from _unpack(target, target.parent / "in", members, allowance, depth + 1)
        elif fnmatch(base.lower(), members.lower()):
            yield target
        else:
            target.unlink()


def _members(path: Path, allowance: Allowance) -> Iterator[tuple[str, IO[bytes]]]:
    with path.open("rb") as stream:
        head = stream.read(6)
    if head.startswith(ZIP_MAGIC):
        return _zip_members(path, path.name, allowance)
    if _is_tar(path):
        return _tar_members(path, allowance)
    return _lone_member(path, gzip.open if head.startswith(GZIP_MAGIC) else lzma.open)


def _zip_members(path: Path, where: str, allowance: Allowance) -> Iterator[tuple[str, IO[bytes]]]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            allowance.spend_members(len(members), where)
            for member in members:
                if member.is_dir():
                    continue
                if member.flag_bits & 1:
                    raise _refused(where, "an archive without a password", "an encrypted one")
                with archive.open(member) as stream:
                    yield member.filename, stream
    except DAMAGE as error:
        raise _refused(where, "a whole zip file", type(error).__name__) from None


def _tar_members(path: Path, allowance: Allowance) -> Iterator[tuple[str, IO[bytes]]]:
    try:
        with tarfile.open(path, "r|*") as archive:
            for member in archive:
                allowance.spend_members(1, path.name)
                if member.isdir():
                    continue
                stream = archive.extractfile(member) if member.isreg() else None
                if stream is None:
                    raise _refused(path.name, "plain files in an archive", "a link or device")
                yield member.name, stream
    except DAMAGE as error:
        raise _refused(path.name, "a whole tar file", type(error).__name__) from None


def _lone_member(path: Path, opener: object) -> Iterator[tuple[str, IO[bytes]]]:
    with opener(path, "rb") as stream:  # type: ignore[operator]
        yield path.stem, stream


def _is_tar(path: Path) -> bool:
    try:
        return tarfile.is_tarfile(path)
    except DAMAGE:
        return False


def _write(stream: IO[bytes], target: Path, allowance: Allowance, where: str) -> None:
    with target.open("wb") as out:
        while piece := _read(stream, where):
            allowance.spend(len(piece), where)
            out.write(piece)


def _read(stream: IO[bytes], where: str) -> bytes:
    try:
        return stream.read(CHUNK)
    except DAMAGE as error:
        raise _refused(where, "a whole archive", type(error).__name__) from None


def _safe_name(name: str, where: str) -> str:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name or "\x00" in name or not path.name:
        raise _refused(where, "names that stay inside the folder", "one that leads out of it")
    return path.name


def _refused(where: str, expected: str, found: str) -> UnreadableData:
    return UnreadableData(
        expected=expected,
        found=found,
        where=where,
        remedy="Nothing was loaded; what was loaded before still stands. Fetch the file again, or tell its publisher.",
    )
