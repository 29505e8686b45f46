"""Base rates of window totals known at the origin: the world's, and each unit's own drawn towards it."""

from __future__ import annotations

import numpy as np

from forestall.foresee.distribution import GRID
from forestall.foresee.models.count_card import count_reference
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.civilian_deaths import future_totals

CARD = count_reference("count-base-rate", "Share of all past windows of all units")
UNIT_CARD = count_reference(
    "count-unit-base-rate", "Share of the unit's own past windows, with 24 months of the world's added"
)
PRIOR_MONTHS = 24.0
"""Months of the world's base rate that a unit's own is mixed with."""


def world_shares(deaths: FloatArray, origin: int) -> FloatArray:
    """Share of all windows that were over by the origin at or above each threshold, shape (H, K).

    Args:
        deaths: civilians killed, shape (U, T), NaN where unknown; columns after the origin are not read.
        origin: column of the origin.
    """
    totals = future_totals(deaths[:, : origin + 1])
    over: list[FloatArray] = []
    for number in range(totals.shape[2]):
        known = totals[:, :, number]
        known = np.sort(known[~np.isnan(known)])
        over.append((len(known) - np.searchsorted(known, np.array(GRID))) / len(known))
    return np.stack(over)


def world_exceedance(deaths: FloatArray, origin: int) -> FloatArray:
    """The same shares for every unit, shape (U, H, K)."""
    return np.repeat(world_shares(deaths, origin)[np.newaxis], len(deaths), axis=0)


def unit_exceedance(deaths: FloatArray, origin: int) -> FloatArray:
    """Each unit's share of its own windows, mixed with PRIOR_MONTHS of the world's, shape (U, H, K).

    Args:
        deaths: civilians killed, shape (U, T), NaN where unknown; columns after the origin are not read.
        origin: column of the origin.
    """
    totals = future_totals(deaths[:, : origin + 1])
    known = ~np.isnan(totals)
    n_known = known.sum(axis=1)[:, :, np.newaxis]
    hits = np.stack([((totals >= threshold) & known).sum(axis=1) for threshold in GRID], axis=2)
    shares: FloatArray = (hits + PRIOR_MONTHS * world_shares(deaths, origin)) / (n_known + PRIOR_MONTHS)
    return shares
