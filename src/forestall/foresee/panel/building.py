"""Panels from rows that need not fit in memory: batches come, are added up, and go.

What is kept grows with the unit-periods that something happened in, never with the rows; and values are
added in the order of the rows, so that the same rows give the same bytes in whatever batches they come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from forestall.clock import format_instant
from forestall.errors import InvalidField, LookAhead, UnreadableData
from forestall.foresee.panel.frame import Frame, Unit
from forestall.foresee.panel.locating import (
    NOWHERE,
    BoolArray,
    IntArray,
    Locator,
    column_of,
    is_one_of,
    numbers_of,
    period_positions,
)
from forestall.foresee.panel.panel import LeftOut, Panel, State, StateArray, Values
from forestall.memory.lake.load import Load
from forestall.places.countries import countries

How = Literal["sum", "count", "largest", "value"]
RECORDED = "recorded_at"
"""A column of this name, where a source has one, says of each row when it was learned."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One column of a panel and how it is made of rows."""

    name: str
    """What the column is called."""
    how: How
    """Added up, counted, the largest taken; or `value`, one row for each unit and period."""
    of: str | None = None
    """Column of the source; none is needed to count."""
    only: tuple[str, frozenset[str]] | None = None
    """A column of the source and the terms in it that count; other rows don't."""


def _only(event_type: str) -> tuple[str, frozenset[str]]:
    return "event_type", frozenset({event_type})


EVENT_MEASURES = (
    Measure("n_events", "count"),
    Measure("deaths", "sum", "deaths_best"),
    Measure("civilian_deaths", "sum", "deaths_civilians"),
    Measure("deaths_worst_event", "largest", "deaths_best"),
    Measure("n_state_based", "count", only=_only("state_based_violence")),
    Measure("n_non_state", "count", only=_only("non_state_violence")),
    Measure("n_one_sided", "count", only=_only("one_sided_violence")),
)
"""What a unit-period of UCDP events is told by, named as in the country-month sums."""


@dataclass(frozen=True, slots=True)
class Source:
    """What one load says, and of what it can't speak."""

    dataset: str
    recorded_at: datetime
    """When its rows were learned."""
    first: date | None = None
    """First day it covers; none when it doesn't say, and then every period is taken as covered."""
    last: date | None = None
    """Last day it covers."""
    units: frozenset[Unit] | None = None
    """Units of the frame it covers; all when none."""
    silence: Literal["absent", "unknown"] = "unknown"
    """What no row means for a unit and period that it covers."""
    period: str = "month"
    """Its column of days, or of years as numbers."""
    coarse_dates: frozenset[str] = frozenset()
    """Terms of its column date_precision whose rows can't be put into one period."""

    def covers(self, frame: Frame) -> BoolArray:
        """Whether it speaks about the whole of a period of a unit, shape (U, T)."""
        n = len(frame.periods)
        days = [frame.periods.start(position).toordinal() for position in range(n + 1)]
        starts, ends = np.array(days[:-1]), np.array(days[1:])
        within = np.ones(n, dtype=np.bool_)
        if self.first is not None:
            within &= starts >= self.first.toordinal()
        if self.last is not None:
            within &= ends <= self.last.toordinal() + 1
        chosen = np.array([self.units is None or unit in self.units for unit in frame.units])
        return chosen[:, np.newaxis] & within


def source_of(load: Load, *, silence: Literal["absent", "unknown"], period: str) -> Source:
    """What a load of the lake says about itself, for countries.

    Args:
        load: where the rows come from.
        silence: what its card says that no row means.
        period: its column of days, or of years as numbers.
    """
    coverage = load.manifest.coverage
    covered = {country.key for country in countries() if country.alpha3 in coverage.countries}
    return Source(
        dataset=load.manifest.dataset,
        recorded_at=load.recorded_at,
        first=coverage.first.earliest() if coverage.first else None,
        last=coverage.last.latest() if coverage.last else None,
        units=frozenset(covered) if coverage.countries else None,
        silence=silence,
        period=period,
    )


def build_panel(
    batches: Iterable[pa.RecordBatch],
    frame: Frame,
    locate: Locator,
    measures: tuple[Measure, ...],
    source: Source,
    as_of: datetime,
) -> Panel:
    """The panel that rows add up to, as known at a time: float32 for cells, float64 for other units.

    Args:
        batches: rows, few at a time, such as `Load.batches()` gives.
        frame: units and periods, all of them over by `as_of`.
        locate: says which unit a row lies in.
        measures: which columns to make.
        source: what the rows cover.
        as_of: the state of knowledge.

    Raises:
        LookAhead: the load or one of its rows was recorded after `as_of`, or is about a period after it, or
            the frame has a period that was not over.
        InvalidField: a measure without a column to be made of, or rows without a column that is needed.
        UnreadableData: two rows where there should be one.
    """
    _check_measures(measures)
    _check_known(frame, source, as_of)
    tally = _Tally(frame, measures, source)
    for rows in batches:
        _check_rows(rows, source, as_of)
        tally.add(rows, locate)
    values, states = tally.finish()
    left_out = {source.dataset: {reason: tally.left_out[reason] for reason in LeftOut if tally.left_out[reason]}}
    return Panel(frame, tuple(measure.name for measure in measures), values, states, as_of, left_out)


class _Tally:
    """Sums over the unit-periods that rows were met for, each with a slot of its own."""

    def __init__(self, frame: Frame, measures: tuple[Measure, ...], source: Source) -> None:
        self.left_out: Counter[LeftOut] = Counter()
        self._frame = frame
        self._measures = measures
        self._source = source
        self._slot_of = np.full(frame.shape[0] * frame.shape[1], NOWHERE, dtype=np.int32)
        self._places = np.empty(0, dtype=np.int64)
        self._sums = np.empty((len(measures), 0))
        self._met = np.empty((len(measures), 0), dtype=np.bool_)
        self._in_doubt = np.empty((len(measures), 0), dtype=np.bool_)

    def add(self, rows: pa.RecordBatch, locate: Locator) -> None:
        """Add rows up."""
        rows, periods = self._in_time(rows)
        units, reasons = locate(rows, periods)
        self.left_out.update(reasons)
        inside = units != NOWHERE
        kept = rows.filter(pa.array(inside))
        slots = self._slots(units[inside] * len(self._frame.periods) + periods[inside])
        empty = np.zeros(kept.num_rows, dtype=np.bool_)
        for number, measure in enumerate(self._measures):
            empty |= self._add_measure(number, measure, kept, slots)
        self.left_out[LeftOut.NO_VALUE] += int(empty.sum())

    def finish(self) -> tuple[Values, StateArray]:
        """Values and states, each shape (C, U, T)."""
        shape = (len(self._measures), *self._frame.shape)
        covered = self._source.covers(self._frame)
        if self._source.silence == "unknown":
            covered = np.zeros_like(covered)
        silent = np.where(covered, State.ABSENT, State.UNKNOWN).astype(np.uint8)
        states = np.empty(shape, dtype=np.uint8)
        values = np.empty(shape, np.float32 if self._frame.kind == "cell" else np.float64)
        for number in range(len(self._measures)):
            met = self._met[number, : len(self._places)]
            states[number] = silent
            states[number].reshape(-1)[self._places[met]] = State.PRESENT
            values[number] = np.where(silent == State.ABSENT, 0, np.nan)
            values[number].reshape(-1)[self._places[met]] = self._sums[number, : len(self._places)][met]
            # Something happened and nobody knows how much of it: that is not nothing.
            unclear = self._in_doubt[number, : len(self._places)] & ~met
            states[number].reshape(-1)[self._places[unclear]] = State.UNKNOWN
            values[number].reshape(-1)[self._places[unclear]] = np.nan
        states[:, ~self._frame.exists] = State.NO_UNIT
        values[:, ~self._frame.exists] = np.nan
        return values, states

    def _in_time(self, rows: pa.RecordBatch) -> tuple[pa.RecordBatch, IntArray]:
        periods, filled = period_positions(rows, self._source.period, self._frame.periods)
        inside = filled & (periods >= 0) & (periods < len(self._frame.periods))
        coarse = np.zeros_like(inside)
        if self._source.coarse_dates:
            coarse = inside & is_one_of(rows, "date_precision", self._source.coarse_dates)
        self.left_out[LeftOut.NO_PERIOD] += int((~filled).sum())
        self.left_out[LeftOut.OTHER_PERIOD] += int((filled & ~inside).sum())
        self.left_out[LeftOut.COARSE_DATE] += int(coarse.sum())
        kept = inside & ~coarse
        return rows.filter(pa.array(kept)), periods[kept]

    def _slots(self, places: IntArray) -> IntArray:
        """The slot of each unit-period, new ones given in rising order, shape (N,)."""
        met = np.unique(places)
        new = met[self._slot_of[met] == NOWHERE]
        self._slot_of[new] = np.arange(len(self._places), len(self._places) + len(new))
        self._places = np.concatenate([self._places, new])
        room = self._sums.shape[1]
        if len(self._places) > room:
            more = max(len(self._places) - room, room)  # doubling, so that growth costs little
            self._sums = np.pad(self._sums, ((0, 0), (0, more)))
            self._met = np.pad(self._met, ((0, 0), (0, more)))
            self._in_doubt = np.pad(self._in_doubt, ((0, 0), (0, more)))
        slots: IntArray = self._slot_of[places].astype(np.int64)
        return slots

    def _add_measure(self, number: int, measure: Measure, rows: pa.RecordBatch, slots: IntArray) -> BoolArray:
        """Add rows to one measure; which of them should have counted but are empty comes back, shape (N,)."""
        wanted = np.ones(rows.num_rows, dtype=np.bool_)
        if measure.only is not None:
            wanted = is_one_of(rows, *measure.only)
        amounts = np.ones(rows.num_rows)
        if measure.of is not None:
            amounts = numbers_of(rows, measure.of)
        empty = wanted & np.isnan(amounts)
        self._in_doubt[number, slots[empty]] = True
        counted = wanted & ~empty
        slots, amounts = slots[counted], amounts[counted]
        sums, met = self._sums[number], self._met[number]
        if measure.how == "value":
            self._check_once(met, slots, measure)
            sums[slots] = amounts
        elif measure.how == "largest":
            sums[slots[~met[slots]]] = -np.inf
            np.maximum.at(sums, slots, amounts)
        else:
            np.add.at(sums, slots, amounts)  # one after the other, in the order of the rows
        met[slots] = True
        return empty

    def _check_once(self, met: BoolArray, slots: IntArray, measure: Measure) -> None:
        if met[slots].any() or len(np.unique(slots)) < len(slots):
            raise UnreadableData(
                expected=f"one row for each unit and {self._frame.periods.step}",
                found="two or more for one",
                where=f"{self._source.dataset}, column {measure.of}",
                remedy="Load the dataset again; if the publisher has them twice, mend its parse or add them up.",
            )


def _check_measures(measures: tuple[Measure, ...]) -> None:
    for measure in measures:
        if measure.how != "count" and measure.of is None:
            raise InvalidField(
                expected="a column to be made of",
                found="none",
                where=f"measure {measure.name}",
                remedy="Name the column, or count rows.",
            )


def _check_known(frame: Frame, source: Source, as_of: datetime) -> None:
    if source.recorded_at > as_of:
        raise _look_ahead(
            f"a load recorded by {format_instant(as_of)}",
            f"one recorded on {format_instant(source.recorded_at)}",
            source.dataset,
        )
    end = frame.periods.start(len(frame.periods))
    if end > as_of.date():
        raise _look_ahead(
            f"periods that were over by {format_instant(as_of)}", f"one that ends before {end}", "frame of the panel"
        )


def _check_rows(rows: pa.RecordBatch, source: Source, as_of: datetime) -> None:
    if RECORDED in rows.schema.names:
        latest = pc.max(rows.column(RECORDED)).as_py()
        if latest is not None and latest > as_of:
            raise _look_ahead(
                f"rows recorded by {format_instant(as_of)}",
                f"one recorded on {format_instant(latest)}",
                source.dataset,
            )
    latest = _latest_start(column_of(rows, source.period))
    if latest is not None and latest > as_of.date():
        raise _look_ahead(f"rows about days up to {as_of.date()}", f"one about {latest}", source.dataset)


def _latest_start(dates: Any) -> date | None:
    latest = pc.max(dates).as_py()
    if isinstance(latest, int):
        return date(latest, 1, 1)
    return latest.date() if isinstance(latest, datetime) else latest


def _look_ahead(expected: str, found: str, where: str) -> LookAhead:
    return LookAhead(
        expected=expected,
        found=found,
        where=where,
        remedy="Read the load as of that time, or build the panel as of a later one.",
    )
