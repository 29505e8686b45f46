"""The forecast that is issued: the ensemble fitted at the last year known, with ranges of estimates and ranks."""

from __future__ import annotations

from dataclasses import dataclass

from forestall.foresee.backtest.onset import OnsetIssue, share_of_first_year
from forestall.foresee.backtest.onset_fits import fit_ensemble, refitted_log_odds
from forestall.foresee.ensemble.onset import Ensemble, FittedEnsemble
from forestall.foresee.explanation.ranges import Ranges, ranges
from forestall.foresee.features.country_year.design import Design
from forestall.foresee.workers.workers import Workers

N_DRAWS = 30


@dataclass(frozen=True)
class LiveOnset:
    """One issue, the ensemble it was made with, and its ranges."""

    issue: OnsetIssue
    fitted: FittedEnsemble
    ranges: Ranges


def live_onset(design: Design, ensemble: Ensemble, origin: int, workers: Workers, n_draws: int = N_DRAWS) -> LiveOnset:
    """The forecast issued at the end of the origin year.

    Args:
        design: all rows and columns.
        ensemble: one of ENSEMBLES.
        origin: usually the last year with predictors.
        workers: who does the fits.
        n_draws: refits on resampled countries, for the ranges.
    """
    fitted = fit_ensemble(design, ensemble, origin, workers)
    asked = design.rows.at(origin)
    by_member = fitted.by_member(design.values[asked])
    issue = OnsetIssue(origin, ensemble.name, design.rows.unit[asked], by_member, share_of_first_year(design, origin))
    refits = refitted_log_odds(design, ensemble, origin, workers, n_draws)
    return LiveOnset(issue, fitted, ranges(by_member, refits))
