"""Rows (unit, month, horizon, threshold) for models that ask: is the window's total at least c?

Horizon and threshold enter as features, mostly *relative to the unit's own record*: how far log c lies
above the total to expect from the last 1, 3, 12 ... months, and in which share of recent months h times
the month would reach c (conflictology as a feature). So one model serves every threshold and horizon,
learns one scale-free law from small and large conflicts alike, and can be bound to be monotone in both.

Source:
    Frank and Hall (2001), A simple approach to ordinal classification, ECML, for thresholds as rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forestall.foresee.distribution import GRID
from forestall.foresee.scores.arrays import BoolArray, FloatArray, IntArray
from forestall.foresee.targets.civilian_deaths import HORIZONS, future_totals

RELATIVE: tuple[tuple[str, int], ...] = (
    ("log_c", -1), ("log_h", 1), ("z_window", -1), ("z_1", -1), ("z_3", -1), ("z_12", -1), ("z_36", -1),
    ("z_120", -1), ("z_decay_3", -1), ("z_decay_12", -1), ("z_max_12", -1), ("z_best_3", -1), ("z_best_12", -1),
    ("share_6", 1), ("share_12", 1), ("share_36", 1), ("share_120", 1), ("share_windows_24", 1),
)  # fmt: skip
"""Relative features, and the sign of the effect that each may have on P(total >= c)."""
FIRST_COLUMN = 24
"""Months of record before the first that is learned from."""


@dataclass(frozen=True)
class StackedRows:
    """N rows as positions."""

    unit: IntArray
    """Shape (N,)."""
    month: IntArray
    """Column of the month, shape (N,)."""
    horizon: IntArray
    """Position in HORIZONS, shape (N,)."""
    threshold: IntArray
    """Position in GRID, shape (N,)."""

    def __len__(self) -> int:
        return len(self.unit)


@dataclass(frozen=True)
class Sample:
    """Rows to learn from."""

    rows: StackedRows
    occurred: BoolArray
    """Whether the window's total was at least the threshold, shape (N,)."""
    weight: FloatArray
    """Shape (N,)."""


@dataclass(frozen=True)
class Sampling:
    """Which rows are learned from; chosen on origins 2005-2013."""

    stride: int = 6
    """Months between the months learned from, counted back from the newest."""
    thresholds_per_window: int = 6
    """Thresholds drawn by lot for each window."""
    quiet_share: float = 0.2
    """Share of quiet unit-months kept; each counts as many times as that makes rare."""
    half_life: float = 180.0
    """Months after which a row counts half."""
    seed: int = 1


def all_rows(units: IntArray, month: int) -> StackedRows:
    """Every horizon and threshold of the units at one month, in the order unit, horizon, threshold."""
    unit, horizon, threshold = np.meshgrid(units, np.arange(len(HORIZONS)), np.arange(len(GRID)), indexing="ij")
    months = np.full(unit.size, month, dtype=np.int64)
    return StackedRows(unit.ravel(), months, horizon.ravel(), threshold.ravel())


def draw_sample(
    deaths: FloatArray,
    quiet: BoolArray,
    units: IntArray,
    as_of: int,
    sampling: Sampling,
    ready: BoolArray | None = None,
) -> Sample:
    """Rows whose windows were over by a month; quiet units are thinned and count for more.

    Args:
        deaths: civilians killed, shape (U, T), NaN where unknown; no column after `as_of` is read.
        quiet: unit-months without any violence on record, shape (U, T).
        units: positions of the units that take part; those that did not stand by then must not, since what
            is drawn would depend on states to come.
        as_of: column of the month at which the model is fitted.
        sampling: which rows.
        ready: unit-months with enough of a record behind them, shape (U, T); all when not given.
    """
    chance = np.random.default_rng([sampling.seed, as_of])
    known = deaths[:, : as_of + 1]
    totals = future_totals(known)
    parts = []
    for number, horizon in enumerate(HORIZONS):
        months = np.arange(as_of - horizon, FIRST_COLUMN - 1, -sampling.stride)
        unit, month = (index.ravel() for index in np.meshgrid(units, months, indexing="ij"))
        kept = ~np.isnan(totals[unit, month, number])
        if ready is not None:
            kept &= ready[unit, month]
        kept &= ~quiet[unit, month] | (chance.random(len(unit)) < sampling.quiet_share)
        parts.append(_with_thresholds(unit[kept], month[kept], number, sampling, chance))
    rows = StackedRows(*(np.concatenate(index) for index in zip(*parts, strict=True)))
    occurred = totals[rows.unit, rows.month, rows.horizon] >= np.array(GRID)[rows.threshold]
    weight = np.where(quiet[rows.unit, rows.month], 1 / sampling.quiet_share, 1.0)
    return Sample(rows, occurred, weight * 0.5 ** ((as_of - rows.month) / sampling.half_life))


def _with_thresholds(
    unit: IntArray, month: IntArray, number: int, sampling: Sampling, chance: np.random.Generator
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    n_drawn = sampling.thresholds_per_window
    drawn = chance.permuted(np.tile(np.arange(len(GRID)), (len(unit), 1)), axis=1)[:, :n_drawn]
    horizon = np.full(drawn.size, number, dtype=np.int64)
    return np.repeat(unit, n_drawn), np.repeat(month, n_drawn), horizon, drawn.ravel()
