"""Forecasts of civilian deaths by area or cell from past months, made with what was known at the end of each.

The forecaster is fitted at the latest December at or before the origin, on windows that were over by then.
Data are one final release cut by date, not the releases of the time: in real life the last months were known
less well than here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from forestall.clock import MONTHS_PER_YEAR
from forestall.errors import ValueRangeError
from forestall.foresee.backtest.civilian_deaths import fit_month
from forestall.foresee.backtest.count_cases import Cases
from forestall.foresee.distribution import CAP, GRID, mean_of
from forestall.foresee.features.local_month.record import LocalRecord, local_record
from forestall.foresee.forecasts import SCHEMA, ForecastTable
from forestall.foresee.inputs import Inputs
from forestall.foresee.models.local_pool import (
    CARDS,
    FittedPool,
    LocalFrame,
    LocalSettings,
    build_frame,
    fit_local_pool,
    forecast_local_pool,
)
from forestall.foresee.models.stacked_rows import FIRST_COLUMN
from forestall.foresee.months import month_number, month_text
from forestall.foresee.panel.frame import Unit
from forestall.foresee.panel.panel import LeftOut
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.civilian_deaths import HORIZONS, future_totals
from forestall.foresee.targets.local_civilian_deaths import NAMES, LocalKind, is_quiet, thresholds_asked

FEWEST_MONTHS = FIRST_COLUMN + MONTHS_PER_YEAR
"""Months of record before the first fit: less has too few windows to learn from."""
FLOOR = 1e-5
"""No forecast is surer than this: a month in 8,000 years of one cell."""


@dataclass(frozen=True)
class LocalIssue:
    """The forecasts of one origin."""

    kind: LocalKind
    origin: str
    """The last month that was known."""
    units: tuple[Unit, ...]
    """Ids of areas or numbers of cells, length N."""
    exceedance: FloatArray
    """P(total >= c) over the grid of thresholds, shape (N, H, K)."""
    thresholds: tuple[int, ...]
    """Those asked for."""
    unknown: Mapping[str, int]
    """Units without enough of a record to be forecast, by country."""
    left_out: Mapping[LeftOut, int]
    """Events of the whole record that count in no unit, by reason."""

    def probability(self, threshold: int) -> FloatArray:
        """P(total >= threshold), never a certainty, shape (N, H)."""
        return np.clip(self.exceedance[:, :, GRID.index(threshold)], FLOOR, CAP)

    def table(self) -> ForecastTable:
        """One row for each unit, horizon and threshold asked for."""
        shape = (len(self.units), len(HORIZONS), len(self.thresholds))
        probability = np.stack([self.probability(threshold) for threshold in self.thresholds], axis=2)
        unit, horizon, threshold = (index.ravel() for index in np.indices(shape))
        columns = [
            np.full(unit.size, self.origin),
            np.array([str(each) for each in self.units])[unit],
            np.array(HORIZONS).astype(str)[horizon],
            np.array(self.thresholds, dtype=np.int64)[threshold],
            probability.ravel(),
            np.broadcast_to(mean_of(self.exceedance)[:, :, np.newaxis], shape).ravel(),
        ]
        made = pa.Table.from_arrays([pa.array(column) for column in columns], schema=SCHEMA)
        return ForecastTable(NAMES[self.kind], CARDS[self.kind].name, made)


def backtest(
    inputs: Inputs,
    kind: LocalKind,
    first: str,
    last: str,
    *,
    settings: LocalSettings | None = None,
    n_threads: int = 1,
) -> Iterator[LocalIssue]:
    """The forecasts of each origin from first to last, both included, one origin after another.

    Args:
        inputs: tables; rows later than an origin play no part in its forecasts.
        kind: what a unit is.
        first: first origin, such as 2014-12.
        last: last origin.
        settings: of the forecaster.
        n_threads: how many; the result is the same with any.

    Raises:
        NotFound: no event points, or no outlines.
        LookAhead: the events don't reach the last origin.
        ValueRangeError: the last origin is before the first, or the first has too short a record.
    """
    frame = build_frame(local_record(inputs, kind, last))
    yield from forecasts_of(frame, first, last, settings or LocalSettings(), n_threads)


def forecasts_of(
    frame: LocalFrame, first: str, last: str, settings: LocalSettings, n_threads: int = 1
) -> Iterator[LocalIssue]:
    """The forecasts of each origin from a frame; columns after an origin play no part in its own.

    Raises:
        ValueRangeError: the last origin is before the first, or the first has too short a record.
    """
    origins = range(month_number(first), month_number(last) + 1)
    _check(frame.record, first, origins)
    fitted: dict[str, FittedPool] = {}
    for origin in map(month_text, origins):
        fitted_in = fit_month(origin)
        if fitted_in not in fitted:
            fitted = {fitted_in: fit_local_pool(frame, frame.record.column(fitted_in), settings, n_threads)}
        yield _issue(fitted[fitted_in], frame, origin, n_threads)


def local_cases(record: LocalRecord, first: str, last: str) -> Cases:
    """The cases of every origin from first to last, with outcomes as far as the record goes.

    Units are resampled by country where there are at least FEWEST_COUNTRIES of them, else one by one, and
    whole years at once: what is shown holds for these countries, and says little of others.

    Raises:
        LookAhead: the record doesn't reach the last origin.
        NotFound: it begins after the first.
    """
    columns = slice(record.column(first), record.column(last) + 1)
    deaths, countries = record.deaths, record.region.country_numbers()
    few = len(set(record.region.countries)) < FEWEST_COUNTRIES
    return Cases(
        origins=tuple(map(month_text, range(month_number(first), month_number(last) + 1))),
        units=tuple(map(str, record.region.units)),
        totals=future_totals(deaths)[:, columns].transpose(1, 0, 2),
        stands=record.ready[:, columns].T,
        quiet=is_quiet(deaths)[:, columns].T,
        clusters=None if few else countries,
        months_together=MONTHS_PER_YEAR if few else None,
    )


FEWEST_COUNTRIES = 10
"""With fewer, an interval over countries means nothing."""


def _issue(fitted: FittedPool, frame: LocalFrame, origin: str, n_threads: int) -> LocalIssue:
    record, month = frame.record, frame.record.column(origin)
    units, exceedance = forecast_local_pool(fitted, frame, month, n_threads)
    short = np.array(record.region.countries)[~frame.ready[:, month]]
    names, counts = np.unique(short, return_counts=True)
    return LocalIssue(
        kind=record.kind,
        origin=origin,
        units=tuple(record.region.units[unit] for unit in units),
        exceedance=exceedance,
        thresholds=thresholds_asked(frame.deaths[:, : month + 1]),
        unknown=dict(zip(names.tolist(), counts.tolist(), strict=True)),
        left_out=record.left_out,
    )


def _check(record: LocalRecord, first: str, origins: Iterable[int]) -> None:
    earliest = record.first + FEWEST_MONTHS - 1
    if not list(origins) or month_number(fit_month(first)) < earliest:
        raise ValueRangeError(
            expected=f"a first origin whose last December has {FEWEST_MONTHS} months of points, not after the last",
            found=first,
            where="origins of the backtest",
            remedy=f"Ask for later origins: points begin in {month_text(record.first)}.",
        )
