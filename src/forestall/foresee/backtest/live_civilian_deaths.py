"""The forecast of civilian deaths that is issued: the pool fitted last December, read at the last month known.

Beside the pool stand its two methods alone, so that a reader sees how far they disagree, and how often
each threshold was reached from the same starting point: onset (three quiet years behind) and continuation
are never one group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from forestall.foresee.backtest.civilian_deaths import fit_month
from forestall.foresee.distribution import draws_of, probability_of
from forestall.foresee.features.country_month.families import stale_datasets
from forestall.foresee.features.unit_months import UnitMonths
from forestall.foresee.inputs import Inputs
from forestall.foresee.models.civilian_deaths_pool import (
    Frame,
    PoolSettings,
    build_frame,
    fit_pool,
    forecast_pool,
)
from forestall.foresee.months import month_number, month_text
from forestall.foresee.scores.arrays import BoolArray, FloatArray
from forestall.foresee.targets.civilian_deaths import HORIZONS, future_totals, is_quiet

MONTHS_SHOWN = 12
"""Months up to the origin whose dead are told beside a forecast."""
_RANGE = (0.1, 0.9)


@dataclass(frozen=True)
class LiveCivilianDeaths:
    """One issue, N units."""

    origin: str
    """The last month that was known."""
    units: tuple[str, ...]
    """ISO codes."""
    exceedance: FloatArray
    """P(total >= c), shape (N, H, K)."""
    by_method: FloatArray
    """The same by each of the two pooled methods alone, shape (2, N, H, K)."""
    quiet: BoolArray
    """Three quiet years behind, shape (N,): what follows is an onset."""
    killed: FloatArray
    """Civilians killed in the last MONTHS_SHOWN months, NaN where unknown, shape (N,)."""
    unknown: tuple[str, ...]
    """Units whose own record is unknown: they have no forecast of their own."""
    stale: Mapping[str, str]
    """Datasets that stopped before the origin, with their last month."""
    record: UnitMonths
    """What was known at the origin."""

    def probability(self, threshold: int) -> FloatArray:
        """P(total >= threshold), shape (N, H)."""
        return probability_of(self.exceedance, threshold)

    def alone(self, threshold: int) -> FloatArray:
        """P(total >= threshold) by each of the two methods, shape (2, N, H)."""
        return np.stack([probability_of(method, threshold) for method in self.by_method])

    def counts(self) -> FloatArray:
        """Counts that 10, 50 and 90 of 100 draws stay at or below, shape (3, N, H)."""
        found: FloatArray = np.quantile(draws_of(self.exceedance), [_RANGE[0], 0.5, _RANGE[1]], axis=2, method="lower")
        return found


def live_civilian_deaths(
    inputs: Inputs, origin: str | None = None, n_threads: int = 1, settings: PoolSettings | None = None
) -> LiveCivilianDeaths:
    """The forecast issued at the end of the origin.

    Args:
        inputs: tables; rows later than the origin play no part.
        origin: the last month to use; the last one on record when not given.
        n_threads: how many; the result is the same with any.
        settings: of the forecaster.

    Raises:
        NotFound: the record of violence is not among the inputs.
        LookAhead: it doesn't reach the origin.
    """
    frame = build_frame(inputs, origin)
    month = month_text(frame.record.last)
    column = frame.record.column(month)
    fitted = fit_pool(frame, frame.record.column(fit_month(month)), settings or PoolSettings(), n_threads)
    pooled = forecast_pool(fitted, frame, column, n_threads)
    alone = [forecast_pool(replace(fitted, share_of_trees=share), frame, column, n_threads) for share in (1.0, 0.0)]
    return LiveCivilianDeaths(
        origin=month,
        units=tuple(np.array(frame.record.units)[pooled.units].tolist()),
        exceedance=pooled.exceedance,
        by_method=np.stack([each.exceedance for each in alone]),
        quiet=is_quiet(frame.record.deaths)[pooled.units, column],
        killed=_killed(frame, column)[pooled.units],
        unknown=tuple(np.array(frame.record.units)[pooled.units[pooled.blind]].tolist()),
        stale=stale_datasets(inputs, month_number(month)),
        record=frame.record,
    )


def base_rates(record: UnitMonths, threshold: int) -> FloatArray:
    """Share of past windows that reached the threshold, by starting point and horizon, shape (2, H).

    Row 0 is of windows after three quiet years, row 1 of all others; half a case is added to either side, so
    that what never happened is rare and not impossible.

    Args:
        record: what was known.
        threshold: civilians killed, at least.
    """
    totals, quiet = future_totals(record.deaths), is_quiet(record.deaths)
    rates = np.empty((2, len(HORIZONS)))
    for row, group in enumerate((quiet, ~quiet)):
        known = ~np.isnan(totals) & (group & record.exists)[:, :, np.newaxis]
        reached = (known & (totals >= threshold)).sum(axis=(0, 1))
        rates[row] = (reached + 0.5) / (known.sum(axis=(0, 1)) + 1)
    return rates


def _killed(frame: Frame, column: int) -> FloatArray:
    recent = frame.record.deaths[:, max(column + 1 - MONTHS_SHOWN, 0) : column + 1]
    total: FloatArray = recent.sum(axis=1)
    return total
