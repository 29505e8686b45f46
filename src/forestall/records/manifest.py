"""One immutable load of a dataset in the lake: where it came from, what is in it, and what it covers.

Not the data, and not the dataset: a dataset has many loads. A load of no rows is a load, and says so:
nothing arrived is not the same as nothing happened. What lies outside its coverage is unknown, not zero.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.partial_date import PartialDate
from forestall.records.values.place import Iso3
from forestall.records.values.reference import DatasetName, Sha256
from forestall.records.values.strict import Natural
from forestall.records.values.text import Line

FilePath = Annotated[
    str,
    StringConstraints(
        strict=True,
        max_length=300,
        pattern=r"^[A-Za-z0-9_=-][A-Za-z0-9_=.-]*(/[A-Za-z0-9_=-][A-Za-z0-9_=.-]*)*$",
    ),
]
"""A file's path inside its load: relative, with slashes, and no way out."""


class LoadedFile(Record):
    """One file of a load."""

    path: FilePath
    """Where it stands in the load's folder."""
    digest: Sha256
    """SHA-256 of its bytes."""
    bytes: Natural
    """Its size."""
    rows: Natural
    """How many rows it holds."""


class Column(Record):
    """One column of a load."""

    name: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=80, pattern=r"^[!-~]+$")]
    """What it is called."""
    kind: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200, pattern=r"^[ -~]+$")]
    """Its type as Arrow writes it."""


class Coverage(Record):
    """What a load speaks about; outside of it nothing is known from it."""

    first: PartialDate | None = None
    """The earliest date it covers; empty when unknown."""
    last: PartialDate | None = None
    """The latest date it covers; empty when unknown."""
    countries: tuple[Iso3, ...] = ()
    """The states it covers; none named means that it doesn't say."""

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.first and self.last and self.last.is_before(self.first):
            raise ValueError("a last date not before the first")
        if len(set(self.countries)) != len(self.countries):
            raise ValueError("each country once")
        return self


class Manifest(Record):
    """What one load is, so that it can be found, checked and rebuilt."""

    dataset: DatasetName
    """The dataset it is a load of."""
    source: Line
    """Where the bytes came from: an address or a file's name, never a path of this machine."""
    digest: Sha256
    """SHA-256 of the bytes as they came."""
    release: Line | None = None
    """What the publisher calls this version, such as `25.1`."""
    rows: Natural
    """How many rows all its files hold together; 0 for a load in which nothing arrived."""
    columns: tuple[Column, ...] = ()
    """Its columns in order."""
    coverage: Coverage = Coverage()
    """What it speaks about."""
    files: Annotated[tuple[LoadedFile, ...], Field(max_length=100_000)] = ()
    """Its files; none when nothing arrived."""
    findings: Natural = 0
    """How many rows or fields couldn't be read or are in doubt."""
    made_with: Line | None = None
    """The version of the parser that made it."""
    fetched_at: Instant | None = None
    """When the bytes were fetched; empty for a file somebody brought."""
    recorded_at: Instant
    """When the load was made: what `as_of` looks at."""

    @model_validator(mode="after")
    def _check_files(self) -> Self:
        if sum(file.rows for file in self.files) != self.rows:
            raise ValueError("as many rows as its files hold together")
        if len({file.path for file in self.files}) != len(self.files):
            raise ValueError("each file once")
        return self
