"""A Poisson around the last value, which is what the VIEWS challenge holds against models as "last historical"."""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy.special import pdtr, pdtrik

from forestall.foresee.models.count_card import count_reference
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.civilian_deaths import HORIZONS

Rule = Literal["last window", "last month"]

_SOURCE = "VIEWS prediction challenge 2023/24 (Hegre et al. 2025, Journal of Peace Research): last historical Poisson"
WINDOW_CARD = count_reference("poisson-of-last-window", f"{_SOURCE}; rate: total of the last h months")
MONTH_CARD = count_reference("poisson-of-last-month", f"{_SOURCE}; rate: h times the last month")


def draws(deaths: FloatArray, origin: int, rule: Rule, n_draws: int) -> FloatArray:
    """Equally likely counts of a Poisson, as quantiles, shape (U, H, S).

    Args:
        deaths: civilians killed, shape (U, T); columns after the origin are not read.
        origin: column of the origin.
        rule: its rate: the total of the last h months, or h times the last month.
        n_draws: S.
    """
    known = np.nan_to_num(deaths[:, : origin + 1])
    rates = [
        known[:, -horizon:].sum(axis=1) if rule == "last window" else known[:, -1] * horizon for horizon in HORIZONS
    ]
    levels = (np.arange(n_draws) + 0.5) / n_draws
    return _quantiles(np.stack(rates, axis=1)[:, :, np.newaxis], levels)


def _quantiles(rates: FloatArray, levels: FloatArray) -> FloatArray:
    """Smallest counts whose cumulative chance reaches the levels, by rate; 0 where the rate is 0.

    Args:
        rates: shape (..., 1); most are 0, and many alike.
        levels: shape (S,).
    """
    found, place = np.unique(rates[rates > 0], return_inverse=True)
    above = np.ceil(pdtrik(levels, found[:, np.newaxis]))
    below = np.maximum(above - 1, 0)
    counts = np.where(pdtr(below, found[:, np.newaxis]) >= levels, below, above)
    made = np.zeros((*rates.shape[:-1], len(levels)))
    made[rates[..., 0] > 0] = counts[place]
    return made
