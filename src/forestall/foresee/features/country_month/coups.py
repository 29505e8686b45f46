"""Attempts at a coup, failed or successful."""

from __future__ import annotations

import numpy as np

from forestall.foresee.features.layout import monthly
from forestall.foresee.features.recent import months_since, recorded_sum
from forestall.foresee.features.table import Columns
from forestall.foresee.features.unit_months import UnitMonths
from forestall.foresee.inputs import Inputs

DATASET = "coups_country_month"


def coups(record: UnitMonths, inputs: Inputs) -> Columns:
    """4 columns, each shape (U, T); a month without a row had no attempt.

    Source:
        Powell and Thyne (2011), Journal of Peace Research 48(2), 249-259.
    """
    layout = monthly(inputs.table(DATASET), record.panel.frame)
    succeeded, failed = layout.array("n_succeeded", 0.0), layout.array("n_failed", 0.0)
    tried = succeeded + failed
    return {
        "coup_since": np.log1p(months_since(tried > 0)),
        "coup_done_since": np.log1p(months_since(succeeded > 0)),
        "coup_60": recorded_sum(tried, 60),
        "coup_6": recorded_sum(tried, 6),
    }
