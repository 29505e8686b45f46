"""Forecasts of civilian deaths from past months, made with what was known at the end of each.

The forecaster is fitted at the latest December at or before the origin, on windows that were over by then,
and reads features of the origin. Data are one final release cut by date, not the releases of the time: in
real life the last months were known less well than here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from forestall.clock import MONTHS_PER_YEAR
from forestall.errors import ValueRangeError
from forestall.foresee.distribution import mean_of, median_of, probability_of
from forestall.foresee.features.country_month.families import stale_datasets
from forestall.foresee.forecasts import SCHEMA, ForecastTable
from forestall.foresee.inputs import Inputs
from forestall.foresee.models.civilian_deaths_pool import (
    CARD,
    Fitted,
    Frame,
    PoolSettings,
    build_frame,
    fit_pool,
    forecast_pool,
)
from forestall.foresee.models.stacked_rows import FIRST_COLUMN
from forestall.foresee.months import month_number, month_text
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.civilian_deaths import HORIZONS, NAME, THRESHOLDS

FEWEST_MONTHS = FIRST_COLUMN + 2 * MONTHS_PER_YEAR
"""Months of record before the first fit: less has too few windows to learn from."""


@dataclass(frozen=True)
class Issue:
    """The forecasts of one origin."""

    origin: str
    """The last month that was known."""
    units: tuple[str, ...]
    """ISO codes, length N."""
    exceedance: FloatArray
    """P(total >= c) over the grid of thresholds, shape (N, H, K)."""
    unknown: tuple[str, ...]
    """Units whose own record is unknown: forecast from their neighbours, and no part of any ranking."""
    stale: Mapping[str, str]
    """Datasets that stopped before the origin, with their last month."""

    def probability(self, threshold: int) -> FloatArray:
        """P(total >= threshold), shape (N, H)."""
        return probability_of(self.exceedance, threshold)

    @property
    def mean(self) -> FloatArray:
        """Expected counts, shape (N, H); far above what usually comes: show the median."""
        return mean_of(self.exceedance)

    @property
    def median(self) -> FloatArray:
        """Counts as likely reached as not, shape (N, H)."""
        return median_of(self.exceedance)

    def table(self) -> ForecastTable:
        """One row for each unit, horizon and threshold of the target."""
        shape = (len(self.units), len(HORIZONS), len(THRESHOLDS))
        probability = np.stack([self.probability(threshold) for threshold in THRESHOLDS], axis=2)
        unit, horizon, threshold = (index.ravel() for index in np.indices(shape))
        columns = [
            np.full(unit.size, self.origin),
            np.array(self.units)[unit],
            np.array(HORIZONS).astype(str)[horizon],
            np.array(THRESHOLDS, dtype=np.int64)[threshold],
            probability.ravel(),
            np.broadcast_to(self.mean[:, :, np.newaxis], shape).ravel(),
        ]
        return ForecastTable(
            NAME, CARD.name, pa.Table.from_arrays([pa.array(column) for column in columns], schema=SCHEMA)
        )


def fit_month(origin: str) -> str:
    """The latest December at or before the origin: 2021-12 for 2021-12, 2020-12 for 2021-11."""
    number = month_number(origin)
    return month_text((number + 1) // MONTHS_PER_YEAR * MONTHS_PER_YEAR - 1)


def backtest(
    inputs: Inputs, first: str, last: str, settings: PoolSettings | None = None, n_threads: int = 1
) -> Iterator[Issue]:
    """The forecasts of each origin from first to last, both included, one origin after another.

    Args:
        inputs: tables; rows later than an origin play no part in its forecasts.
        first: first origin, such as 2014-12.
        last: last origin.
        settings: of the forecaster.
        n_threads: how many; the result is the same with any.

    Raises:
        NotFound: the record of violence is not among the inputs.
        LookAhead: it doesn't reach the last origin.
        ValueRangeError: the last origin is before the first, or the first has too short a record.
    """
    frame = build_frame(inputs, last)
    origins = range(month_number(first), month_number(last) + 1)
    _check(frame, first, origins)
    chosen = settings or PoolSettings()
    fitted: dict[str, Fitted] = {}
    for origin in map(month_text, origins):
        fitted_in = fit_month(origin)
        if fitted_in not in fitted:
            fitted = {fitted_in: fit_pool(frame, frame.record.column(fitted_in), chosen, n_threads)}
        yield _issue(fitted[fitted_in], frame, inputs, origin, n_threads)


def _issue(fitted: Fitted, frame: Frame, inputs: Inputs, origin: str, n_threads: int) -> Issue:
    made = forecast_pool(fitted, frame, frame.record.column(origin), n_threads)
    units = np.array(frame.record.units)[made.units]
    return Issue(
        origin=origin,
        units=tuple(units.tolist()),
        exceedance=made.exceedance,
        unknown=tuple(units[made.blind].tolist()),
        stale=stale_datasets(inputs, month_number(origin)),
    )


def _check(frame: Frame, first: str, origins: range) -> None:
    earliest = frame.record.first + FEWEST_MONTHS
    if not origins or month_number(fit_month(first)) < earliest:
        raise ValueRangeError(
            expected=f"a first origin from {month_text(earliest + MONTHS_PER_YEAR)} on, not after the last",
            found=first,
            where="origins of the backtest",
            remedy="Ask for later origins: before, there are too few windows to learn from.",
        )
