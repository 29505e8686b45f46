"""Made-up deliveries and their rows."""

from __future__ import annotations

from typing import Any, Protocol

import pyarrow as pa

from forestall.memory.lake.load import Load
from forestall.memory.lake.loading import Delivery, Rows
from forestall.records.manifest import Coverage
from forestall.records.values.marking import Marking
from ledgers import CLEAR

EVENTS = pa.table(
    {
        "country": ["SDN", "TCD", "SDN", None, "SDN"],
        "month": [2026_04, 2026_04, 2026_04, 2026_04, 2026_03],
        "deaths": [3, 0, None, 1, 12],
    }
)


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
