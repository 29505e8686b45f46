"""The base rate: the share of all rows known so far in which the target occurred, the same for every row.

Source:
    Climatology, the reference forecast of meteorology: Murphy (1973), Journal of Applied Meteorology 12(1),
    215-223.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forestall.foresee.models.card import ModelCard
from forestall.foresee.models.learner import SUREST, Training, bounded_log_odds
from forestall.foresee.models.onset_card import onset_card
from forestall.foresee.scores.arrays import FloatArray


@dataclass(frozen=True)
class FittedRate:
    """A rate."""

    odds: float

    def log_odds(self, values: FloatArray) -> FloatArray:
        """The same log odds for each of M rows, shape (M,)."""
        return np.full(len(values), self.odds)


@dataclass(frozen=True)
class BaseRate:
    """The method; it has no settings."""

    @property
    def card(self) -> ModelCard:
        """What it declares about itself."""
        return onset_card("base-rate", "Murphy (1973)", status="reference")

    def fit(self, training: Training) -> FittedRate:
        """The share of the training rows."""
        return FittedRate(float(bounded_log_odds(np.array([training.base_rate]), SUREST)[0]))
