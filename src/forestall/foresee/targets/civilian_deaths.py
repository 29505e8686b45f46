"""The target `civilian-deaths`: civilians killed in organised violence over the next 1, 3, 6 and 12 months.

Counted are civilians killed, by UCDP's best estimate, in all three types of organised violence:
state-based, non-state and one-sided. It includes those killed in fighting; in years of great wars it is
1.4 to 4 times one-sided violence alone, so it never stands under the name of one-sided violence.
Deaths whose standing UCDP doesn't know are not in it.

The window of horizon h from origin t is months t + 1 to t + h; its total is unknown while any month of it
is. Onset here means a killing after three quiet years, and is scored apart from all that goes on.

Source:
    Sundberg and Melander (2013), Journal of Peace Research 50(4), 523-532 (events, best estimates).
"""

from __future__ import annotations

import numpy as np

from forestall.foresee.scores.arrays import BoolArray, FloatArray

NAME = "civilian-deaths"
LABEL = "civilians killed in organised violence (UCDP best estimate, all three types of violence)"
HORIZONS: tuple[int, ...] = (1, 3, 6, 12)
"""Months ahead."""
THRESHOLDS: tuple[int, ...] = (1, 25, 100, 1000)
"""Civilians killed within the window, at least."""
QUIET_MONTHS = 36
"""Months up to and including the origin without a civilian killed, for what follows to be an onset."""


def future_totals(deaths: FloatArray) -> FloatArray:
    """Total over the next h months from each month, shape (U, T, H); NaN while a month of it is unknown.

    Args:
        deaths: civilians killed by unit and month, shape (U, T), NaN where unknown.
    """
    n_units, n_months = deaths.shape
    totals = np.full((n_units, n_months, len(HORIZONS)), np.nan)
    for number, horizon in enumerate(HORIZONS):
        if n_months > horizon:
            windows = np.lib.stride_tricks.sliding_window_view(deaths, horizon, axis=1).sum(axis=2)
            totals[:, : n_months - horizon, number] = windows[:, 1:]
    return totals


def is_quiet(deaths: FloatArray) -> BoolArray:
    """True where none is known to be killed in the QUIET_MONTHS up to and including the month, shape (U, T).

    Months before a state existed count as without; a month before QUIET_MONTHS of record does not count as
    quiet.

    Args:
        deaths: shape (U, T), NaN where unknown.
    """
    killed = np.cumsum(np.nan_to_num(deaths) > 0, axis=1)
    quiet = np.zeros(deaths.shape, dtype=bool)
    if deaths.shape[1] >= QUIET_MONTHS:
        before = np.pad(killed, ((0, 0), (1, 0)))[:, : deaths.shape[1] - QUIET_MONTHS + 1]
        quiet[:, QUIET_MONTHS - 1 :] = killed[:, QUIET_MONTHS - 1 :] == before
    return quiet
