"""The unit's own record as the stacked models read it: relative to a horizon and a threshold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forestall.foresee.distribution import GRID
from forestall.foresee.features.recent import fading_sum, recorded_maximum, recorded_sum
from forestall.foresee.models.stacked_rows import StackedRows
from forestall.foresee.scores.arrays import BoolArray, FloatArray
from forestall.foresee.targets.civilian_deaths import HORIZONS

POOLS = (6, 12, 36, 120)
"""Months over which it is counted how often h times the month reached c."""
N_WINDOWS = 24
"""Past windows over which it is counted how often their totals reached c."""
LEAST_WEIGHT = 1e-9
"""Of months on record, so that a unit without any has a rate: 0, never read since it is not ready."""
LEAST_EXPECTED = 0.3
"""Added to what is expected, so that a quiet record has a logarithm."""


class RelativeRecord:
    """What the relative features need of the past, made once for all units and months.

    Args:
        deaths: civilians killed, shape (U, T), NaN where unknown.
        deaths_best: all killed, shape (U, T).
        covered: months that a unit's record speaks about, shape (U, T); rates and shares are over these. Every
            month since the first, when not given.
    """

    def __init__(self, deaths: FloatArray, deaths_best: FloatArray, covered: BoolArray | None = None) -> None:
        killed, best = np.nan_to_num(deaths), np.nan_to_num(deaths_best)
        spoken = np.ones((1, killed.shape[1])) if covered is None else covered.astype(np.float64)
        age = np.maximum(np.cumsum(spoken, axis=1), 1.0)
        self._age = np.broadcast_to(age, killed.shape)
        self._rates = [recorded_sum(killed, width) / np.minimum(width, age) for width in (1, 3, 12, 36, 120)]
        for half_life in (3.0, 12.0):
            weight = fading_sum(np.ascontiguousarray(np.broadcast_to(spoken, killed.shape)), half_life)
            self._rates.append(fading_sum(killed, half_life) / np.maximum(weight, LEAST_WEIGHT))
        self._rates.append(recorded_maximum(killed, 12))
        self._rates += [recorded_sum(best, width) / np.minimum(width, age) for width in (3, 12)]
        self._windows = np.stack([recorded_sum(killed, horizon) for horizon in HORIZONS], axis=2)
        self._counts = _Counts(killed, self._windows)

    def at(self, rows: StackedRows) -> FloatArray:
        """The features of N rows in the order of RELATIVE, shape (N, 18)."""
        unit, month, number = rows.unit, rows.month, rows.horizon
        horizon = np.array(HORIZONS, dtype=float)[number]
        log_c = np.log(np.array(GRID, dtype=float))[rows.threshold]
        columns = [log_c, np.log(horizon), log_c - np.log(self._windows[unit, month, number] + LEAST_EXPECTED)]
        columns += [log_c - np.log(horizon * rate[unit, month] + LEAST_EXPECTED) for rate in self._rates]
        return np.column_stack([*columns, *self._counts.shares(rows, self._age[unit, month])])


class _Counts:
    """How often the recent past reached each threshold, counted once for units with any death on record."""

    def __init__(self, killed: FloatArray, windows: FloatArray) -> None:
        active = killed.any(axis=1)
        self._place = np.where(active, np.cumsum(active) - 1, -1)
        n_units, n_months = int(active.sum()), killed.shape[1]
        shape = (len(HORIZONS), len(GRID), n_units, n_months)
        self._tables = {pool: np.zeros(shape, dtype=np.int8) for pool in (*POOLS, N_WINDOWS)}
        for number, horizon in enumerate(HORIZONS):
            for step, threshold in enumerate(GRID):
                reached = killed[active] >= threshold / horizon
                for pool, table in zip(POOLS, _recent_counts(reached, POOLS), strict=True):
                    self._tables[pool][number, step] = table
                over = windows[active][:, :, number] >= threshold
                (self._tables[N_WINDOWS][number, step],) = _recent_counts(over, (N_WINDOWS,))

    def shares(self, rows: StackedRows, age: FloatArray) -> list[FloatArray]:
        """Shares over POOLS, of the months there are, and over N_WINDOWS, each shape (N,)."""
        return [self._share(pool, rows, np.minimum(pool, age)) for pool in POOLS] + [
            self._share(N_WINDOWS, rows, np.full(len(rows), float(N_WINDOWS)))
        ]

    def _share(self, pool: int, rows: StackedRows, out_of: FloatArray) -> FloatArray:
        place = self._place[rows.unit]
        if not self._tables[pool].shape[2]:
            return np.zeros(len(rows))
        counts = self._tables[pool][rows.horizon, rows.threshold, np.maximum(place, 0), rows.month]
        return np.where(place >= 0, counts, 0) / out_of


def _recent_counts(happened: BoolArray, pools: tuple[int, ...]) -> list[NDArray[np.int16]]:
    """In how many of the last months it happened, for each pool, each shape (U, T)."""
    total = np.cumsum(happened, axis=1, dtype=np.int16)
    made = []
    for pool in pools:
        counts = total.copy()
        counts[:, pool:] -= total[:, :-pool]
        made.append(counts)
    return made
