"""A country's own record of mass killing: how long ago, how often, whether one goes on."""

from __future__ import annotations

import numpy as np

from forestall.foresee.features.country_year.grid import StateYears
from forestall.foresee.features.country_year.past import fading_sum, known_sum, since
from forestall.foresee.scores.arrays import FloatArray

LONGEST = 60.0
"""Years after which a past killing counts as never."""


def history(states: StateYears) -> dict[str, FloatArray]:
    """Columns of history by name, each shape (U, P)."""
    onsets, going, ends = (np.nan_to_num(states.outcome(name)) for name in ("n_onsets", "n_ongoing", "n_ends"))
    is_going = (going > 0).astype(np.float64)
    return {
        "history_since_onset": np.log1p(since(onsets, LONGEST)),
        "history_since_going": np.log1p(since(going, LONGEST)),
        "history_onsets_ever": np.log1p(np.cumsum(onsets, axis=1)),
        "history_onsets_decay_10": fading_sum(onsets, 10),
        "history_onsets_decay_3": fading_sum(onsets, 3),
        "history_going_decay_5": fading_sum(is_going, 5),
        "history_going": is_going,
        "history_going_count": going,
        "history_age_of_going": np.log1p(np.where(is_going > 0, since(1 - is_going, LONGEST), 0)),
        "history_offset_3": known_sum(ends, 3),
    }
