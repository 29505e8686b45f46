"""What a `parse` gives back: rows in Arrow batches, and the findings made while they are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from forestall.observe.findings import Findings


@dataclass(frozen=True)
class Span:
    """What one file speaks about."""

    geography: tuple[str, ...] | None
    """States covered; all of the dataset's when empty."""
    first: str | None
    """First month covered, as YYYY-MM; empty when nothing says so."""
    last: str | None
    """Last month covered."""


@dataclass(frozen=True)
class Parsed:
    """A stream of rows. Findings and spans are complete once the last batch has been taken."""

    schema: Any
    """The `pyarrow.Schema` of every batch."""
    batches: Iterator[Any]
    """`pyarrow.RecordBatch`es in the order of the source; they can be read once."""
    findings: Findings
    spans: list[Span] = field(default_factory=list)
    """What each file covers; complete once the last batch has been taken."""
