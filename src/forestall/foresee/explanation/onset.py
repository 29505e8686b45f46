"""Explaining forecasts of mass-killing onset: only those that are shown, since each costs some hundred forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from forestall.errors import NotFound
from forestall.foresee.ensemble.onset import FittedEnsemble
from forestall.foresee.explanation.analogues import Ranked, analogues, ranked
from forestall.foresee.explanation.content import Change, Comparable, Explanation
from forestall.foresee.explanation.drivers import drivers, effects, topics_of
from forestall.foresee.explanation.what_ifs import what_ifs
from forestall.foresee.features.country_year.design import Design
from forestall.foresee.models.learner import probability_of
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.mass_killing_onset import KillingState


def explain(
    design: Design, fitted: FittedEnsemble, origin: int, units: Sequence[int], before: int | None = None
) -> tuple[Explanation, ...]:
    """Why the forecasts of these countries are what they are, in the order asked.

    Args:
        design: all rows and columns.
        fitted: the ensemble as fitted at the origin.
        origin: the year of the forecasts.
        units: numbers of the countries.
        before: an earlier year to explain the change since.

    Raises:
        NotFound: a country has no forecast at the origin.
    """
    among = ranked(design, origin)
    usual = {state: usual_row(design, origin, state) for state in KillingState}
    with threadpool_limits(limits=1):
        return tuple(_explanation(design, fitted, row_of(design, unit, origin), usual, among, before) for unit in units)


def change(design: Design, fitted: FittedEnsemble, row: int, before: int) -> Change | None:
    """What the same model says of an earlier year's inputs, and what drove the difference since.

    None where the country has no row in that year.
    """
    try:
        earlier = row_of(design, int(design.rows.unit[row]), before)
    except NotFound:
        return None
    now, then = design.values[row], design.values[earlier]
    found = effects(fitted.log_odds, topics_of(design.columns), now, then)
    odds = fitted.log_odds(then[np.newaxis])
    return Change(before, float(probability_of(odds)[0]), drivers(design.columns, found, now, then))


def comparable(design: Design, origin: int, state: KillingState) -> Comparable:
    """How often an onset followed within two years for countries in that state, as known at the origin."""
    known = np.flatnonzero(design.rows.known(origin)).tolist()
    same = [row for row in known if design.rows.state_of(row) == state]
    n_events = int(design.rows.onset["1or2"][same].sum())
    return Comparable(str(state), n_events / max(len(same), 1), len(same), n_events)


def usual_row(design: Design, origin: int, state: KillingState) -> FloatArray:
    """The reference profile: each column's median over the origin's countries in that state, shape (F,).

    Unknown where it is for all of them; where no country is in that state, over all countries.
    """
    asked = np.flatnonzero(design.rows.at(origin)).tolist()
    same = [row for row in asked if design.rows.state_of(row) == state] or asked
    values = design.values[same]
    known = ~np.isnan(values).all(axis=0)
    made = np.full(values.shape[1], np.nan)
    made[known] = np.nanmedian(values[:, known], axis=0)
    return made


def row_of(design: Design, unit: int, year: int) -> int:
    """Position of a country-year in the design.

    Raises:
        NotFound: there is none, so nothing is known of the country then.
    """
    found = np.flatnonzero(design.rows.at(year) & (design.rows.unit == unit))
    if not len(found):
        raise NotFound(
            expected=f"country {unit} in {year}",
            found="no row with all its predictors",
            where="design of mass-killing onset",
            remedy="The country is unknown to this model then; show it as unknown.",
        )
    return int(found[0])


def _explanation(
    design: Design,
    fitted: FittedEnsemble,
    row: int,
    usual: Mapping[KillingState, FloatArray],
    among: Ranked,
    before: int | None,
) -> Explanation:
    state, origin, values = design.rows.state_of(row), int(design.rows.year[row]), design.values[row]
    reference = usual[state]
    found = effects(fitted.log_odds, topics_of(design.columns), values, reference)
    probability = probability_of(fitted.log_odds(np.stack([values, reference])))
    return Explanation(
        country=design.rows.country[row],
        unit=int(design.rows.unit[row]),
        origin=origin,
        probability=float(probability[0]),
        usual=float(probability[1]),
        comparable=comparable(design, origin, state),
        drivers=drivers(design.columns, found, values, reference),
        analogues=analogues(design, among, row, origin),
        what_ifs=what_ifs(fitted.log_odds, design.columns, values, design.values[design.rows.at(origin)]),
        change=None if before is None else change(design, fitted, row, before),
    )
