"""Whether the lake's files are those that were loaded: each missing, changed or extra one by name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from forestall.identifiers import canonical_json
from forestall.memory.files import disk_errors
from forestall.memory.lake.load import Load
from forestall.memory.lake.paths import LOADING, MANIFEST, SPILL
from forestall.records.manifest import LoadedFile

Progress = Callable[[int], None]
"""Told how many bytes more have been checked."""
EveryLoad = Callable[[], list[Load]]
"""Gives all loads, asked after the folders were listed: a load that arrives meanwhile is then no stray."""


def no_progress(n_bytes: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Finding:
    """One thing in the lake that isn't as it was loaded."""

    what: str
    """`missing`, `changed`, `extra`, or `unrecorded` for a folder that no entry of the ledger names."""
    path: str
    """The file or folder, below the lake's folder."""
    dataset: str | None = None
    """The dataset, where the ledger knows it."""
    entry_id: str | None = None
    """The entry of the load it belongs to, where the ledger knows it."""


def verify_loads(lake: Path, every_load: EveryLoad, progress: Progress) -> Iterator[Finding]:
    """What isn't as it was loaded, as it is found.

    Args:
        lake: the lake's folder.
        every_load: gives all loads the ledger knows.
        progress: told how many bytes more have been checked.

    Raises:
        StorageError: the disk can't be read.
    """
    folders, loads = list(_folders(lake)), every_load()
    for load in loads:
        for what, path in _differences(load, progress):
            yield Finding(what, str(path.relative_to(lake)), load.manifest.dataset, load.entry_id)
    yield from _strays(lake, folders, loads)


def find_strays(lake: Path, every_load: EveryLoad) -> list[Finding]:
    """What stands in the lake and belongs to none of the loads.

    Raises:
        StorageError: the disk can't be read.
    """
    folders = list(_folders(lake))
    return list(_strays(lake, folders, every_load()))


def _strays(lake: Path, folders: list[Path], loads: list[Load]) -> Iterator[Finding]:
    known = {load.folder for load in loads}
    return (Finding("unrecorded", str(folder.relative_to(lake))) for folder in folders if folder not in known)


def _differences(load: Load, progress: Progress) -> Iterator[tuple[str, Path]]:
    payload = canonical_json(load.manifest.to_json())
    card = LoadedFile(path=MANIFEST, digest=hashlib.sha256(payload).hexdigest(), bytes=len(payload), rows=0)
    expected = {load.folder / file.path: file for file in (*load.manifest.files, card)}
    found = set(_files(load.folder))
    for path, file in expected.items():
        if path not in found:
            yield "missing", path
        elif not _is_as_written(path, file, progress):
            yield "changed", path
    for path in sorted(found - expected.keys()):
        yield "extra", path


def _is_as_written(path: Path, file: LoadedFile, progress: Progress) -> bool:
    with disk_errors(path):
        if path.is_symlink() or path.stat().st_size != file.bytes:
            return False
        content = hashlib.sha256()
        with path.open("rb") as opened:
            while some := opened.read(1 << 20):
                content.update(some)
                progress(len(some))
    return content.hexdigest() == file.digest


def _files(folder: Path) -> Iterator[Path]:
    # Links are listed and not followed: a linked folder makes its files missing and itself extra.
    with disk_errors(folder):
        for place, folders, names in os.walk(folder):
            for name in (*names, *(each for each in folders if Path(place, each).is_symlink())):
                yield Path(place, name)


def _folders(lake: Path) -> Iterator[Path]:
    with disk_errors(lake):
        for dataset in sorted(lake.iterdir()) if lake.is_dir() else ():
            if dataset.name in (LOADING, SPILL):
                continue
            if dataset.is_symlink() or not dataset.is_dir():
                yield dataset
            else:
                yield from sorted(dataset.iterdir())
