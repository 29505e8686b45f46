"""What came of each origin and unit, and forecasts of all of them side by side: the ground of every score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from forestall.foresee.distribution import GRID
from forestall.foresee.features.unit_months import UnitMonths
from forestall.foresee.models.references import REFERENCES, CountForecast
from forestall.foresee.months import month_number, month_text
from forestall.foresee.panel.frame import Unit
from forestall.foresee.scores.arrays import BoolArray, FloatArray, IntArray
from forestall.foresee.scores.bootstrap import Blocks, blocks_of
from forestall.foresee.targets.civilian_deaths import HORIZONS, future_totals, is_quiet


@dataclass(frozen=True)
class Cases:
    """O origins by U units, and what came."""

    origins: tuple[str, ...]
    units: tuple[str, ...]
    totals: FloatArray
    """Civilians killed in each window, shape (O, U, H); NaN while unknown: never scored."""
    stands: BoolArray
    """Units in the state system at the origin, shape (O, U)."""
    quiet: BoolArray
    """Units with three quiet years behind them, shape (O, U): what follows is an onset."""
    clusters: IntArray | None = None
    """What the units stay together by when they are resampled, shape (U,); each by itself when not given."""
    months_together: int | None = None
    """How many origins in a row stay together as well; no matter when not given."""

    def scored(self, horizon: int, *, onset_only: bool = False) -> BoolArray:
        """Cells that can be scored at a horizon in months, shape (O, U)."""
        known = self.stands & ~np.isnan(self.totals[:, :, HORIZONS.index(horizon)])
        return known & self.quiet if onset_only else known

    def came(self, horizon: int, cells: BoolArray) -> FloatArray:
        """What came in those cells, shape (N,)."""
        totals: FloatArray = self.totals[:, :, HORIZONS.index(horizon)][cells]
        return totals

    def unit_numbers(self, cells: BoolArray) -> IntArray:
        """Position of the unit of each of those cells, shape (N,)."""
        return np.nonzero(cells)[1].astype(np.int64)

    def continuing(self) -> Cases:
        """The cases without those that have three quiet years behind them: what goes on, or comes back."""
        return replace(self, stands=self.stands & ~self.quiet)

    def blocks(self, cells: BoolArray) -> Blocks:
        """What stays together of those cells when they are resampled."""
        origin, unit = np.nonzero(cells)
        together = unit if self.clusters is None else self.clusters[unit]
        if self.months_together is None:
            return blocks_of(clusters=together)
        months, number = np.unique(origin, return_inverse=True)
        return blocks_of(clusters=together, periods=number, length=min(self.months_together, len(months)))


def cases_between(record: UnitMonths, first: str, last: str) -> Cases:
    """The cases of every origin from first to last, with outcomes as far as the record goes.

    Raises:
        LookAhead: the record doesn't reach the last origin.
        NotFound: it begins after the first.
    """
    columns = slice(record.column(first), record.column(last) + 1)
    return Cases(
        origins=tuple(map(month_text, range(month_number(first), month_number(last) + 1))),
        units=record.units,
        totals=future_totals(record.deaths)[:, columns].transpose(1, 0, 2),
        stands=record.exists[:, columns].T,
        quiet=is_quiet(record.deaths)[:, columns].T,
    )


class Issued(Protocol):
    """Forecasts of one origin."""

    @property
    def origin(self) -> str:
        """The last month that was known."""
        ...

    @property
    def units(self) -> tuple[Unit, ...]:
        """Those forecast, in the order of the cases, length N."""
        ...

    @property
    def exceedance(self) -> FloatArray:
        """P(total >= c) over the grid of thresholds, shape (N, H, K)."""
        ...


class Counted(Protocol):
    """A record of civilians killed by unit and month."""

    @property
    def deaths(self) -> FloatArray:
        """Civilians killed, shape (U, T), NaN where unknown."""
        ...

    def column(self, month: str) -> int:
        """Position of a month."""
        ...


def issued_forecasts(issues: Iterable[Issued], cases: Cases) -> CountForecast:
    """The issues of a backtest as one array over the cases; units that were not forecast are certain of 0."""
    exceedance = np.zeros((len(cases.origins), len(cases.units), len(HORIZONS), len(GRID)))
    for issue in issues:
        if issue.origin in cases.origins:
            units = np.isin(cases.units, [str(unit) for unit in issue.units])
            exceedance[cases.origins.index(issue.origin), units] = issue.exceedance
    return CountForecast(exceedance)


def reference_forecasts(record: Counted, cases: Cases) -> Mapping[str, CountForecast]:
    """Every reference's forecasts of the cases, by name."""
    made = {}
    for name, reference in REFERENCES.items():
        forecasts = [reference.forecast(record.deaths, record.column(origin)) for origin in cases.origins]
        drawn = [forecast.drawn for forecast in forecasts if forecast.drawn is not None]
        exceedance = np.stack([forecast.exceedance for forecast in forecasts])
        made[name] = CountForecast(exceedance, np.stack(drawn) if drawn else None)
    return made
