"""Persistence: what followed the state a country is in, as often as it has so far.

Its columns are the first two of the training: whether a killing goes on, and whether there ever was one.
Each of the three states gets the share of known rows in that state in which the target occurred.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forestall.foresee.models.card import ModelCard
from forestall.foresee.models.learner import SUREST, Training, bounded_log_odds
from forestall.foresee.models.onset_card import onset_card
from forestall.foresee.scores.arrays import FloatArray, IntArray

N_STATES = 3


@dataclass(frozen=True)
class FittedStates:
    """Log odds by state: never, past, ongoing."""

    odds: FloatArray

    def log_odds(self, values: FloatArray) -> FloatArray:
        """Log odds of each row's state, shape (M,)."""
        return self.odds[_state(values)]


@dataclass(frozen=True)
class Persistence:
    """The method; it has no settings."""

    @property
    def card(self) -> ModelCard:
        """What it declares about itself."""
        return onset_card("persistence", "the reference of every series of forecasts: no change", status="reference")

    def fit(self, training: Training) -> FittedStates:
        """The share of each state; of all rows where a state is not on record."""
        state = _state(training.values)
        shares = [
            training.occurred[state == number].mean() if (state == number).any() else training.base_rate
            for number in range(N_STATES)
        ]
        return FittedStates(bounded_log_odds(np.array(shares), SUREST))


def _state(values: FloatArray) -> IntArray:
    return np.where(values[:, 0] > 0, 2, np.where(values[:, 1] > 0, 1, 0)).astype(np.int64)
