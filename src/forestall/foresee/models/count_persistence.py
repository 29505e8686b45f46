"""Persistence: the next h months will see exactly as many as the last h did."""

from __future__ import annotations

import numpy as np

from forestall.foresee.models.count_card import count_reference
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.civilian_deaths import HORIZONS

CARD = count_reference("count-persistence", "Total of the last h months, taken for certain")


def draws(deaths: FloatArray, origin: int) -> FloatArray:
    """The total of the last h months as the one draw, shape (U, H, 1).

    Args:
        deaths: civilians killed, shape (U, T); columns after the origin are not read.
        origin: column of the origin.
    """
    known = np.nan_to_num(deaths[:, : origin + 1])
    return np.stack([known[:, -horizon:].sum(axis=1) for horizon in HORIZONS], axis=1)[:, :, np.newaxis]
