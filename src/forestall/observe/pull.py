"""Pulling and loading datasets one after another: one that fails doesn't stop the others.

What became of each is an answer of its own: loaded, unchanged, or refused and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from forestall.errors import ForestallError, NotFound, StateError
from forestall.observe.catalogue import Dataset
from forestall.observe.deliver import Delivered, Hands, deliver
from forestall.observe.findings import Finding
from forestall.observe.mirror import from_mirror
from forestall.observe.payload import Payload, PayloadFile, sha256_of
from forestall.observe.publisher import Visit, from_publisher
from forestall.observe.recognise import recognise

Status = Literal["loaded", "unchanged", "refused"]


@dataclass(frozen=True)
class Outcome:
    """What became of one dataset."""

    dataset: str
    status: Status
    rows: int = 0
    first: str | None = None
    last: str | None = None
    n_countries: int = 0
    findings: tuple[Finding, ...] = ()
    n_findings: int = 0
    error: ForestallError | None = None

    def to_json(self) -> dict[str, Any]:
        """All of it as plain JSON data."""
        if self.error is not None:
            return {"dataset": self.dataset, "status": self.status, "why": self.error.to_json()}
        return {
            "dataset": self.dataset,
            "status": self.status,
            "rows": self.rows,
            "coverage": {"first": self.first, "last": self.last, "countries": self.n_countries},
            "n_findings": self.n_findings,
            "findings": [finding.to_json() for finding in self.findings],
        }


Acquire = Callable[[Dataset], Payload]


def pull(datasets: Iterable[Dataset], acquire: Acquire, hands: Hands, *, accepted: bool) -> Iterator[Outcome]:
    """Each dataset's outcome, as it comes.

    Args:
        datasets: which ones, in what order.
        acquire: gets a payload, from a mirror or a publisher.
        hands: who loads, and where to.
        accepted: True when the user has read the terms of datasets that have some.
    """
    for dataset in datasets:
        try:
            _check_terms(dataset, accepted=accepted)
            payload = acquire(dataset)
            yield _outcome(dataset, deliver(dataset, payload, hands, fetched=_is_fetched(payload)))
        except ForestallError as error:
            yield Outcome(dataset.name, "refused", error=error)


def mirror_of(folder: Path) -> Acquire:
    """Payloads from a folder of local copies."""
    return lambda dataset: from_mirror(dataset, folder)


def publishers_by(visit: Visit) -> Acquire:
    """Payloads from their publishers."""
    return lambda dataset: from_publisher(dataset, visit)


def file_of(path: Path, dataset: Dataset | None, geography: tuple[str, ...]) -> tuple[Dataset, Payload]:
    """A user's own file as a payload, and the dataset it is.

    Args:
        path: the file.
        dataset: which it is; found by its columns when not given.
        geography: states that it covers, where it is an extract.

    Raises:
        NotFound: there is no such file.
        UnreadableData: it can't be read, or its dataset can't be told.
    """
    if not path.is_file():
        raise NotFound(expected="a file", found="none", where=str(path), remedy="Correct the path.")
    file = PayloadFile(path, path.name, sha256_of(path), "own", f"file:{path.name}", geography or None)
    return dataset or recognise(file), Payload((file,))


def _check_terms(dataset: Dataset, *, accepted: bool) -> None:
    if dataset.card.terms and not accepted:
        raise StateError(
            expected="that you have read and accept the publisher's terms",
            found="no word of it",
            where=dataset.name,
            remedy=f"Terms: {dataset.card.terms} If you accept them, add --accept-terms.",
        )


def _is_fetched(payload: Payload) -> bool:
    return all(file.origin.startswith("http") for file in payload.files)


def _outcome(dataset: Dataset, delivered: Delivered) -> Outcome:
    manifest = delivered.load.manifest
    covered = manifest.coverage
    return Outcome(
        dataset=dataset.name,
        status="loaded" if delivered.is_new else "unchanged",
        rows=manifest.rows,
        first=str(covered.first) if covered.first else None,
        last=str(covered.last) if covered.last else None,
        n_countries=len(covered.countries),
        findings=delivered.findings,
        n_findings=manifest.findings,
    )
