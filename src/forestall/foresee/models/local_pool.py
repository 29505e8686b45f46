"""The forecaster of civilian deaths by area or cell: trees, a ridge logistic and the unit's last year, pooled.

One model for all units of all countries whose points are read: a unit with a short or empty record borrows
from those like it, since its record enters relative to horizon and threshold, and its neighbours and country
as features. It is fitted each December with the windows then over; features are read at the origin.

Source:
    Members and settings were chosen on origins up to 2013; see docs/reference/forecast-scores.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from forestall.errors import ValueRangeError
from forestall.foresee.distribution import GRID, bound_tail, make_coherent
from forestall.foresee.features.local_month.columns import build_features
from forestall.foresee.features.local_month.record import INPUTS, LocalRecord
from forestall.foresee.features.recent import recorded_sum
from forestall.foresee.features.table import FeatureTable
from forestall.foresee.models.card import ModelCard
from forestall.foresee.models.references import REFERENCES
from forestall.foresee.models.relative_record import RelativeRecord
from forestall.foresee.models.stacked_logit import StackedLogit, fit_stacked_logit
from forestall.foresee.models.stacked_rows import FIRST_COLUMN, Sampling, StackedRows, all_rows, draw_sample
from forestall.foresee.models.stacked_trees import StackedTrees, TreeSettings, fit_stacked_trees
from forestall.foresee.scores.arrays import BoolArray, FloatArray, IntArray
from forestall.foresee.targets.civilian_deaths import HORIZONS
from forestall.foresee.targets.local_civilian_deaths import NAMES, LocalKind

_SOURCE = (
    "Pool of monotone boosted trees (Ke et al. 2017) and ridge logistic (le Cessie and van Houwelingen 1992) over "
    "thresholds as rows (Frank and Hall 2001), one model for all units, and conflictology (Hegre et al. 2025)"
)
ADMIN1_CARD = ModelCard(
    name="local-pool",
    target=NAMES["admin1"],
    unit="admin1-month",
    horizons=tuple(map(str, HORIZONS)),
    inputs=INPUTS["admin1"],
    optional_inputs=(),
    applies_to="first-level areas of countries with event points, once a year of them is on record",
    source=_SOURCE,
)
CELL_CARD = replace(
    ADMIN1_CARD,
    target=NAMES["cell"],
    unit="cell-month",
    inputs=INPUTS["cell"],
    applies_to="half-degree cells of countries with event points, once a year of them is on record",
)
CARDS: dict[LocalKind, ModelCard] = {"admin1": ADMIN1_CARD, "cell": CELL_CARD}
LOGIT_FEATURES = (
    "civ_sum_3", "civ_sum_12", "sign_deaths_sum_12", "near_civilian_deaths_12", "country_civilian_deaths_12",
    "civ_since_1", "civ_decay_60", "civ_share_1_12", "civ_trend_3_12", "sign_civilian_deaths_sum_3",
    "sign_deaths_since_1", "sign_deaths_decay_12", "sign_n_one_sided_sum_12", "sign_n_state_based_sum_12",
    "near_deaths_3", "near_deaths_12", "near_civilian_deaths_decay_12", "country_civilian_deaths_3",
    "country_deaths_3", "country_deaths_12", "country_struck_12",
)  # fmt: skip
"""None looks back further than a year, but by fading: units of a year's record have them all."""
LAST_YEAR = REFERENCES["conflictology-summed-smooth"]
MOST_UNIT_MONTHS = 6_000_000
"""Held in memory at once: the 10,690 cells of Africa since 1989 are 4.4 million."""
QUIET_YEARS_OF_KILLING = 120
QUIET_MONTHS_OF_SIGNS = 36


@dataclass(frozen=True)
class LocalSettings:
    """Chosen on origins 2003-12 to 2012-12."""

    trees: TreeSettings = field(default_factory=lambda: TreeSettings(n_leaves=6, least_rows_in_leaf=400))
    sampling: Sampling = field(default_factory=lambda: Sampling(stride=3))
    ridge: float = 300.0
    share_of_trees: float = 0.5
    """Of what is learned; the rest is the logistic's."""
    share_of_last_year: float = 0.2
    """Of the whole: the unit's last twelve months as draws, smoothed."""
    most_quiet: int = 20_000
    """Quiet unit-months learned from at most at each horizon, so that a continent of cells can be fitted."""
    most_busy: int = 60_000
    """Other unit-months at most: beyond, months learned from lie further apart."""


@dataclass(frozen=True)
class LocalFrame:
    """All that fits and forecasts read, built once; column t of anything is made from months up to t."""

    record: LocalRecord
    deaths: FloatArray
    """Civilians killed that count, shape (U, T), NaN where unknown."""
    ready: BoolArray
    """Units with enough of a record, shape (U, T)."""
    features: FeatureTable
    relative: RelativeRecord
    quiet: BoolArray
    """No civilian killed on record for ten years and no event at all for three, shape (U, T)."""

    def matrices(self, rows: StackedRows) -> tuple[FloatArray, NDArray[np.float32]]:
        """Relative (N, 18) and own features (N, F) of the rows."""
        return self.relative.at(rows), self.features.at(rows.unit, rows.month)


@dataclass(frozen=True)
class FittedPool:
    """A forecaster, fitted."""

    trees: StackedTrees
    logit: StackedLogit
    settings: LocalSettings


def build_frame(record: LocalRecord) -> LocalFrame:
    """What fits and forecasts of these units read.

    Raises:
        ValueRangeError: more units and months than fit in memory.
    """
    if record.covered.size > MOST_UNIT_MONTHS:
        raise ValueRangeError(
            expected=f"at most {MOST_UNIT_MONTHS:,} unit-months at once",
            found=f"{record.covered.size:,}",
            where=f"{record.kind} months of {len(set(record.region.countries))} countries",
            remedy="Name a region of fewer countries, such as --region TCD,SDN.",
        )
    deaths, best = record.deaths, record.signs.column("deaths").astype(np.float64)
    n_events = np.nan_to_num(record.signs.column("n_events").astype(np.float64))
    quiet = recorded_sum(deaths, QUIET_YEARS_OF_KILLING) == 0
    quiet &= recorded_sum(n_events, QUIET_MONTHS_OF_SIGNS) == 0
    relative = RelativeRecord(deaths, best, record.covered)
    return LocalFrame(record, deaths, record.ready, build_features(record), relative, quiet)


def fit_local_pool(frame: LocalFrame, as_of: int, settings: LocalSettings, n_threads: int) -> FittedPool:
    """The forecaster fitted on windows that were over by a month.

    Args:
        frame: what to read.
        as_of: column of that month.
        settings: of members and sample.
        n_threads: how many; the result is the same with any.
    """
    units = np.flatnonzero(frame.ready[:, : as_of + 1].any(axis=1))
    sampling = thinned(frame, units, as_of, settings)
    sample = draw_sample(frame.deaths, frame.quiet, units, as_of, sampling, frame.ready)
    relative, own = frame.matrices(sample.rows)
    logit = fit_stacked_logit(
        relative, own, sample, frame.features.names, chosen=LOGIT_FEATURES, ridge=settings.ridge, n_threads=n_threads
    )
    trees = fit_stacked_trees(relative, own, sample, settings.trees, n_threads)
    return FittedPool(trees, logit, settings)


def forecast_local_pool(
    fitted: FittedPool, frame: LocalFrame, month: int, n_threads: int
) -> tuple[IntArray, FloatArray]:
    """Positions (N,) of the units that have enough of a record at a month, and P(total >= c), shape (N, H, K).

    Args:
        fitted: a forecaster, fitted at that month or before.
        frame: what to read.
        month: column of the origin.
        n_threads: how many; the result is the same with any.
    """
    units = np.flatnonzero(frame.ready[:, month])
    relative, own = frame.matrices(all_rows(units, month))
    of_trees, of_last_year = fitted.settings.share_of_trees, fitted.settings.share_of_last_year
    learned = of_trees * fitted.trees.forecast(relative, own, n_threads)
    learned += (1 - of_trees) * fitted.logit.forecast(relative, own)
    last_year = LAST_YEAR.forecast(frame.deaths, month).exceedance[units]
    pooled = (1 - of_last_year) * learned.reshape(len(units), len(HORIZONS), len(GRID)) + of_last_year * last_year
    return units, make_coherent(bound_tail(make_coherent(pooled)))


def thinned(frame: LocalFrame, units: IntArray, as_of: int, settings: LocalSettings) -> Sampling:
    """The sampling with months so far apart, and so few quiet ones, that `most_busy` and `most_quiet` are kept.

    Args:
        frame: what to read.
        units: positions of the units that take part.
        as_of: column of the month at which the model is fitted.
        settings: the sampling where there is room for all, and how much room there is.
    """
    sampling = settings.sampling
    n_busy = _n_months(~frame.quiet, units, as_of, sampling.stride)
    stride = sampling.stride * max(1, -(-n_busy // settings.most_busy))
    n_quiet = _n_months(frame.quiet, units, as_of, stride)
    share = min(sampling.quiet_share, settings.most_quiet / max(n_quiet, 1))
    return replace(sampling, stride=stride, quiet_share=share)


def _n_months(chosen: BoolArray, units: IntArray, as_of: int, stride: int) -> int:
    """How many unit-months of those chosen are met in steps of so many months."""
    return int(chosen[np.ix_(units, np.arange(as_of, FIRST_COLUMN - 1, -stride))].sum())
