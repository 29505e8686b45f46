"""An elastic net whose coefficients may only take the sign that theory gives them.

A column with a sign enters once, turned so that its coefficient can't fall below 0; a free column enters
twice, as it is and turned. Values beyond those of the training rows count as the nearest of them.

Source:
    Zou and Hastie (2005), Journal of the Royal Statistical Society B 67(2), 301-320; coefficients of one
    sign: Meinshausen (2013), Electronic Journal of Statistics 7, 1607-1631.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forestall.foresee.models.card import ModelCard
from forestall.foresee.models.elastic_net import FittedNet, PathSettings, fit_path, unit_folds
from forestall.foresee.models.learner import Training, filled, known_means
from forestall.foresee.models.onset_card import onset_card
from forestall.foresee.scores.arrays import FloatArray


@dataclass(frozen=True)
class FittedSignedNet:
    """A fitted net, and how columns are turned for it."""

    net: FittedNet
    filler: FloatArray
    lowest: FloatArray
    highest: FloatArray
    signs: tuple[int, ...]

    def log_odds(self, values: FloatArray) -> FloatArray:
        """Log odds for M rows, shape (M,)."""
        inside = np.clip(filled(values, self.filler), self.lowest, self.highest)
        return self.net.log_odds(_turned(inside, self.signs))


@dataclass(frozen=True)
class SignedElasticNet:
    """The method with its settings."""

    mixing: float = 0.05
    """Nearly all of the penalty on squares: wide views hold many columns that say much the same."""
    n_lambdas: int = 40

    @property
    def card(self) -> ModelCard:
        """What it declares about itself."""
        return onset_card("signed-elastic-net", "Zou and Hastie (2005); signs after Meinshausen (2013)")

    def fit(self, training: Training) -> FittedSignedNet:
        """The net with the penalty of least deviance over folds of countries."""
        filler = known_means(training.values)
        values = filled(training.values, filler)
        settings = PathSettings(self.mixing, self.n_lambdas, positive=True)
        net = fit_path(_turned(values, training.signs), training.occurred, unit_folds(training.units), settings)
        return FittedSignedNet(net, filler, values.min(axis=0), values.max(axis=0), training.signs)


def _turned(values: FloatArray, signs: tuple[int, ...]) -> FloatArray:
    sign = np.array(signs, dtype=np.float64)
    free = values[:, sign == 0]
    return np.hstack([values[:, sign != 0] * sign[sign != 0], free, -free])
