"""Deaths in organised violence month by month, UCDP GED: how many of late, and whether they rise.

A country that the source watches and names no event in had none; before its first year all is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from forestall.foresee.features.country_year.grid import StateYears
from forestall.foresee.features.country_year.monthly import StateMonths, state_months, sum_up_to
from forestall.foresee.inputs import Inputs
from forestall.foresee.scores.arrays import FloatArray

DEATHS = "ged_country_month"


def monthly_deaths(states: StateYears, inputs: Inputs) -> dict[str, FloatArray]:
    """Columns of deaths by name, each shape (U, P)."""
    months = state_months(states, inputs.table(DEATHS))
    counts = {
        name: months.counts(column, 0.0)
        for name, column in (
            *(("civilians", "deaths_civilians"), ("any", "deaths_best")),
            *(("one_sided", "n_one_sided"), ("non_state", "n_non_state")),
        )
    }
    civilians, anyone = (_by_window(months, counts[name]) for name in ("civilians", "any"))
    near = states.near @ (np.nan_to_num(civilians["12"]) * states.exists)
    return {
        "deaths_civilians_36": np.log1p(_window(months, counts["civilians"], 36)),
        **_rising("civilians", civilians),
        **_rising("any", anyone),
        "deaths_one_sided_12": np.log1p(_window(months, counts["one_sided"], 12)),
        "deaths_non_state_12": np.log1p(_window(months, counts["non_state"], 12)),
        "deaths_near_civilians_12": np.where(np.isnan(civilians["12"]), np.nan, np.log1p(near)),
    }


def _by_window(months: StateMonths, counts: FloatArray) -> dict[str, FloatArray]:
    return {
        "3": _window(months, counts, 3),
        "12": _window(months, counts, 12),
        "before": _window(months, counts, 12, skipped=12),
    }


def _window(months: StateMonths, counts: FloatArray, n_months: int, skipped: int = 0) -> FloatArray:
    """Sum of so many months up to the end of each year, leaving out the last ones, shape (U, P)."""
    made = np.full(months.states.shape, np.nan)
    for period, end in months.year_ends():
        made[:, period] = sum_up_to(counts, end - skipped, n_months)
    return made


def _rising(who: str, sums: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    year = np.log1p(sums["12"])
    return {
        f"deaths_{who}_3": np.log1p(sums["3"]),
        f"deaths_{who}_12": year,
        f"deaths_{who}_change": year - np.log1p(sums["before"]),
        f"deaths_{who}_recent": np.log1p(sums["3"] * 4) - year,
    }
