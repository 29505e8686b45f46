"""Made-up deliveries, who loads them, and a clock that the test sets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import pyarrow as pa

from forestall.memory.lake.load import Load
from forestall.memory.lake.loading import Delivery, Rows
from forestall.records.entry import Author
from forestall.records.manifest import Coverage
from forestall.records.values.marking import Marking

CLEAR = Marking.parse({"tlp": "clear"})
LOADER = Author(user="user-loader", organisation="organisation-westbay")
EVENTS = pa.table(
    {
        "country": ["SDN", "TCD", "SDN", None, "SDN"],
        "month": [2026_04, 2026_04, 2026_04, 2026_04, 2026_03],
        "deaths": [3, 0, None, 1, 12],
    }
)


class SetClock:
    """Stands until it is moved on."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 5, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant

    def pass_days(self, days: float) -> datetime:
        self.instant += timedelta(days=days)
        return self.instant


class LoadRows(Protocol):
    """Loads rows as the loader, with everything else filled in."""

    def __call__(
        self, rows: Rows = EVENTS, dataset: str = "ucdp_candidate", marking: Marking = CLEAR, **terms: Any
    ) -> Load: ...


def delivery(dataset: str = "ucdp_candidate") -> Delivery:
    return Delivery(
        dataset=dataset,
        source="GEDEvent_v26_0_4.csv",
        digest="ab" * 32,
        coverage=Coverage.parse({"first": "2026-03", "last": "2026-04", "countries": ["SDN", "TCD"]}),
    )
