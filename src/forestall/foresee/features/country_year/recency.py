"""What is new about the deaths of the last months: novelty against the country's own record, peaks, spread."""

from __future__ import annotations

import numpy as np

from forestall.clock import MONTHS_PER_YEAR
from forestall.foresee.features.country_year.deaths import DEATHS
from forestall.foresee.features.country_year.grid import StateYears
from forestall.foresee.features.country_year.monthly import StateMonths, state_months, sum_up_to
from forestall.foresee.features.country_year.past import since
from forestall.foresee.inputs import Inputs
from forestall.foresee.scores.arrays import FloatArray

LONGEST = 240.0
"""Months after which past deaths count as none on record."""
_SMALL_WAR = 25
"""Deaths added to a sum before a share is taken of it, so that one death in one makes no whole."""
_YEARS_BEFORE = 3
_USUAL_PEOPLE = 3.0
"""Log2 of millions where the population is unknown."""


def recency(states: StateYears, inputs: Inputs) -> dict[str, FloatArray]:
    """Columns of recency by name, each shape (U, P)."""
    months = state_months(states, inputs.table(DEATHS))
    civilians, dead = months.counts("deaths_civilians", 0.0), months.counts("deaths_best", 0.0)
    made = {f"recent_months_since_{least}": _quiet(months, civilians, least) for least in (1, 25)}
    yearly: dict[str, FloatArray] = {}
    for period, end in months.year_ends():
        for name, column in {
            **_peaks(civilians, dead, end),
            **_next_door(states, dead, period, end),
        }.items():
            yearly.setdefault(name, np.full(states.shape, np.nan))[:, period] = column
    per_head = _sum_of_year(months, civilians) / 2.0 ** np.nan_to_num(
        states.predictor("population_log2") - 20, nan=_USUAL_PEOPLE
    )
    return made | yearly | {"recent_civilians_per_head": np.log1p(per_head)}


def _quiet(months: StateMonths, civilians: FloatArray, least: int) -> FloatArray:
    return months.at_year_ends(np.log1p(since((civilians >= least).astype(np.float64), LONGEST)))


def _peaks(civilians: FloatArray, dead: FloatArray, end: int) -> dict[str, FloatArray]:
    year, half = civilians[:, end - MONTHS_PER_YEAR : end], sum_up_to(civilians, end, 6)
    total = year.sum(axis=1)
    return {
        "recent_worst_12": np.log1p(year.max(axis=1)),
        "recent_active_12": (year > 0).sum(axis=1).astype(np.float64),
        "recent_civilians_6": np.log1p(half),
        "recent_novel_civilians": np.log1p(half) - _usual_half(civilians, end),
        "recent_novel_any": np.log1p(sum_up_to(dead, end, 6)) - _usual_half(dead, end),
        "recent_record": np.log1p(total) - np.log1p(_worst_year(civilians, end - MONTHS_PER_YEAR)),
        "recent_civilians_share": total / (sum_up_to(dead, end, MONTHS_PER_YEAR) + _SMALL_WAR),
    }


def _next_door(states: StateYears, dead: FloatArray, period: int, end: int) -> dict[str, FloatArray]:
    near = states.near * states.exists[:, period]
    usual, n_months = _before(dead, end)
    half = np.log1p(near @ sum_up_to(dead, end, 6))
    return {
        "recent_near_any_3": np.log1p(near @ sum_up_to(dead, end, 3)),
        "recent_near_novel": half - np.log1p(near @ usual * 6 / n_months),
    }


def _usual_half(counts: FloatArray, end: int) -> FloatArray:
    """Log of what six months held on average in the three years before the last six, shape (U,)."""
    usual, n_months = _before(counts, end)
    return np.log1p(usual * 6 / n_months)


def _before(counts: FloatArray, end: int) -> tuple[FloatArray, int]:
    start = max(end - 6 - _YEARS_BEFORE * MONTHS_PER_YEAR, 0)
    return counts[:, start : end - 6].sum(axis=1), end - 6 - start


def _worst_year(counts: FloatArray, end: int) -> FloatArray:
    """Largest sum of a calendar year before `end`, 0 where the record begins there, shape (U,)."""
    if end <= 0:
        return np.zeros(len(counts))
    worst: FloatArray = counts[:, :end].reshape(len(counts), -1, MONTHS_PER_YEAR).sum(axis=2).max(axis=1)
    return worst


def _sum_of_year(months: StateMonths, counts: FloatArray) -> FloatArray:
    made = np.full(months.states.shape, np.nan)
    for period, end in months.year_ends():
        made[:, period] = sum_up_to(counts, end, MONTHS_PER_YEAR)
    return made
