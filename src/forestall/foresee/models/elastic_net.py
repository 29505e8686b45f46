"""The Early Warning Project's model: an elastic net of log odds, its penalty chosen by cross-validation.

Objective and grid are those of glmnet: standardised columns, 100 penalties from the one that leaves no
column down to 1/10,000 of it, the one with the least deviance over ten folds. The full fit and all folds
are solved together: they share matrix products, and the curvature of the full fit stands in for each
fold's, which changes how fast it converges, not to what.

Source:
    Friedman, Hastie and Tibshirani (2010), Journal of Statistical Software 33(1), 1-22; settings of the
    Early Warning Project, Statistical Risk Assessment 2025-26, replication files.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from forestall.foresee.models.card import ModelCard
from forestall.foresee.models.coordinate_descent import descend
from forestall.foresee.models.learner import Training, filled, known_means
from forestall.foresee.models.onset_card import onset_card
from forestall.foresee.scores.arrays import BoolArray, FloatArray, IntArray

N_FOLDS, FOLD_SEED = 10, 90035
_LEAST_LAMBDA = 1e-4
_MOST_STEPS, _CLOSE = 6, 1e-6
_CURVATURE_LASTS = 4
"""Penalties for which one curvature matrix serves."""
_FIRST_STOP, _FLAT, _ALL_EXPLAINED = 4, 1e-5, 1e-3


@dataclass(frozen=True)
class PathSettings:
    """How a path of penalties is gone down."""

    mixing: float = 0.5
    """Share of the penalty on absolute size, in (0, 1]; the rest is on squares."""
    n_lambdas: int = 100
    positive: bool = False
    """Whether no coefficient may fall below 0."""


@dataclass(frozen=True)
class FittedNet:
    """A fitted net: linear in standardised columns."""

    means: FloatArray
    scales: FloatArray
    coefficients: FloatArray
    """Log odds for one standard deviation of a column, shape (F,)."""
    intercept: float
    filler: FloatArray
    """What stands in for an unknown value, shape (F,)."""
    penalty: float
    """The one chosen: lambda of glmnet, on the mean log likelihood."""

    def log_odds(self, values: FloatArray) -> FloatArray:
        """Log odds for M rows, shape (M,)."""
        standard = (filled(values, self.filler) - self.means) / self.scales
        odds: FloatArray = standard @ self.coefficients + self.intercept
        return odds


@dataclass(frozen=True)
class ElasticNet:
    """The method with its settings."""

    settings: PathSettings = field(default_factory=PathSettings)
    folds: Literal["rows", "countries"] = "rows"
    """Whether folds part rows at random, as the publisher does, or keep each country whole."""

    @property
    def card(self) -> ModelCard:
        """What it declares about itself."""
        return onset_card(
            f"elastic-net-by-{self.folds}",
            "Early Warning Project (2025), replication files; Friedman, Hastie and Tibshirani (2010)",
            status="reference",
        )

    def fit(self, training: Training) -> FittedNet:
        """The net with the penalty of least deviance over the folds."""
        means = known_means(training.values)
        values = filled(training.values, means)
        folds = row_folds(len(training)) if self.folds == "rows" else unit_folds(training.units)
        return fit_path(values, training.occurred, folds, self.settings)


def fit_path(values: FloatArray, occurred: FloatArray, folds: IntArray, settings: PathSettings) -> FittedNet:
    """The net of the path with the least deviance over the folds.

    Args:
        values: no unknown among them, shape (N, F).
        occurred: 1 or 0, shape (N,).
        folds: number of each row's fold from 0, shape (N,).
        settings: of the path.
    """
    from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415 - as in boosted_trees

    means, spread = values.mean(axis=0), values.std(axis=0)
    scales = np.where(spread > 1e-12, spread, 1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a step cut short is taken up by the next
        best, penalty = _Path((values - means) / scales, occurred, folds, settings).run()
    return FittedNet(means, scales, best[1:], float(best[0]), means, penalty)


def row_folds(n: int, n_folds: int = N_FOLDS) -> IntArray:
    """Folds of equal size drawn by row, shape (n,)."""
    return np.random.default_rng(FOLD_SEED).permutation(np.arange(n) % n_folds)


def unit_folds(units: IntArray, n_folds: int = N_FOLDS) -> IntArray:
    """Folds that keep all rows of a country together, since its years are near copies, shape (N,)."""
    found, inverse = np.unique(units, return_inverse=True)
    folds: IntArray = row_folds(len(found), n_folds)[inverse]
    return folds


class _Path:
    """One way down the penalties, for the full fit (column 0) and each fold's complement (columns 1 on)."""

    def __init__(self, standard: FloatArray, occurred: FloatArray, folds: IntArray, settings: PathSettings) -> None:
        n_rows, n_columns = standard.shape
        self._settings, self._folds = settings, folds
        self._rows = np.empty((n_rows, n_columns + 1))
        self._rows[:, 0] = 1.0
        self._rows[:, 1:] = standard
        self._columns = np.ascontiguousarray(self._rows.T)
        self._weights = _fold_weights(folds)
        self._happened: BoolArray = occurred > 0
        self._expected = self._weights * occurred[:, np.newaxis]
        rates = self._expected.sum(axis=0)
        self._odds = np.zeros((n_columns + 1, len(rates)))
        self._odds[0] = np.log(rates / (1 - rates))
        self._null_deviance = -2 * float(rates[0] * np.log(rates[0]) + (1 - rates[0]) * np.log(1 - rates[0]))
        self._residual = occurred - rates[0]
        self._probability = self._forecast()

    def run(self) -> tuple[FloatArray, float]:
        """Intercept and coefficients of the full fit at the best penalty, shape (F + 1,), and that penalty."""
        best, chosen, least, before = self._odds[:, 0], np.inf, np.inf, self._null_deviance
        curvature = self._curvature()
        for number, penalty in enumerate(self._lambdas()):
            if number and number % _CURVATURE_LASTS == 0:
                curvature = self._curvature()
            self._descend_to(float(penalty), curvature)
            inside, outside = self._deviances()
            if outside < least:
                best, chosen, least = self._odds[:, 0].copy(), float(penalty), outside
            if number > _FIRST_STOP and (
                before - inside < _FLAT * inside or inside < _ALL_EXPLAINED * self._null_deviance
            ):
                break
            before = inside
        return best, chosen

    def _lambdas(self) -> FloatArray:
        pull = np.abs(self._columns[1:] @ (self._weights[:, 0] * self._residual)).max()
        highest = pull / max(self._settings.mixing, 1e-3)
        lambdas: FloatArray = highest * np.exp(np.linspace(0, np.log(_LEAST_LAMBDA), self._settings.n_lambdas))
        return lambdas

    def _descend_to(self, penalty: float, curvature: FloatArray) -> None:
        for _ in range(_MOST_STEPS):
            step = self._newton_step(penalty, curvature)
            self._odds = self._odds + step
            self._probability = self._forecast()
            if float((step * step * np.diag(curvature)[:, np.newaxis]).max()) < _CLOSE:
                break

    def _curvature(self) -> FloatArray:
        full = self._probability[:, 0]
        made: FloatArray = (self._columns * (self._weights[:, 0] * full * (1 - full))) @ self._rows
        return made

    def _newton_step(self, penalty: float, curvature: FloatArray) -> FloatArray:
        """One step of each fit with the intercept, row 0, solved for and put back, shape (F + 1, K + 1)."""
        gradient = self._columns @ (self._expected - self._weights * self._probability)
        tie = curvature[0, 1:] / curvature[0, 0]
        inner = np.ascontiguousarray(curvature[1:, 1:] - np.multiply.outer(tie, curvature[0, 1:]))
        target = gradient[1:] - np.multiply.outer(tie, gradient[0]) + inner @ self._odds[1:]
        penalties = (penalty * self._settings.mixing, penalty * (1 - self._settings.mixing))
        step = np.empty_like(self._odds)
        for fit in range(step.shape[1]):
            start = np.ascontiguousarray(self._odds[1:, fit])
            aim = np.ascontiguousarray(target[:, fit])
            step[1:, fit] = descend(start, inner, aim, penalties, positive=self._settings.positive) - start
        step[0] = gradient[0] / curvature[0, 0] - tie @ step[1:]
        return step

    def _forecast(self) -> FloatArray:
        made: FloatArray = np.exp(np.minimum(-(self._rows @ self._odds), 35.0))
        made += 1.0
        np.reciprocal(made, out=made)
        return made

    def _deviances(self) -> tuple[float, float]:
        """Of the full fit on its own rows, and of each fold's fit on the rows it has not seen."""
        own, unseen = self._probability[:, 0], self._probability[np.arange(len(self._folds)), self._folds + 1]
        return self._deviance(own), self._deviance(unseen)

    def _deviance(self, given: FloatArray) -> float:
        return float(-2 * np.log(np.where(self._happened, given, 1 - given)).mean())


def _fold_weights(folds: IntArray) -> FloatArray:
    """Weight of each row in the full fit and in each fold's complement, columns adding up to 1, shape (N, K + 1)."""
    weights = np.ones((len(folds), int(folds.max()) + 2))
    weights[np.arange(len(folds)), folds + 1] = 0.0
    shares: FloatArray = weights / weights.sum(axis=0)
    return shares
