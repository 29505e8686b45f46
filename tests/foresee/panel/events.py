"""Made-up events in the columns that the lake holds, around Darfur and eastern Chad."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from forestall.foresee.panel.building import Source

KNOWN = datetime(2024, 7, 1, tzinfo=UTC)
FIELDS = pa.schema(
    {
        "country": pa.string(),
        "month": pa.date32(),
        "latitude": pa.float64(),
        "longitude": pa.float64(),
        "precision": pa.string(),
        "date_precision": pa.string(),
        "event_type": pa.string(),
        "deaths_best": pa.int64(),
        "deaths_civilians": pa.int64(),
    }
)
GENEINA = {"latitude": 13.45, "longitude": 22.45, "country": "SDN"}
ADRE = {"latitude": 13.47, "longitude": 22.2, "country": "TCD"}


def event(month: str = "2023-06", **terms: Any) -> dict[str, Any]:
    """One event: ten dead in Geneina, seven of them civilians, in one-sided violence."""
    return {
        **GENEINA,
        "month": date.fromisoformat(f"{month}-01"),
        "precision": "exact",
        "date_precision": "day",
        "event_type": "one_sided_violence",
        "deaths_best": 10,
        "deaths_civilians": 7,
        **terms,
    }


def rows(*events: dict[str, Any]) -> list[pa.RecordBatch]:
    """The events in one batch."""
    return [pa.RecordBatch.from_pylist(list(events), schema=FIELDS)]


def source(**terms: Any) -> Source:
    """A source that watches the world from 2023 up to the end of May 2024."""
    return Source(
        **{
            "dataset": "ucdp_candidate",
            "recorded_at": KNOWN,
            "first": date(2023, 1, 1),
            "last": date(2024, 5, 31),
            "silence": "absent",
            **terms,
        }
    )
