"""Payloads from a folder of local copies, instead of a network."""

from __future__ import annotations

from pathlib import Path

from forestall.errors import NotFound
from forestall.observe.card import MirrorFile
from forestall.observe.catalogue import Dataset
from forestall.observe.payload import Payload, PayloadFile, sha256_of


def from_mirror(dataset: Dataset, folder: Path) -> Payload:
    """All copies that the mirror has of a dataset, in the order of its card.

    Raises:
        NotFound: it has none.
    """
    files = [_file(path, copy, folder) for copy in dataset.card.mirror for path in sorted(folder.glob(copy.path))]
    if not files:
        raise NotFound(
            expected=" or ".join(copy.path for copy in dataset.card.mirror) or "a copy",
            found="none",
            where=f"the mirror, for {dataset.name}",
            remedy="Pull it without --mirror and FORESTALL_MIRROR from its publisher, or `forestall load FILE`.",
        )
    return Payload(tuple(files))


def mirrored_datasets(datasets: tuple[Dataset, ...], folder: Path) -> tuple[Dataset, ...]:
    """Those datasets of which the mirror has a copy."""
    return tuple(dataset for dataset in datasets if any(any(folder.glob(copy.path)) for copy in dataset.card.mirror))


def _file(path: Path, copy: MirrorFile, folder: Path) -> PayloadFile:
    months = (copy.begins, copy.until) if copy.begins and copy.until else None
    return PayloadFile(
        path=path,
        name=path.name,
        sha256=sha256_of(path),
        version=copy.version,
        origin=f"mirror:{path.relative_to(folder).as_posix()}",
        geography=copy.geography,
        months=months,
        expect=copy.expect,
    )
