"""What a run could not read or doubts: each finding has a kind, a field, a place and a count.

Nothing is dropped in silence: a value that can't be read becomes empty and a finding. Like findings
(same kind, field and wording) are kept once, with how many rows and the first of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

DISTINCT_KEPT = 1000
LONGEST_SHOWN = 60


class FindingKind(StrEnum):
    """What is wrong; the first four are findings of a row, the others of a file or a load."""

    UNREADABLE_VALUE = "unreadable_value"
    UNREADABLE_LINE = "unreadable_line"
    UNKNOWN_TERM = "unknown_term"
    UNRESOLVED_COUNTRY = "unresolved_country"
    EMPTY_VALUE = "empty_value"
    UNKNOWN_COLUMN = "unknown_column"
    ABSENT_COLUMN = "absent_column"
    NOT_COVERED = "not_covered"
    DOUBTFUL = "doubtful"
    TOO_MANY = "too_many"


STOPPING = {
    FindingKind.UNREADABLE_VALUE,
    FindingKind.UNREADABLE_LINE,
    FindingKind.UNKNOWN_TERM,
    FindingKind.UNRESOLVED_COUNTRY,
    FindingKind.EMPTY_VALUE,
}


@dataclass(frozen=True)
class Finding:
    """One thing that could not be read, or is doubted."""

    kind: FindingKind
    field: str
    """Column concerned, as we call it; of the source where we have no name for it."""
    found: str
    """What stood there: the beginning of it when it is long."""
    file: str
    row: int | None = None
    """First data row concerned, counted from 1; for an unreadable line its line in the file."""
    rows: int = 1
    """How many rows are alike."""

    @property
    def is_lost(self) -> bool:
        """True when a value or line could not be taken over."""
        return self.kind in STOPPING

    def to_json(self) -> dict[str, str | int]:
        """Plain data without empty fields."""
        values = {
            "kind": str(self.kind), "field": self.field, "found": self.found,
            "file": self.file, "row": self.row, "rows": self.rows,
        }  # fmt: skip
        return {name: value for name, value in values.items() if value is not None}


class Findings:
    """The findings of one run, like ones together, in the order first met.

    They show what stood in the file: datasets are published, and whoever loads one holds it. Reports of
    people never come this way.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[FindingKind, str, str, str], Finding] = {}
        self._beyond = 0

    def add(
        self, kind: FindingKind, field: str, found: object, *, file: str, row: int | None = None, rows: int = 1
    ) -> None:
        """Note one finding, and how many rows are alike."""
        shown = _shown(found)
        key = (kind, field, shown, file)
        if earlier := self._kept.get(key):
            self._kept[key] = replace(earlier, rows=earlier.rows + rows)
        elif len(self._kept) < DISTINCT_KEPT:
            self._kept[key] = Finding(kind, field, shown, file, row, rows)
        else:
            self._beyond += rows

    def __iter__(self) -> Iterator[Finding]:
        yield from self._kept.values()
        if self._beyond:
            found = f"{self._beyond} more beyond the first {DISTINCT_KEPT} kinds"
            yield Finding(FindingKind.TOO_MANY, "any", found, "all", rows=self._beyond)

    def __len__(self) -> int:
        """How many different findings there are."""
        return len(self._kept) + bool(self._beyond)

    @property
    def n_values_lost(self) -> int:
        """How many values or lines could not be taken over."""
        return sum(finding.rows for finding in self._kept.values() if finding.is_lost) + self._beyond


def _shown(found: object) -> str:
    text = str(found)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
