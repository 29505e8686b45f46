"""What a forecast is made from: tables of datasets, each as it was known at one time.

`foresee` never fetches and never asks who may read: a run hands it tables that it may use. A dataset
that is not there is unknown; nothing here fills it with zeros.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa

from forestall.errors import NotFound
from forestall.identifiers import content_id
from forestall.records.manifest import Coverage


@dataclass(frozen=True)
class InputTable:
    """One dataset's rows as they were known, and where they came from."""

    dataset: str
    rows: pa.Table
    digest: str
    """SHA-256 of what was loaded: results are cached and rebuilt by it."""
    recorded_at: datetime | None = None
    """When the ledger took the load; empty for rows read straight from a mirror or the package."""
    coverage: Coverage = field(default_factory=Coverage)
    """What the rows speak about; outside of it a dataset is silent since it doesn't know."""
    parts: tuple[Coverage, ...] = ()
    """The same file by file, where files speak about different states and months."""

    @property
    def spans(self) -> tuple[Coverage, ...]:
        """What the rows speak about, part by part."""
        return self.parts or (self.coverage,)


@dataclass(frozen=True)
class Inputs:
    """The tables of one run."""

    tables: Mapping[str, InputTable] = field(default_factory=dict)

    def __contains__(self, dataset: str) -> bool:
        return dataset in self.tables

    def table(self, dataset: str) -> pa.Table:
        """The rows of a dataset.

        Raises:
            NotFound: the run has none; the dataset is unknown, not empty.
        """
        if dataset not in self.tables:
            raise NotFound(
                expected=f"the dataset {dataset}",
                found="none among the inputs of this run",
                where="inputs",
                remedy=f"Run `forestall pull {dataset}`, or set FORESTALL_MIRROR.",
            )
        return self.tables[dataset].rows

    def digest(self) -> str:
        """One digest of all that went in: equal inputs, equal results."""
        return content_id({name: table.digest for name, table in self.tables.items()})
