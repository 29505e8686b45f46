"""Boosted trees over (unit, month, horizon, threshold) rows, monotone in threshold and horizon.

Source:
    Ke et al. (2017), LightGBM: a highly efficient gradient boosting decision tree, NeurIPS 30.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forestall.foresee.models.stacked_rows import RELATIVE, Sample
from forestall.foresee.scores.arrays import FloatArray


@dataclass(frozen=True)
class TreeSettings:
    """Chosen on origins 2005-2013."""

    n_trees: int = 100
    learning_rate: float = 0.08
    n_leaves: int = 12
    least_rows_in_leaf: int = 200
    feature_fraction: float = 0.3
    row_fraction: float = 0.6
    ridge: float = 20.0
    n_bins: int = 127
    seed: int = 5


@dataclass(frozen=True)
class StackedTrees:
    """P(window total >= c) by boosted trees, fitted."""

    booster: Any
    """A `lightgbm.Booster`."""

    def forecast(self, relative: FloatArray, own: NDArray[np.float32], n_threads: int) -> FloatArray:
        """P(total >= c) of N rows, shape (N,).

        Args:
            relative: shape (N, 18).
            own: features of the unit-months, shape (N, F).
            n_threads: how many; the result is the same with any.
        """
        return np.asarray(self.booster.predict(_matrix(relative, own), num_threads=n_threads), dtype=np.float64)


def fit_stacked_trees(
    relative: FloatArray, own: NDArray[np.float32], sample: Sample, settings: TreeSettings, n_threads: int
) -> StackedTrees:
    """Trees fitted to the rows of a sample: the same bytes from the same rows, with any number of threads.

    Args:
        relative: shape (N, 18).
        own: features of the unit-months, shape (N, F).
        sample: outcomes and weights of the N rows.
        settings: of the trees.
        n_threads: how many.
    """
    import lightgbm  # noqa: PLC0415 - takes a second, which only those who fit should wait for

    parameters = {
        "objective": "binary",
        "learning_rate": settings.learning_rate,
        "num_leaves": settings.n_leaves,
        "min_data_in_leaf": settings.least_rows_in_leaf,
        "feature_fraction": settings.feature_fraction,
        "bagging_fraction": settings.row_fraction,
        "bagging_freq": 1,
        "lambda_l2": settings.ridge,
        "max_bin": settings.n_bins,
        "monotone_constraints": [sign for _, sign in RELATIVE] + [0] * own.shape[1],
        "feature_pre_filter": False,
        "enable_bundle": False,  # columns are dense: looking for pairs to bundle finds none and takes a tenth
        "seed": settings.seed,
        "deterministic": True,
        "force_col_wise": True,
        "num_threads": n_threads,
        "verbose": -1,
    }
    rows = lightgbm.Dataset(_matrix(relative, own), sample.occurred.astype(float), weight=sample.weight)
    return StackedTrees(lightgbm.train(parameters, rows, num_boost_round=settings.n_trees))


def _matrix(relative: FloatArray, own: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.concatenate([relative.astype(np.float32), own], axis=1)
