"""The Early Warning Project's own published forecasts of past years, beside ours on the same rows.

A row of its file is the year of an outcome; the probability `two years before` is the one of an onset
within two years that its present model gives at that year less two, fitted on rows up to two years before.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from forestall.foresee.backtest.onset_scores import OnsetCases
from forestall.foresee.inputs import Inputs
from forestall.foresee.targets.mass_killing_onset import numbers_of, whole_of

PUBLISHED = "ewp_backtest"
"""Dataset of the peer's forecasts."""
NAME = "early-warning-project"
_YEARS_BEFORE = 2


def beside_peer(cases: OnsetCases, inputs: Inputs) -> OnsetCases:
    """The cases that the peer forecast too, with its forecasts among the others.

    Args:
        cases: of horizon `1or2`.
        inputs: must hold PUBLISHED.

    Raises:
        NotFound: they are not among the inputs.
    """
    rows = inputs.table(PUBLISHED)
    unit, origin = whole_of(rows, "cow_given"), whole_of(rows, "year") - _YEARS_BEFORE
    given = numbers_of(rows, "probability_two_years_before")
    published = dict(zip(zip(unit.tolist(), origin.tolist(), strict=True), given.tolist(), strict=True))
    theirs = np.array([published.get((int(u), int(o)), np.nan) for u, o in zip(cases.unit, cases.origin, strict=True)])
    both = ~np.isnan(theirs)
    kept = cases.rows(both)
    return replace(kept, forecasts={**kept.forecasts, NAME: theirs[both]})
