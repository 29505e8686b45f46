"""Raw bytes as fetched or found: files with their digest, version and the states they cover.

A payload is never changed. `unpacked` opens archives of it into a folder that goes away afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from forestall.errors import UnreadableData
from forestall.identifiers import content_id
from forestall.observe.archives import is_archive, unpack
from forestall.observe.card import Expectations, PayloadForm

CHUNK = 2**20


@dataclass(frozen=True)
class PayloadFile:
    """One file, and what is known of it without reading it."""

    path: Path
    name: str
    """How findings and manifests call it; never a path of this machine."""
    sha256: str
    version: str
    origin: str
    """Address it was fetched from, or `mirror:` and its path there, or `file:` and its name."""
    geography: tuple[str, ...] | None = None
    """States covered where it is an extract; all of the dataset's when empty."""
    months: tuple[str, str] | None = None
    """First and last month covered, where that is known without reading it."""
    expect: Expectations | None = None
    """Bounds of an extract."""


@dataclass(frozen=True)
class Payload:
    """All files of one load."""

    files: tuple[PayloadFile, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the one file, or of the digests of all of them in order."""
        digests = [file.sha256 for file in self.files]
        return digests[0] if len(digests) == 1 else content_id(digests)

    @property
    def versions(self) -> tuple[str, ...]:
        """The publisher's versions, each once, in order."""
        return tuple(dict.fromkeys(file.version for file in self.files))


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces, 64 lower-case hex digits."""
    hasher = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            hasher.update(piece)
    return hasher.hexdigest()


@contextmanager
def unpacked(payload: Payload, form: PayloadForm) -> Iterator[Payload]:
    """The payload with its archives opened, for as long as the context lasts.

    Raises:
        UnreadableData: an archive that is damaged, unsafe or too large, or holds nothing to read.
    """
    with TemporaryDirectory(prefix="forestall-") as folder:
        files: list[PayloadFile] = []
        for number, file in enumerate(payload.files):
            files += _opened(file, form, Path(folder) / str(number))
        yield Payload(tuple(files))


def _opened(file: PayloadFile, form: PayloadForm, folder: Path) -> list[PayloadFile]:
    if not is_archive(file.path):
        return [file]
    members = unpack(file.path, folder, members=form.members, largest_bytes=form.largest_bytes)
    if not members:
        raise UnreadableData(
            expected=f"an archive with {form.members}",
            found="none in it",
            where=file.name,
            remedy="See what the publisher changed, and correct `members` in dataset.yml.",
        )
    return [replace(file, path=path, name=f"{file.name}/{path.name}") for path in members]
