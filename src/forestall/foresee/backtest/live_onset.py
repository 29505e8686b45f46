"""The forecast that is issued: the ensemble fitted at the last year known, with ranges of estimates and ranks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from forestall.foresee.backtest.onset import OnsetIssue, share_of_first_year
from forestall.foresee.backtest.onset_fits import Fitting, asked_at, fit_ensemble, fitting, refitted_log_odds
from forestall.foresee.ensemble.onset import Ensemble, FittedEnsemble
from forestall.foresee.explanation.ranges import Ranges, ranges
from forestall.foresee.features.country_year.design import Design
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.workers.workers import Progress, Workers, no_progress

N_DRAWS = 30


class LiveEnsemble:
    """An ensemble at one origin that is fitted when it is first asked for rows it was never asked for.

    Args:
        using: design, workers and what is kept.
        ensemble: one of ENSEMBLES.
        origin: the year of the fits.
    """

    def __init__(self, using: Fitting, ensemble: Ensemble, origin: int) -> None:
        self._using, self._ensemble, self._origin = using, ensemble, origin

    def by_member(self) -> FloatArray:
        """Log odds of the origin's rows by each of K members, shape (K, M)."""
        kept, asked = self._using.kept, asked_at(self._using.design, self._origin)
        found = [kept.find(kept.key([member], self._origin, asked)) for member in self._ensemble.members]
        made = [values for values in found if values is not None]
        if len(made) < len(found):
            return self._fits[1]
        self._using.progress(len(made))
        self._using = replace(self._using, progress=no_progress)  # told once, fitted later or never
        return np.stack(made)

    def log_odds(self, values: FloatArray) -> FloatArray:
        """Mean log odds of M rows of the design's columns, shape (M,)."""
        kept = self._using.kept
        key = kept.key(self._ensemble.members, self._origin, values)
        found = kept.find(key)
        if found is None:
            found = self._fits[0].log_odds(values)
            kept.keep(key, found)
        return found

    @cached_property
    def _fits(self) -> tuple[FittedEnsemble, FloatArray]:
        return fit_ensemble(self._using, self._ensemble, self._origin)


@dataclass(frozen=True)
class LiveOnset:
    """One issue, the ensemble it was made with, and its ranges."""

    issue: OnsetIssue
    fitted: LiveEnsemble
    """Good while the workers it was made with are."""
    ranges: Ranges


def live_onset(
    design: Design,
    ensemble: Ensemble,
    origin: int,
    workers: Workers,
    n_draws: int = N_DRAWS,
    kept_in: Path | None = None,
    progress: Progress = no_progress,
) -> LiveOnset:
    """The forecast issued at the end of the origin year.

    Args:
        design: all rows and columns.
        ensemble: one of ENSEMBLES.
        origin: usually the last year with predictors.
        workers: who does the fits.
        n_draws: refits on resampled countries, for the ranges.
        kept_in: folder of forecasts kept from fits of earlier runs; none are kept when not given.
        progress: told as fits get done, of each member and each draw.
    """
    using = fitting(design, workers, kept_in, progress)
    fitted = LiveEnsemble(using, ensemble, origin)
    by_member = fitted.by_member()
    unit = design.rows.unit[design.rows.at(origin)]
    issue = OnsetIssue(origin, ensemble.name, unit, by_member, share_of_first_year(design, origin))
    refits = refitted_log_odds(using, ensemble, origin, n_draws)
    return LiveOnset(issue, fitted, ranges(by_member, refits))
