"""Mass killing and war next door, and how often killings begin in the world."""

from __future__ import annotations

import numpy as np

from forestall.foresee.features.country_year.grid import StateYears
from forestall.foresee.features.country_year.past import fading_sum, known_mean, years_before
from forestall.foresee.scores.arrays import FloatArray


def neighbourhood(states: StateYears) -> dict[str, FloatArray]:
    """Columns of the neighbourhood by name, each shape (U, P)."""
    onsets, going = (np.nan_to_num(states.outcome(name)) for name in ("n_onsets", "n_ongoing"))
    battle_deaths = np.nan_to_num(states.predictor("battle_deaths_log2"))
    dead = np.where(battle_deaths > 0, 2.0**battle_deaths, 0)
    near, count = states.near, np.maximum(states.near @ states.exists, 1)
    near_going = near @ (going > 0).astype(np.float64)
    near_dead = np.log2(1 + near @ dead)
    return {
        "near_going": near_going,
        "near_going_share": near_going / count,
        "near_onset_decay_3": fading_sum(near @ onsets, 3),
        "near_war_share": (near @ (battle_deaths > 0).astype(np.float64)) / count,
        "near_battle_deaths_log": near_dead,
        "near_battle_deaths_change": near_dead - np.log2(1 + near @ np.nan_to_num(years_before(dead, 1))),
        "world_onset_rate_10": _world_rate(onsets, states),
    }


def _world_rate(onsets: FloatArray, states: StateYears) -> FloatArray:
    """Share of states with an onset, mean of ten years, the same for all, shape (U, P)."""
    share = (onsets > 0).sum(axis=0, keepdims=True) / (states.exists.sum(axis=0, keepdims=True) + 1e-9)
    return np.repeat(np.nan_to_num(known_mean(share, 10)), len(states.cow), axis=0)
