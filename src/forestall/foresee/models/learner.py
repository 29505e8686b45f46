"""What every model of a yes or no shares: what it is fitted on, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from scipy.special import expit, logit

from forestall.foresee.models.card import ModelCard
from forestall.foresee.scores.arrays import FloatArray, IntArray

SUREST = 1e-6
"""No forecast is closer to certainty."""


@dataclass(frozen=True)
class Training:
    """N rows whose outcome is known, and their F columns."""

    values: FloatArray
    """Shape (N, F), NaN where unknown, no column wholly so."""
    occurred: FloatArray
    """1 or 0, shape (N,)."""
    units: IntArray
    """What must not be parted between folds: the country of each row, shape (N,)."""
    signs: tuple[int, ...]
    """+1 where the target may only rise with the column, -1 where only fall, 0 where both; length F."""

    def __len__(self) -> int:
        return len(self.occurred)

    @property
    def base_rate(self) -> float:
        """Share of rows where the target occurred."""
        return float(self.occurred.mean())

    def with_values(self, values: FloatArray) -> Training:
        """The same rows with other values in the same columns."""
        return replace(self, values=values)


class Fitted(Protocol):
    """A model fitted on training rows."""

    def log_odds(self, values: FloatArray) -> FloatArray:
        """Log odds of the target for M rows, shape (M,).

        Args:
            values: shape (M, F), the columns of the training, NaN where unknown.
        """
        ...


class Learner(Protocol):
    """A method with its settings."""

    @property
    def card(self) -> ModelCard:
        """What it declares about itself."""
        ...

    def fit(self, training: Training) -> Fitted:
        """The model fitted on these rows; the same rows give the same model, byte for byte."""
        ...


def bounded_log_odds(probability: FloatArray, lowest: float) -> FloatArray:
    """Log odds of probabilities, none below `lowest`: a leaf without an onset proves no safety."""
    bounded: FloatArray = logit(np.clip(probability, lowest, 1 - SUREST))
    return bounded


def probability_of(log_odds: FloatArray) -> FloatArray:
    """Probabilities of log odds, never a certainty."""
    bounded: FloatArray = np.clip(expit(log_odds), SUREST, 1 - SUREST)
    return bounded


def known_means(values: FloatArray) -> FloatArray:
    """Mean of the known values of each column, shape (F,)."""
    means: FloatArray = np.nanmean(values, axis=0)
    return means


def filled(values: FloatArray, means: FloatArray) -> FloatArray:
    """The values with each unknown in place of it the column's mean, shape (N, F)."""
    return np.where(np.isnan(values), means, values)
