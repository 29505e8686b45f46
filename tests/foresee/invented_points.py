"""Events at points in the invented countries of exercises: Tolmarra over fifteen years, Ishvane over the last two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from forestall.clock import month_index, month_start
from forestall.foresee.inputs import Inputs, InputTable
from forestall.foresee.models.local_pool import LocalSettings
from forestall.foresee.models.stacked_rows import Sampling
from forestall.foresee.models.stacked_trees import TreeSettings
from forestall.places.outlines import exercise_areas
from forestall.records.manifest import Coverage
from forestall.records.values.partial_date import PartialDate

FIRST, LAST = PartialDate(1996, 1), PartialDate(2010, 12)
ISHVANE_FIRST = PartialDate(2009, 1)
TOLM = (-31.65, -19.7)
"""Latitude and longitude of the capital, an area of its own inside Eastvale and inside one cell's corner."""
WESTREACH = (-28.25, -22.75)
"""The middle of a cell."""
NORFELL = (-28.25, -19.75)
KARROW = (-28.25, -16.25)
HOT_SPOTS = (TOLM, WESTREACH, NORFELL, (-31.25, -22.25), (-28.75, -19.25))
QUICK = LocalSettings(
    trees=TreeSettings(n_trees=12, least_rows_in_leaf=20), sampling=Sampling(stride=12, quiet_share=0.05)
)
SCHEMA = pa.schema(
    [
        ("country", pa.string()),
        ("month", pa.date32()),
        ("latitude", pa.float64()),
        ("longitude", pa.float64()),
        ("precision", pa.string()),
        ("date_precision", pa.string()),
        ("event_type", pa.string()),
        ("deaths_best", pa.int64()),
        ("deaths_civilians", pa.int64()),
    ]
)


def event(month: str, place: tuple[float, float] = WESTREACH, killed: int = 7, **terms: Any) -> dict[str, Any]:
    """One event of one-sided violence at an exact place in Tolmarra."""
    return {
        "country": "XEA",
        "month": date.fromisoformat(f"{month}-01"),
        "latitude": place[0],
        "longitude": place[1],
        "precision": "exact",
        "date_precision": "day",
        "event_type": "one_sided_violence",
        "deaths_best": killed + 1,
        "deaths_civilians": killed,
        **terms,
    }


def inputs_of(events: Iterable[dict[str, Any]]) -> Inputs:
    """The events as a load that covers each country over its own months, and the outlines of areas."""
    rows = pa.Table.from_pylist(list(events), schema=SCHEMA)
    parts = (
        Coverage(first=FIRST, last=LAST, countries=("XEA",)),
        Coverage(first=ISHVANE_FIRST, last=LAST, countries=("XEB",)),
    )
    table = InputTable("ucdp_ged", rows, "0" * 64, coverage=Coverage(first=FIRST, last=LAST), parts=parts)
    return Inputs({"ucdp_ged": table, "geoboundaries": InputTable("geoboundaries", outlines(), "1" * 64)})


def outlines(*, official: bool = True) -> pa.Table:
    """The areas of both countries in the columns of the dataset of outlines."""
    return pa.Table.from_pylist(
        [
            {
                "country": area.country,
                "name": area.name,
                "unit_id": area.id,
                "iso_code": area.code,
                "is_official": official,
                "geometry": shapely.to_wkb(area.geometry),
            }
            for area in exercise_areas().areas
        ]
    )


def violent_years(seed: int = 5) -> Inputs:
    """Spells of killing at a few places, with some events of coarse place and date."""
    chance = np.random.default_rng(seed)
    first, last = (month_index(date(day.year, day.month or 1, 1)) for day in (FIRST, LAST))
    events = []
    for place in HOT_SPOTS:
        at_war = np.repeat(chance.random(15) < 0.5, 12)
        for month in np.flatnonzero(at_war & (chance.random(180) < 0.6)):
            events.append(event(f"{month_start(first + int(month)):%Y-%m}", place, int(chance.geometric(0.05))))
    for month in range(first, last + 1, 7):
        label = f"{month_start(month):%Y-%m}"
        events.append(event(label, NORFELL, 4, precision="near"))
        events.append(event(label, NORFELL, 9, precision="admin1", date_precision="year" if month % 2 else "month"))
    events += [event(f"2009-{month:02}", KARROW, 3 * month, country="XEB") for month in range(1, 13)]
    return inputs_of(events)


def nonsense_after(inputs: Inputs, month: str) -> Inputs:
    """The same inputs with later events moved to one place and made huge."""
    table = inputs.tables["ucdp_ged"]
    later = pc.greater(table.rows["month"], date.fromisoformat(f"{month}-01"))
    rows = table.rows
    for name, value in (("deaths_civilians", 9999), ("latitude", KARROW[0] - 1), ("longitude", WESTREACH[1])):
        spoilt = pc.if_else(later, pa.scalar(value).cast(rows.schema.field(name).type), rows[name])
        rows = rows.set_column(rows.column_names.index(name), name, spoilt)
    return Inputs({**inputs.tables, "ucdp_ged": replace(table, rows=rows)})
