"""Forests: the mean of many trees, each on half or so of the rows, with or without the signs of theory.

Source:
    Random forest: Breiman (2001), Machine Learning 45(1), 5-32. Extremely randomised trees: Geurts, Ernst
    and Wehenkel (2006), Machine Learning 63(1), 3-42.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from forestall.foresee.models.card import ModelCard
from forestall.foresee.models.learner import Training, bounded_log_odds, filled, known_means
from forestall.foresee.models.onset_card import onset_card
from forestall.foresee.scores.arrays import FloatArray

SEED = 7
_FLOOR = 1 / 20
"""Share of the base rate below which no forecast falls."""


@dataclass(frozen=True)
class FittedForest:
    """A fitted forest."""

    trees: Any
    filler: FloatArray | None
    """What stands in for an unknown value; none where trees find a way for it themselves."""
    lowest: float
    """No probability falls below."""

    def log_odds(self, values: FloatArray) -> FloatArray:
        """Log odds for M rows, shape (M,)."""
        known = values if self.filler is None else filled(values, self.filler)
        return bounded_log_odds(self.trees.predict_proba(known.astype(np.float32))[:, 1], self.lowest)


@dataclass(frozen=True)
class Forest:
    """The method with its settings."""

    kind: Literal["random", "extra"]
    """Whether splits are sought or drawn."""
    least_leaf: int
    """Rows that a leaf must hold."""
    share: float
    """Of the rows, drawn for each tree."""
    signed: bool = False
    """Whether forecasts may move with a column only as its sign allows."""
    n_trees: int = 200

    @property
    def card(self) -> ModelCard:
        """What it declares about itself."""
        name = f"{'signed-' if self.signed else ''}{'random-forest' if self.kind == 'random' else 'extra-trees'}"
        return onset_card(name, "Breiman (2001)" if self.kind == "random" else "Geurts, Ernst and Wehenkel (2006)")

    def fit(self, training: Training) -> FittedForest:
        """The forest grown on these rows."""
        from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier  # noqa: PLC0415 - as in boosted_trees

        # scikit-learn refuses signs beside unknown values, so there the mean stands in for these
        filler = known_means(training.values) if self.signed else None
        values = training.values if filler is None else filled(training.values, filler)
        trees = (RandomForestClassifier if self.kind == "random" else ExtraTreesClassifier)(
            n_estimators=self.n_trees,
            min_samples_leaf=self.least_leaf,
            max_features="sqrt",
            bootstrap=True,
            max_samples=self.share,
            monotonic_cst=list(training.signs) if self.signed else None,
            n_jobs=1,
            random_state=SEED,
        )
        trees.fit(values.astype(np.float32), training.occurred)
        return FittedForest(trees, filler, training.base_rate * _FLOOR)
