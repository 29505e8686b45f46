"""Logistic regression with a penalty on squares: the model of a node that has the embedded record alone.

Source:
    le Cessie and van Houwelingen (1992), Ridge estimators in logistic regression, Applied Statistics 41(1),
    191-201.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forestall.foresee.models.card import ModelCard
from forestall.foresee.models.elastic_net import FittedNet
from forestall.foresee.models.learner import Training, filled, known_means
from forestall.foresee.models.onset_card import onset_card


@dataclass(frozen=True)
class RidgeLogistic:
    """The method with its setting."""

    looseness: float = 0.01
    """The inverse of the penalty on standardised columns; chosen on origins up to 1991."""

    @property
    def card(self) -> ModelCard:
        """What it declares about itself."""
        return onset_card(
            "embedded-record",
            "le Cessie and van Houwelingen (1992)",
            inputs=("episodes",),
            optional_inputs=(),
            applies_to="all states since 1945; the record speaks about years up to 2024",
        )

    def fit(self, training: Training) -> FittedNet:
        """The regression fitted on these rows."""
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - as in boosted_trees

        filler = known_means(training.values)
        values = filled(training.values, filler)
        means, spread = values.mean(axis=0), values.std(axis=0)
        scales = np.where(spread > 1e-12, spread, 1.0)
        model = LogisticRegression(C=self.looseness, solver="newton-cholesky", tol=1e-8)
        model.fit((values - means) / scales, training.occurred > 0)
        return FittedNet(
            means, scales, model.coef_[0], float(model.intercept_[0]), filler, 1 / (self.looseness * len(training))
        )
