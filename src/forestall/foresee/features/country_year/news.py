"""Conflict and protest in the news: a country's share of all coded events against its own past.

Counts of coded events follow the number of news outlets, so only shares of the month's or year's total are
used, and mostly their change.
"""

from __future__ import annotations

import numpy as np

from forestall.clock import MONTHS_PER_YEAR
from forestall.foresee.features.country_year.grid import StateYears
from forestall.foresee.features.country_year.monthly import StateMonths, state_months
from forestall.foresee.features.country_year.past import known_mean, years_before
from forestall.foresee.inputs import Inputs
from forestall.foresee.scores.arrays import FloatArray

NEWS = "gdelt_country_month"
_KINDS = {"conflict": "n_conflict", "protest": "n_protest"}
_QUARTER = 3


def news(states: StateYears, inputs: Inputs) -> dict[str, FloatArray]:
    """Columns of news by the year, by name, each shape (U, P)."""
    months = state_months(states, inputs.table(NEWS))
    made: dict[str, FloatArray] = {}
    for kind, column in _KINDS.items():
        counts = months.by_country(column, np.nan)
        for part, first in (("year", 0), ("late", 6)):
            level = _share_of_year(months, counts, first)
            made[f"news_{kind}_{part}_surge"] = level - known_mean(years_before(level, 1), 5)
        made[f"news_{kind}_level"] = level
    return made


def latest_news(states: StateYears, inputs: Inputs) -> dict[str, FloatArray]:
    """Columns of news of the last quarter, and of their tone, by name, each shape (U, P)."""
    months = state_months(states, inputs.table(NEWS))
    made: dict[str, FloatArray] = {}
    for kind, column in _KINDS.items():
        made |= _quarter(months, kind, months.by_country(column, np.nan), months.counts(column, np.nan))
    return made | _tone(months)


def _share_of_year(months: StateMonths, counts: FloatArray, first: int) -> FloatArray:
    """Log share of all events of the year from month `first` on, by state, shape (U, P)."""
    mine = months.counts_of(counts)
    made = np.full(months.states.shape, np.nan)
    for period, end in months.year_ends():
        part = slice(end - MONTHS_PER_YEAR + first, end)
        is_known = ~np.isnan(mine[:, part]).all(axis=1)
        total = np.nansum(counts[:, part])
        made[is_known, period] = np.log((np.nansum(mine[is_known, part], axis=1) + 1) / (total + 1))
    return made


def _quarter(months: StateMonths, kind: str, counts: FloatArray, mine: FloatArray) -> dict[str, FloatArray]:
    states, total = months.states, np.nansum(counts, axis=0)
    quarter, near = np.full(states.shape, np.nan), np.full(states.shape, np.nan)
    for period, end in months.year_ends(1):
        late, past = slice(end - _QUARTER, end), slice(end - _QUARTER - MONTHS_PER_YEAR, end - _QUARTER)
        share_late = (mine[:, late].sum(axis=1) + _QUARTER) / total[late].sum()
        share_past = (mine[:, past].sum(axis=1) + MONTHS_PER_YEAR) / total[past].sum()
        surge = np.log(share_late / share_past)
        beside = states.near * states.exists[:, period]
        quarter[:, period] = surge
        near[:, period] = (beside @ np.nan_to_num(surge)) / np.maximum(beside.sum(axis=1), 1)
    return {f"recent_{kind}_quarter": quarter, f"recent_near_{kind}_quarter": near}


def _tone(months: StateMonths) -> dict[str, FloatArray]:
    """Mean Goldstein score of the year, and its change."""
    given = months.counts("goldstein_mean", np.nan)
    tone = np.full(months.states.shape, np.nan)
    for period, end in months.year_ends(1):
        year = given[:, end - MONTHS_PER_YEAR : end]
        is_known = ~np.isnan(year).all(axis=1)
        tone[is_known, period] = np.nanmean(year[is_known], axis=1)
    return {"recent_tone": tone, "recent_tone_change": tone - years_before(tone, 1)}
