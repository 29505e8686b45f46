"""Conflict and protest in the press, as a share of the world's and against the unit's own past.

Counts themselves follow the number of outlets and jump where coding changed; shares do so less.
"""

from __future__ import annotations

import numpy as np

from forestall.foresee.features.layout import monthly
from forestall.foresee.features.recent import recorded_sum
from forestall.foresee.features.table import Columns
from forestall.foresee.features.unit_months import UnitMonths
from forestall.foresee.inputs import Inputs

DATASET = "gdelt_country_month"
PER = 1e4
"""Shares are counted in ten thousandths."""


def media(record: UnitMonths, inputs: Inputs) -> Columns:
    """7 columns, each shape (U, T).

    Source:
        Leetaru and Schrodt (2013), GDELT, ISA Annual Convention.
    """
    layout = monthly(inputs.table(DATASET), record.panel.frame)
    columns: Columns = {}
    for name, column in (("fight", "n_conflict"), ("protest", "n_protest")):
        counted = layout.array(column, np.nan)
        world = np.maximum(np.nansum(counted, axis=0), 1.0)
        share = counted / world * PER
        quarter, year, four_years = (recorded_sum(share, width) / width for width in (3, 12, 48))
        columns[f"media_{name}_12"] = np.log1p(year)
        columns[f"media_{name}_1_12"] = np.log1p(np.nan_to_num(share)) - np.log1p(year)
        columns[f"media_{name}_3_48"] = np.log1p(quarter) - np.log1p(four_years)
    columns["media_tone_3"] = recorded_sum(layout.array("goldstein_mean", np.nan), 3) / 3
    return columns
