"""The forecaster of civilian deaths: boosted trees and a ridge logistic over the same rows, in equal parts.

It is fitted each December with the windows then over; features are read at the origin. Where a unit's own
record is unknown its forecast is the mean of its land neighbours' and the world's, and it is marked: it
says nothing about the unit itself and has no place in a ranking.

Source:
    The members and the equal share were chosen on origins 2005-2013; see docs/reference/forecast-scores.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forestall.foresee.distribution import GRID, bound_tail, make_coherent
from forestall.foresee.features.country_month import coups, families, media, structure
from forestall.foresee.features.country_month.neighbourhood import SharedBorder, neighbours_at, shared_borders
from forestall.foresee.features.country_month.record import DATASET, country_months
from forestall.foresee.features.recent import recorded_sum
from forestall.foresee.features.table import FeatureTable
from forestall.foresee.features.unit_months import UnitMonths
from forestall.foresee.inputs import Inputs
from forestall.foresee.models.card import ModelCard
from forestall.foresee.models.relative_record import RelativeRecord
from forestall.foresee.models.stacked_logit import StackedLogit, fit_stacked_logit
from forestall.foresee.models.stacked_rows import Sampling, StackedRows, all_rows, draw_sample
from forestall.foresee.models.stacked_trees import StackedTrees, TreeSettings, fit_stacked_trees
from forestall.foresee.scores.arrays import BoolArray, FloatArray, IntArray
from forestall.foresee.targets.civilian_deaths import HORIZONS, NAME

CARD = ModelCard(
    name="civilian-deaths-pool",
    target=NAME,
    unit="country-month",
    horizons=tuple(map(str, HORIZONS)),
    inputs=(DATASET,),
    optional_inputs=(coups.DATASET, media.DATASET, structure.PREDICTORS, structure.ECONOMY),
    applies_to="states of the Gleditsch-Ward list since 1989, at the end of a month",
    source="Equal pool of monotone boosted trees (Ke et al. 2017) and ridge logistic (le Cessie and van Houwelingen "
    "1992) over thresholds as rows (Frank and Hall 2001)",
)
LOGIT_FEATURES = (
    "civ_sum_3", "civ_sum_12", "civ_sum_60", "best_sum_12", "civ_since_1", "events_since", "civ_since_25",
    "civ_log_mean_12", "civ_log_sd_12", "civ_trend_3_12", "civ_trend_1_6", "civ_share_1_60", "civ_share_25_60",
    "n_one_sided_3", "n_one_sided_12", "n_state_based_3", "n_state_based_12", "n_non_state_12", "near_civ_12",
    "near_best_12", "region_civ_12", "world_rate_12", "coup_since", "slow_imr", "slow_population",
)  # fmt: skip
QUIET_YEARS_OF_KILLING = 120
QUIET_MONTHS_OF_EVENTS = 36


@dataclass(frozen=True)
class PoolSettings:
    """Chosen on origins 2005-2013."""

    trees: TreeSettings = field(default_factory=TreeSettings)
    sampling: Sampling = field(default_factory=Sampling)
    ridge: float = 30.0
    share_of_trees: float = 0.5


@dataclass(frozen=True)
class Frame:
    """All that fits and forecasts read, built once, with nothing later than the record's last month."""

    record: UnitMonths
    features: FeatureTable
    relative: RelativeRecord
    quiet: BoolArray
    """No civilian killed on record for ten years and no event for three, shape (U, T)."""
    near: tuple[SharedBorder, ...]

    def matrices(self, rows: StackedRows) -> tuple[FloatArray, NDArray[np.float32]]:
        """Relative (N, 18) and own features (N, F) of the rows."""
        return self.relative.at(rows), self.features.at(rows.unit, rows.month)


@dataclass(frozen=True)
class Fitted:
    """A forecaster, fitted."""

    trees: StackedTrees
    logit: StackedLogit
    usable: IntArray
    """Positions of the features it reads, shape (G,)."""
    share_of_trees: float


@dataclass(frozen=True)
class UnitForecasts:
    """Forecasts of N units from one month."""

    units: IntArray
    """Positions in the record, shape (N,)."""
    exceedance: FloatArray
    """P(total >= c), shape (N, H, K)."""
    blind: BoolArray
    """Units whose own record is unknown, shape (N,)."""


def build_frame(inputs: Inputs, as_of: str | None = None) -> Frame:
    """What fits and forecasts read, as it was known at the end of a month.

    Args:
        inputs: with the record of violence, and what else there is.
        as_of: the last month to use; the last on record when not given.

    Raises:
        NotFound: the record of violence is not among the inputs.
        LookAhead: it doesn't reach the month asked for.
    """
    record = country_months(inputs, as_of)
    near = shared_borders(record)
    killed = recorded_sum(record.deaths, QUIET_YEARS_OF_KILLING)
    quiet = (killed == 0) & (recorded_sum(record.values["n_events"], QUIET_MONTHS_OF_EVENTS) == 0)
    relative = RelativeRecord(record.deaths, record.values["deaths_best"])
    return Frame(record, families.build_features(record, near, inputs), relative, quiet, near)


def fit_pool(frame: Frame, as_of: int, settings: PoolSettings, n_threads: int) -> Fitted:
    """The forecaster fitted on windows that were over by a month.

    Args:
        frame: what to read.
        as_of: column of that month.
        settings: of members and sample.
        n_threads: how many; the result is the same with any.
    """
    record = frame.record
    units = np.flatnonzero(record.exists[:, : as_of + 1].any(axis=1))
    sample = draw_sample(record.deaths, frame.quiet, units, as_of, settings.sampling)
    relative, own = frame.matrices(sample.rows)
    usable = frame.features.usable(as_of)
    own = own[:, usable]
    names = tuple(frame.features.names[place] for place in usable)
    logit = fit_stacked_logit(
        relative, own, sample, names, chosen=LOGIT_FEATURES, ridge=settings.ridge, n_threads=n_threads
    )
    trees = fit_stacked_trees(relative, own, sample, settings.trees, n_threads)
    return Fitted(trees, logit, usable, settings.share_of_trees)


def forecast_pool(fitted: Fitted, frame: Frame, month: int, n_threads: int) -> UnitForecasts:
    """Forecasts of every unit that stands at the end of a month.

    Args:
        fitted: a forecaster, fitted at that month or before.
        frame: what to read.
        month: column of the origin.
        n_threads: how many; the result is the same with any.
    """
    units = np.flatnonzero(frame.record.exists[:, month])
    relative, own = frame.matrices(all_rows(units, month))
    own = own[:, fitted.usable]
    share = fitted.share_of_trees
    pooled = share * fitted.trees.forecast(relative, own, n_threads) + (1 - share) * fitted.logit.forecast(
        relative, own
    )
    exceedance = make_coherent(pooled.reshape(len(units), len(HORIZONS), len(GRID)))
    exceedance = make_coherent(bound_tail(exceedance))
    blind = np.isnan(frame.record.deaths[units, month])
    return UnitForecasts(units, _from_around(exceedance, units, blind, frame, month), blind)


def _from_around(exceedance: FloatArray, units: IntArray, blind: BoolArray, frame: Frame, month: int) -> FloatArray:
    """The forecasts, those of blind units replaced by the mean of their neighbours' and the world's."""
    made = exceedance.copy()
    world = exceedance[~blind].mean(axis=0)
    for row in np.flatnonzero(blind):
        touching = np.isin(units, neighbours_at(frame.near, int(units[row]), month)) & ~blind
        made[row] = (exceedance[touching].mean(axis=0) + world) / 2 if touching.any() else world
    return made
