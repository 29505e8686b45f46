"""Where a country comes from: wars begun and ended, freedoms lost, growth, and its place among all countries."""

from __future__ import annotations

import numpy as np

from forestall.foresee.features.country_year.grid import StateYears
from forestall.foresee.features.country_year.past import (
    fading_sum,
    known_maximum,
    known_mean,
    known_sum,
    since,
    years_before,
)
from forestall.foresee.scores.arrays import FloatArray

LONGEST = 40.0
"""Years after which a past war counts as never."""
_INSTITUTIONS = (
    *("religious_freedom", "judicial_reform", "killings_approved", "civil_society_repressed"),
    *("minority_rule", "civil_rights_even", "party_ban_none"),
)


def trends(states: StateYears) -> dict[str, FloatArray]:
    """Columns of trend by name, each shape (U, P); 0 where nothing is known to have changed."""
    power, excluded = states.predictor("power_by_wealth"), states.predictor("share_discriminated")
    growth = states.predictor("gdp_growth")
    made = {
        **_war(states.predictor("battle_deaths_log2")),
        **_speech(states.predictor("free_discussion")),
        "trend_power_change_3": power - years_before(power, 3),
        "trend_growth_mean_3": known_mean(growth, 3),
        "trend_growth_mean_10": known_mean(growth, 10),
        "trend_infant_mortality_rank": share_below(states.predictor("infant_mortality_sqrt")),
        "trend_population_rank": share_below(states.predictor("population_log2")),
        "trend_discrimination_change_5": excluded - years_before(excluded, 5),
        "trend_turmoil_decay_3": fading_sum(_turmoil(states), 3),
    }
    return {name: np.nan_to_num(grid) for name, grid in made.items()}


def share_below(values: FloatArray) -> FloatArray:
    """Rank among the states of a year as a share of those known, ties in the middle, shape (U, P)."""
    made = np.full_like(values, np.nan)
    for period in range(values.shape[1]):
        known = ~np.isnan(values[:, period])
        found, inverse, counts = np.unique(values[known, period], return_inverse=True, return_counts=True)
        if len(found):
            middle = np.cumsum(counts) - (counts - 1) / 2
            made[known, period] = middle[inverse] / known.sum()
    return made


def _war(battle_deaths: FloatArray) -> dict[str, FloatArray]:
    deaths = np.nan_to_num(battle_deaths)
    is_war = (deaths > 0).astype(np.float64)
    quiet_before = known_sum(years_before(is_war, 1), 4) == 0
    return {
        "trend_battle_deaths_change_1": deaths - np.nan_to_num(years_before(deaths, 1)),
        "trend_battle_deaths_change_3": deaths - np.nan_to_num(years_before(deaths, 3)),
        "trend_battle_deaths_max_5": np.nan_to_num(known_maximum(battle_deaths, 5)),
        "trend_battle_deaths_decay_5": fading_sum(battle_deaths, 5),
        "trend_war_since": np.log1p(since(is_war, LONGEST)),
        "trend_war_age": np.log1p(np.where(is_war > 0, since(1 - is_war, LONGEST), 0)),
        "trend_war_new": ((is_war > 0) & quiet_before).astype(np.float64),
    }


def _speech(freedom: FloatArray) -> dict[str, FloatArray]:
    return {f"trend_speech_change_{years}": freedom - years_before(freedom, years) for years in (1, 3, 10)}


def _turmoil(states: StateYears) -> FloatArray:
    """How many institutions changed in the year, shape (U, P)."""
    grids = (states.predictor(name) for name in _INSTITUTIONS)
    n_changed: FloatArray = np.sum(
        [np.abs(grid - years_before(grid, 1)) > 0 for grid in grids], axis=0, dtype=np.float64
    )
    return n_changed
