"""What is known of areas or cells by month: killings that count, other signs at points, and the country around.

Three panels of one region and the same months. `counted` is the target's own record. `signs` places events
by the point that stands for them, also those known to within 25 km (for areas, to the province): too rough
to count, good enough as a feature. `country` holds all of a country's events, wherever they were.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from forestall.clock import MONTHS_PER_YEAR, month_start
from forestall.errors import NotFound
from forestall.foresee.features.unit_months import known_position
from forestall.foresee.inputs import Inputs, InputTable
from forestall.foresee.panel.building import EVENT_MEASURES, build_panel
from forestall.foresee.panel.frame import Frame
from forestall.foresee.panel.locating import ByCountry, ByPoint
from forestall.foresee.panel.panel import LeftOut, Panel
from forestall.foresee.panel.periods import Periods
from forestall.foresee.panel.regions import Region, area_region, cell_region
from forestall.foresee.scores.arrays import BoolArray, FloatArray, IntArray
from forestall.foresee.targets.local_civilian_deaths import (
    COLUMN,
    LocalKind,
    count_killed,
    covered,
    periods_covered,
    source_of_events,
)
from forestall.identifiers import content_id

EVENTS, OUTLINES = "ucdp_ged", "geoboundaries"
INPUTS: dict[LocalKind, tuple[str, ...]] = {"admin1": (EVENTS, OUTLINES), "cell": (EVENTS,)}
"""Datasets that a record can't be made without."""
COARSEST: dict[LocalKind, str] = {"admin1": "admin1", "cell": "near"}
"""Up to which precision of place an event is a sign."""
READY_MONTHS = MONTHS_PER_YEAR
"""Months of record that a unit needs behind it before anything is forecast for it."""


@dataclass(frozen=True, eq=False)
class LocalRecord:
    """U units over T months."""

    region: Region
    counted: Panel
    """In the column `civilian_deaths`, what the target counts."""
    signs: Panel
    """EVENT_MEASURES by point."""
    country: Panel
    """EVENT_MEASURES by country, in the order of their keys."""
    covered: BoolArray
    """Whether the events speak about the unit's country in the month, shape (U, T)."""

    @property
    def kind(self) -> LocalKind:
        """What a unit is."""
        return "cell" if self.region.kind == "cell" else "admin1"

    @property
    def deaths(self) -> FloatArray:
        """Civilians killed, shape (U, T), NaN where unknown."""
        return self.counted.column(COLUMN).astype(np.float64)

    @property
    def ready(self) -> BoolArray:
        """Whether a unit has READY_MONTHS of record up to and with the month, shape (U, T)."""
        enough: BoolArray = self.covered & (np.cumsum(self.covered, axis=1) >= READY_MONTHS)
        return enough

    @property
    def first(self) -> int:
        """Months since year 0 of the first month."""
        return self.counted.frame.periods.first

    @property
    def last(self) -> int:
        """Months since year 0 of the last month."""
        return self.counted.frame.periods.last

    @property
    def left_out(self) -> dict[LeftOut, int]:
        """Events of the region that are not counted, by reason."""
        return dict(self.counted.left_out.get(EVENTS, {}))

    def column(self, month: str) -> int:
        """Position of a month.

        Raises:
            LookAhead: it lies after the last that is known.
            NotFound: it lies before the first.
        """
        return known_position(self.counted.frame.periods, month, EVENTS)


def local_record(inputs: Inputs, kind: LocalKind, as_of: str | None = None) -> LocalRecord:
    """The record of every unit of the countries that the events cover, whatever happened there.

    Args:
        inputs: with events, and outlines of areas where these are the units.
        kind: what a unit is.
        as_of: the last month to use; the last one that the events cover when not given.

    Raises:
        NotFound: no events, no outlines, or a month before the first.
        LookAhead: a month that the events don't cover yet.
    """
    inputs.table(EVENTS)  # refuses where there are none
    events = inputs.tables[EVENTS]
    periods, keys = periods_covered(events), countries_covered(events)
    if kind == "admin1":
        region = area_region(inputs.table(OUTLINES), keys)
    else:
        region = cell_region(keys, month_start(periods.last))
    events = _of_countries(events, region.countries)
    if as_of is not None:
        periods = Periods("month", periods.first, known_position(periods, as_of, EVENTS) + 1)
        events = replace(events, rows=events.rows.filter(pc.less(events.rows.column("month"), _end(periods))))
    spoken = covered(events, region, periods)
    counted = count_killed(events, region, periods)
    source, frame = source_of_events(events, periods), region.frame(periods)
    batches = events.rows.to_batches()
    by_point = ByPoint(frame, COARSEST[kind], region.areas)
    signs = build_panel(batches, frame, by_point, EVENT_MEASURES, source, counted.as_of).unknown_where(~spoken)
    whole, first_units = _country_frame(region, periods)
    country = build_panel(batches, whole, ByCountry(whole), EVENT_MEASURES, source, counted.as_of)
    return LocalRecord(region, counted, signs, country.unknown_where(~spoken[first_units]), spoken)


def only_countries(inputs: Inputs, countries: Collection[str]) -> Inputs:
    """The same inputs with the events of these countries alone: nothing is read or learned of others.

    Args:
        inputs: with events.
        countries: keys, such as `CAF`.

    Raises:
        NotFound: no events, or a country that they don't cover.
    """
    inputs.table(EVENTS)  # refuses where there are none
    known = countries_covered(inputs.tables[EVENTS])
    unknown = sorted(set(countries) - set(known))
    if unknown:
        raise NotFound(
            expected=f"countries that the events cover: {', '.join(known[:12])}{' ...' if len(known) > 12 else ''}",
            found=repr(", ".join(unknown)[:80]),
            where=f"region of {EVENTS}",
            remedy="Name others, or load points of these.",
        )
    chosen = _of_countries(inputs.tables[EVENTS], countries)
    part = replace(chosen, digest=content_id({"of": chosen.digest, "countries": sorted(set(countries))}))
    return Inputs({**inputs.tables, EVENTS: part})


def countries_covered(events: InputTable) -> tuple[str, ...]:
    """Keys of the countries that the events speak about, rising; of those with a row where they don't say."""
    named = {country for span in events.spans for country in span.countries}
    seen = set(pc.unique(events.rows.column("country")).to_pylist()) - {None}
    return tuple(sorted(named or seen))


def _end(periods: Periods) -> pa.Scalar:
    return pa.scalar(month_start(periods.last + 1))


def _country_frame(region: Region, periods: Periods) -> tuple[Frame, IntArray]:
    """The countries of the units as units, and the position of one unit of each."""
    keys, first = np.unique(region.countries, return_index=True)
    exists = np.ones((len(keys), len(periods)), dtype=np.bool_)
    return Frame("country", tuple(keys.tolist()), periods, exists), first.astype(np.int64)


def _of_countries(events: InputTable, countries: Collection[str]) -> InputTable:
    """The events of these countries, and what is covered of them."""
    keys = set(countries)
    rows = events.rows.filter(pc.is_in(events.rows.column("country"), value_set=pa.array(sorted(keys))))
    parts = (
        span.model_copy(update={"countries": tuple(sorted(keys & set(span.countries)))}) if span.countries else span
        for span in events.spans
        if not span.countries or keys & set(span.countries)
    )
    return replace(events, rows=rows, parts=tuple(parts))
