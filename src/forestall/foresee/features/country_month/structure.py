"""Slow facts about a country, read with the lag at which they are published.

Predictors of year y of the Early Warning Project rest on V-Dem, which comes out in March: they are read
from April of y + 1. The World Bank's of year y are read from January of y + 2. A missing year carries the
last one known.
"""

from __future__ import annotations

import numpy as np

from forestall.clock import MONTHS_PER_YEAR
from forestall.foresee.features.layout import yearly
from forestall.foresee.features.table import Columns
from forestall.foresee.features.unit_months import UnitMonths
from forestall.foresee.inputs import Inputs
from forestall.foresee.scores.arrays import FloatArray, IntArray

PREDICTORS = "ewp_predictors"
ECONOMY = "wdi"
FIRST_YEAR = 1960
APRIL = 3
"""Months since January."""
FROM_PREDICTORS = {
    "slow_freediscussion": "free_discussion",
    "slow_pol_killing_approved": "killings_approved",
    "slow_social_inequality": "social_inequality",
    "slow_repress_civilsoc": "civil_society_repressed",
    "slow_efindex": "fractionalisation",
    "slow_discrimpop": "share_discriminated",
    "slow_minorityrule": "minority_rule",
    "slow_mk_ever": "ever",
    "slow_countryage.new.log2": "country_age_log2",
    "slow_partyban.new.2": "party_ban_none",
    "slow_widetargeting": "wide_targeting",
    "slow_narrowtargeting": "narrow_targeting",
    "slow_ses_power_dist": "power_by_wealth",
    "slow_judicialreform": "judicial_reform",
    "slow_v2csgender_binary": "women_excluded_from_civil_society",
}
FROM_ECONOMY = {
    "slow_population": "population",
    "slow_income": "gdp_per_capita",
    "slow_imr": "infant_deaths_per_1000",
}


def society(record: UnitMonths, inputs: Inputs) -> Columns:
    """15 columns of the Early Warning Project's predictors, each shape (U, T).

    Source:
        Early Warning Project, Statistical Risk Assessment 2025-26, replication files.
    """
    months = np.arange(record.first, record.last + 1)
    years = months // MONTHS_PER_YEAR - np.where(months % MONTHS_PER_YEAR >= APRIL, 1, 2)
    return {name: _carried(inputs, PREDICTORS, column, record, years) for name, column in FROM_PREDICTORS.items()}


def economy(record: UnitMonths, inputs: Inputs) -> Columns:
    """3 columns of the World Bank's, as logarithms, each shape (U, T)."""
    years = np.arange(record.first, record.last + 1) // MONTHS_PER_YEAR - 2
    return {
        name: np.log(np.maximum(_carried(inputs, ECONOMY, column, record, years), 1e-3))
        for name, column in FROM_ECONOMY.items()
    }


def _carried(inputs: Inputs, dataset: str, column: str, record: UnitMonths, years: IntArray) -> FloatArray:
    """The value of the year read in each month, or of the last year before with one, shape (U, T)."""
    last = record.last // MONTHS_PER_YEAR
    given = yearly(inputs.table(dataset), record.units, FIRST_YEAR, last).array(column, np.nan)
    known = np.maximum.accumulate(np.where(np.isnan(given), -1, np.arange(given.shape[1])), axis=1)
    filled = np.where(known >= 0, np.take_along_axis(given, np.maximum(known, 0), axis=1), np.nan)
    taken: FloatArray = filled[:, np.clip(years - FIRST_YEAR, 0, filled.shape[1] - 1)]
    return taken
