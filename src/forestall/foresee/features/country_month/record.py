"""The record of organised violence by country and month, with unknown, absent and zero kept apart.

Units are the states of the Gleditsch-Ward list, by which UCDP says where an event happened, under their
ISO code of today. UCDP watches the whole world, so a state in its time that the source has no row for is
0, but for states known to be filed under another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np

from forestall.clock import month_index
from forestall.foresee.features.layout import CONTINUED_AS, Layout, monthly, positions
from forestall.foresee.features.unit_months import UnitMonths
from forestall.foresee.inputs import Inputs
from forestall.foresee.months import month_number, month_numbers
from forestall.foresee.panel.frame import Frame, Unit
from forestall.foresee.panel.panel import Panel, State, StateArray
from forestall.foresee.panel.periods import Periods
from forestall.foresee.scores.arrays import BoolArray, FloatArray
from forestall.places.countries import countries
from forestall.places.country import Country
from forestall.records.values.partial_date import PartialDate

DATASET = "ged_country_month"
FILED_ELSEWHERE = {"NER": "NGA"}
"""States whose events this dataset counts under another. Niger's are in Nigeria's sums: 2,829 + 849 deaths by
VIEWS' own sums of November 2019 to October 2020, and 3,729 in the file under Nigeria. Niger is unknown, not 0."""
VALUES: Mapping[str, str] = {
    "civilian_deaths": "deaths_civilians",
    "deaths_best": "deaths_best",
    "deaths_high": "deaths_high",
    "deaths_worst_event": "deaths_worst_event",
    "n_events": "n_events",
    "n_state_based": "n_state_based",
    "n_non_state": "n_non_state",
    "n_one_sided": "n_one_sided",
}
"""Names of the values, and the columns they come from."""


def country_months(inputs: Inputs, as_of: str | None = None) -> UnitMonths:
    """The record as it was known at the end of a month.

    Args:
        inputs: with the dataset DATASET.
        as_of: the last month to use; the last one that the dataset covers when not given.

    Raises:
        NotFound: the dataset is not among the inputs.
        LookAhead: it doesn't cover the month asked for.
        UnreadableData: two rows for one state and month.
    """
    rows = inputs.table(DATASET)
    months = month_numbers(rows.column("month"))
    first = int(months.min())
    last = max(int(months.max()), _last_covered(inputs))
    frame = _frame(first, last)
    layout = monthly(rows, frame)
    listed = np.isin(np.arange(len(frame.units)), layout.unit)
    elsewhere = np.isin(frame.units, list(FILED_ELSEWHERE)) & ~listed
    known = frame.exists & (_covered(inputs, frame.units) & ~elsewhere)[:, np.newaxis]
    made = [_value(layout, column, listed, known) for column in VALUES.values()]
    values, states = np.stack([part for part, _ in made]), np.stack([part for _, part in made])
    states[:, ~frame.exists] = State.NO_UNIT
    panel = Panel(frame, tuple(VALUES), values, states, _known_at(inputs, frame))
    whole = UnitMonths(panel, _left_out(inputs, frame.units), (DATASET,))
    return whole if as_of is None else whole.cut(as_of)


def _value(layout: Layout, column: str, listed: BoolArray, known: BoolArray) -> tuple[FloatArray, StateArray]:
    """A column and its states: absent for states in no row at all; a month missing from those of a state unknown."""
    given = layout.array(column, np.nan)
    values = np.where(known, np.where(listed[:, np.newaxis], given, 0.0), np.nan)
    states = np.where(listed, State.PRESENT, State.ABSENT).astype(np.uint8)[:, np.newaxis]
    return values, np.where(np.isnan(values), np.uint8(State.UNKNOWN), states)


def _known_at(inputs: Inputs, frame: Frame) -> datetime:
    """When the values were learned: as the load says, or the end of the last month where nothing says so."""
    end = frame.periods.start(len(frame.periods))
    return max(
        datetime(end.year, end.month, end.day, tzinfo=UTC),
        inputs.tables[DATASET].recorded_at or datetime.min.replace(tzinfo=UTC),
    )


def _frame(first: int, last: int) -> Frame:
    """The states of those months under their codes, and in which months each stands at its end."""
    spans: dict[str, BoolArray] = {}
    for state in countries():
        code = CONTINUED_AS.get(state.key, state.key)
        if state.kind != "state" or state.gw is None or state.alpha3 is None or not _has_record(state):
            continue
        start, end = month_index(state.start), month_index(state.end) if state.end else last + 1
        stands = (np.arange(first, last + 1) >= start) & (np.arange(first, last + 1) < end)
        if stands.any():
            spans[code] = spans.get(code, np.zeros_like(stands)) | stands
    units = tuple(sorted(spans))
    periods = Periods("month", first, last - first + 1)
    return Frame("country", units, periods, np.stack([spans[unit] for unit in units]))


def _has_record(state: Country) -> bool:
    """Whether rows stand under its own code: those of East Germany stand under Germany, and so on."""
    return (state.key in state.outlines and state.within is None) or state.key in CONTINUED_AS


def _covered(inputs: Inputs, units: tuple[Unit, ...]) -> BoolArray:
    """Whether the dataset speaks about each state, shape (U,); all where it doesn't say."""
    named = inputs.tables[DATASET].coverage.countries
    held = {CONTINUED_AS.get(country, country) for country in named}
    return np.array([not held or unit in held for unit in units])


def _last_covered(inputs: Inputs) -> int:
    last: PartialDate | None = inputs.tables[DATASET].coverage.last
    return month_number(f"{last.year:04}-{last.month or 12:02}") if last else 0


def _left_out(inputs: Inputs, units: tuple[Unit, ...]) -> tuple[str, ...]:
    codes = inputs.table(DATASET).column("country")
    outside = positions(codes, tuple(map(str, units))) < 0
    return tuple(sorted({str(code) for code in np.array(codes.to_pylist(), dtype=object)[outside]}))
