"""Forecasts of mass-killing onset from past years, each made with what was known at the end of its year.

A fit at origin T reads rows up to T - 2, whose outcomes were over by T, and forecasts the rows of T. Data
are one release cut by date, not the releases of the time, so revisions made since are in them; so they are
in the forecasts that others have published for the same years.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from forestall.errors import LookAhead, ValueRangeError
from forestall.foresee.backtest.onset_fits import fitting, member_log_odds
from forestall.foresee.ensemble.onset import IN_USE, Ensemble, ensemble_named
from forestall.foresee.features.country_year.design import Design
from forestall.foresee.forecasts import SCHEMA, ForecastTable
from forestall.foresee.models.learner import probability_of
from forestall.foresee.scores.arrays import FloatArray, IntArray
from forestall.foresee.targets.mass_killing_onset import HORIZONS, NAME
from forestall.foresee.workers.workers import Progress, Workers, no_progress

FEWEST_ONSETS = 20
"""Onsets on record before the first fit: fewer are too few for ten folds."""


@dataclass(frozen=True)
class OnsetIssue:
    """The forecasts of one origin, M countries."""

    origin: int
    """The last year that was known."""
    model: str
    unit: IntArray
    """Number of each row's country, shape (M,)."""
    log_odds: FloatArray
    """Of each of K members, shape (K, M)."""
    share_first_year: float
    """How much of the hazard of two years falls into the first, by the rows known at the origin."""

    def probability(self, horizon: str = "1or2") -> FloatArray:
        """Probabilities of an onset, shape (M,); those of both single years make up that of either."""
        either = probability_of(self.log_odds.mean(axis=0))
        if horizon == "1or2":
            return either
        share = self.share_first_year if horizon == "1" else 1 - self.share_first_year
        made: FloatArray = 1 - (1 - either) ** share
        return made

    def table(self) -> ForecastTable:
        """One row for each unit and horizon."""
        probability = np.stack([self.probability(horizon) for horizon in HORIZONS], axis=1)
        n_rows = probability.size
        columns = [
            pa.array([str(self.origin)] * n_rows, pa.string()),
            pa.array(np.repeat(self.unit, len(HORIZONS)).astype(str), pa.string()),
            pa.array(HORIZONS * len(self.unit), pa.string()),
            pa.nulls(n_rows, pa.int64()),
            pa.array(probability.ravel()),
            pa.nulls(n_rows, pa.float64()),
        ]
        return ForecastTable(NAME, self.model, pa.Table.from_arrays(columns, schema=SCHEMA))


def backtest_onset(
    design: Design,
    origins: Sequence[int],
    workers: Workers,
    ensemble: Ensemble | None = None,
    kept_in: Path | None = None,
    progress: Progress = no_progress,
) -> Iterator[OnsetIssue]:
    """The forecasts of each origin, in their order.

    Args:
        design: all rows and columns; rows later than an origin play no part in its forecasts.
        origins: years, rising.
        workers: who does the fits; one or many give the same bytes.
        ensemble: the one in use when not given.
        kept_in: folder of forecasts kept from fits of earlier runs; none are kept when not given.
        progress: told as fits get done, one of each member at each origin.

    Raises:
        LookAhead: the record doesn't reach the last origin.
        ValueRangeError: no origin, or the first has too few onsets before it.
    """
    chosen = ensemble or ensemble_named(IN_USE)
    _check(design, origins)
    found = member_log_odds(fitting(design, workers, kept_in, progress), chosen, origins)
    for origin in origins:
        unit = design.rows.unit[design.rows.at(origin)]
        yield OnsetIssue(origin, chosen.name, unit, found[origin], share_of_first_year(design, origin))


def share_of_first_year(design: Design, origin: int) -> float:
    """How much of the hazard of two years falls into the first, among rows known at the origin.

    The chance of none in two years is the product of both years' chances of none, so one share serves all.
    """
    first, second = (design.rows.onset[horizon][design.rows.known(origin, horizon)].mean() for horizon in ("1", "2"))
    return float(first / (first + second))


def _check(design: Design, origins: Sequence[int]) -> None:
    last = int(design.rows.year.max())
    if not origins or design.rows.onset["1or2"][design.rows.known(min(origins))].sum() < FEWEST_ONSETS:
        raise ValueRangeError(
            expected=f"origins with at least {FEWEST_ONSETS} onsets known before the first",
            found=str(min(origins)) if origins else "none",
            where="origins of the backtest",
            remedy="Ask for later origins.",
        )
    if max(origins) > last:
        raise LookAhead(
            expected=f"an origin up to {last}, the last year with predictors",
            found=str(max(origins)),
            where="origins of the backtest",
            remedy="Ask for earlier origins, or load a newer version of the data.",
        )
