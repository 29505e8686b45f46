"""How sure an estimate is of itself: its range and the range of its rank, from the same draws.

A draw moves the ensemble's log odds twice: by as much as the mean of members drawn with replacement differs
from that of all (the methods disagree), and by as much as a refit on countries drawn with replacement
differs from the mean of such refits (the record leans on few countries). Refits are of fewer and smaller
members than the ensemble's: the whole of it, drawn thirty times, would take minutes. The range says how far
the method disagrees with itself, not how wrong the world may prove it.

Source:
    Efron (1979), Annals of Statistics 7(1), 1-26; whole clusters: Field and Welsh (2007), Journal of the
    Royal Statistical Society B 69(3), 369-390.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from forestall.foresee.models.learner import probability_of
from forestall.foresee.scores.arrays import FloatArray, IntArray

COVERAGE, SEED = 0.8, 11
_Z = 1.2815515655446004  # of the normal distribution, 0.9 below it


@dataclass(frozen=True)
class Ranges:
    """Of M estimates."""

    low: FloatArray
    """Lower end of the 80% range of each probability, shape (M,)."""
    high: FloatArray
    rank_low: IntArray
    """Best rank in the middle 80% of draws, one more than how many estimates are higher, shape (M,)."""
    rank_high: IntArray


def ranges(by_member: FloatArray, refits: FloatArray) -> Ranges:
    """The ranges of M estimates.

    Ends lie 1.28 standard deviations of the draws on either side of the estimate's log odds, which is
    steadier than quantiles of some thirty draws.

    Args:
        by_member: log odds of each of K members, shape (K, M).
        refits: log odds of B refits on resampled countries, shape (B, M).
    """
    drawn = draws(by_member, refits)
    odds, spread = by_member.mean(axis=0), drawn.std(axis=0, ddof=1)
    rank = rankdata(-drawn, method="min", axis=1)
    best, worst = np.quantile(rank, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2], axis=0)
    own = rankdata(-odds, method="min").astype(np.int64)
    return Ranges(
        low=probability_of(odds - _Z * spread),
        high=probability_of(odds + _Z * spread),
        rank_low=np.minimum(np.floor(best).astype(np.int64), own),
        rank_high=np.maximum(np.ceil(worst).astype(np.int64), own),
    )


def draws(by_member: FloatArray, refits: FloatArray) -> FloatArray:
    """Log odds in each of B draws, shape (B, M), about those of the ensemble."""
    chance = np.random.default_rng(SEED)
    n_members, n_draws = len(by_member), len(refits)
    chosen = chance.integers(n_members, size=(n_draws, n_members))
    made: FloatArray = by_member[chosen].mean(axis=1) + refits - refits.mean(axis=0)
    return made
