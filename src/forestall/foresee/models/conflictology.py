"""Conflictology: the unit's own last twelve months as draws of what comes; first on CRPS in the VIEWS challenge.

For a window of h months the literal form sums h months drawn with replacement; the stronger one repeats one
month h times, as if all months of a window were alike. For one month both are the last twelve months.

Source:
    Hegre et al. (2025), The 2023/24 VIEWS Prediction Challenge, Journal of Peace Research.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from forestall.foresee.models.count_card import count_reference
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.civilian_deaths import HORIZONS

Rule = Literal["months summed", "month repeated"]

POOL = 12
"""Months drawn from."""
SEED = 11
_SOURCE = "VIEWS prediction challenge 2023/24 (Hegre et al. 2025, Journal of Peace Research): conflictology"
_SMOOTH = "; one draw in 13 from the world's base rate"
SUMMED_CARD = count_reference("conflictology-summed", f"{_SOURCE}; h of the last 12 months drawn and summed")
REPEATED_CARD = count_reference("conflictology-repeated", f"{_SOURCE}; one of the last 12 months, times h")
SUMMED_SMOOTH_CARD = count_reference("conflictology-summed-smooth", SUMMED_CARD.source + _SMOOTH)
REPEATED_SMOOTH_CARD = count_reference("conflictology-repeated-smooth", REPEATED_CARD.source + _SMOOTH)


def draws(deaths: FloatArray, origin: int, rule: Rule, n_draws: int) -> FloatArray:
    """Equally likely totals made of the unit's last POOL months, shape (U, H, S).

    Args:
        deaths: civilians killed, shape (U, T); columns after the origin are not read.
        origin: column of the origin; seeds what is drawn.
        rule: how months make a window.
        n_draws: S.
    """
    recent = np.nan_to_num(deaths[:, : origin + 1])[:, -POOL:]
    chance = np.random.default_rng([SEED, origin])
    made = [_spread(_totals(recent, horizon, rule, n_draws, chance), n_draws) for horizon in HORIZONS]
    return np.stack(made, axis=1)


def _totals(recent: FloatArray, horizon: int, rule: Rule, n_draws: int, chance: np.random.Generator) -> FloatArray:
    if horizon == 1 or rule == "month repeated":
        return recent * horizon
    drawn = chance.integers(0, recent.shape[1], size=(n_draws, horizon))
    summed: FloatArray = recent[:, drawn].sum(axis=2)
    return summed


def _spread(totals: FloatArray, n_draws: int) -> FloatArray:
    """The totals as n_draws equally likely ones, in rising order."""
    levels = (np.arange(n_draws) + 0.5) / n_draws
    return np.sort(totals, axis=1)[:, (levels * totals.shape[1]).astype(np.int64)]
