"""Forecasts of counts scored beside references: paired, on the same cases, with intervals over countries.

Windows of one country overlap, and its months depend on each other for years, so whole countries are
resampled. A reference that states certainty is drawn in to 0.002 and 0.995 for the logarithmic score
alone, which is in its favour: unbounded it would score infinity.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from forestall.foresee.backtest.count_cases import Cases
from forestall.foresee.distribution import CAP, FLOOR, GRID, draws_of
from forestall.foresee.models.references import CountForecast
from forestall.foresee.scores.arrays import BoolArray, FloatArray
from forestall.foresee.scores.bootstrap import Interval, mean_bootstrap, paired_bootstrap
from forestall.foresee.scores.brier import brier_terms
from forestall.foresee.scores.draws import crps_terms
from forestall.foresee.scores.logarithmic import log_terms
from forestall.foresee.scores.ranking import average_precision, roc_auc
from forestall.foresee.targets.civilian_deaths import HORIZONS

ScoreName = Literal["brier", "log", "average precision", "roc auc", "crps", "log crps"]
RANKS = {"average precision": average_precision, "roc auc": roc_auc}
CERTAIN = (0.002, 0.995)
SEED = 7


@dataclass(frozen=True)
class Question:
    """One score of one event, or of the counts themselves."""

    score: ScoreName
    horizon: int
    """Months."""
    threshold: int | None = None
    """Civilians killed, at least; none where counts are scored."""
    onset_only: bool = False
    """Only units with three quiet years behind them."""


@dataclass(frozen=True)
class Comparison:
    """Our score beside a reference's, on the same N cases."""

    question: Question
    reference: str
    n: int
    n_occurred: int
    """Cases in which at least the threshold was reached; at least one, where counts are scored."""
    ours: float
    theirs: float
    gain: Interval
    """How much better ours is, above 0 where it is, with its 95% interval over countries."""


def compare(
    question: Question, model: CountForecast, references: Mapping[str, CountForecast], cases: Cases, n_resamples: int
) -> Iterator[Comparison]:
    """One comparison for each reference.

    Args:
        question: what is scored.
        model: our forecasts, arrays over origins and units.
        references: theirs, by name.
        cases: what came.
        n_resamples: how many resamples of countries for the interval.

    Raises:
        ValueRangeError: no case, or a rank asked for where nothing occurred.
    """
    cells = cases.scored(question.horizon, onset_only=question.onset_only)
    came = cases.came(question.horizon, cells)
    occurred = came >= (question.threshold or 1)
    blocks = cases.blocks(cells)
    ours = _terms(question, model, cells, came)
    for name, reference in references.items():
        theirs = _terms(question, reference, cells, came)
        if question.score in RANKS:
            rank = RANKS[question.score]
            gain = paired_bootstrap(rank, (ours, theirs), occurred, blocks, n_resamples=n_resamples, seed=SEED)
            scores = rank(ours, occurred), rank(theirs, occurred)
        else:
            gain = mean_bootstrap(theirs - ours, blocks, n_resamples=n_resamples, seed=SEED)
            scores = float(ours.mean()), float(theirs.mean())
        yield Comparison(question, name, len(came), int(occurred.sum()), *scores, gain)


def _terms(question: Question, forecast: CountForecast, cells: BoolArray, came: FloatArray) -> FloatArray:
    """The terms whose mean is the score, or the probabilities of which it is a rank, shape (N,)."""
    number = HORIZONS.index(question.horizon)
    if question.threshold is None:
        drawn = _draws(forecast, cells, number)
        if question.score == "log crps":
            return crps_terms(np.log1p(drawn), np.log1p(came), fair=False)
        return crps_terms(drawn, came, fair=False)
    probability = forecast.exceedance[:, :, number, GRID.index(question.threshold)][cells]
    if question.score == "brier":
        return brier_terms(probability, came >= question.threshold)
    if question.score == "log":
        low, high = (FLOOR, CAP) if forecast.drawn is None else CERTAIN
        return log_terms(np.clip(probability, low, high), came >= question.threshold)
    return probability


def _draws(forecast: CountForecast, cells: BoolArray, number: int) -> FloatArray:
    """Draws of those cells at one horizon, shape (N, S)."""
    if forecast.drawn is not None:
        drawn: FloatArray = forecast.drawn[:, :, number][cells]
        return drawn
    return draws_of(forecast.exceedance[:, :, number][cells][:, np.newaxis])[:, 0]
