"""Explaining forecasts of mass-killing onset: only those that are shown, since each costs some hundred forecasts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from forestall.errors import NotFound
from forestall.foresee.explanation.analogues import analogues, ranked
from forestall.foresee.explanation.asking import Question, ask
from forestall.foresee.explanation.content import Change, Comparable, Explanation
from forestall.foresee.explanation.drivers import drivers, effects, topics_of
from forestall.foresee.explanation.what_ifs import what_ifs
from forestall.foresee.features.country_year.design import Design
from forestall.foresee.models.learner import Fitted, probability_of
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.mass_killing_onset import KillingState

AT_ONCE = 100
"""Questions whose rows are forecast together: some twenty countries."""


def explain(
    design: Design, fitted: Fitted, origin: int, units: Sequence[int], before: int | None = None
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
    rows = [row_of(design, unit, origin) for unit in units]
    usual = {state: usual_row(design, origin, state) for state in KillingState}
    groups = {state: comparable(design, origin, state) for state in KillingState}
    questions = [
        question
        for row in rows
        for question in _questions(design, row, usual[design.rows.state_of(row)], _earlier(design, row, before))
    ]
    answers = iter(_answers(fitted, questions))
    return tuple(
        Explanation(
            country=design.rows.country[row],
            unit=int(design.rows.unit[row]),
            origin=origin,
            comparable=groups[design.rows.state_of(row)],
            analogues=analogues(design, among, row, origin),
            **_found(design, row, usual[design.rows.state_of(row)], _earlier(design, row, before), answers),
        )
        for row in rows
    )


def _questions(design: Design, row: int, reference: FloatArray, earlier: int | None) -> list[Question]:
    """What has to be forecast for one country, in the order that `_found` reads the answers."""
    values, topics = design.values[row], topics_of(design.columns)
    others = design.values[design.rows.at(int(design.rows.year[row]))]
    asked = [
        Question(np.stack([values, reference]), probability_of),
        effects(topics, values, reference),
        what_ifs(design.columns, values, others),
    ]
    if earlier is not None:
        then = design.values[earlier]
        asked += [Question(then[np.newaxis], probability_of), effects(topics, values, then)]
    return asked


def _answers(fitted: Fitted, questions: Sequence[Question]) -> Iterator[Any]:
    with threadpool_limits(limits=1):
        for start in range(0, len(questions), AT_ONCE):
            yield from ask(fitted.log_odds, questions[start : start + AT_ONCE])


def _found(
    design: Design, row: int, reference: FloatArray, earlier: int | None, answers: Iterator[Any]
) -> dict[str, Any]:
    values, columns = design.values[row], design.columns
    probability, added, moves = next(answers), next(answers), next(answers)
    return {
        "probability": float(probability[0]),
        "usual": float(probability[1]),
        "drivers": drivers(columns, added, values, reference),
        "what_ifs": moves,
        "change": None
        if earlier is None
        else Change(
            before=int(design.rows.year[earlier]),
            probability_before=float(next(answers)[0]),
            drivers=drivers(columns, next(answers), values, design.values[earlier]),
        ),
    }


def _earlier(design: Design, row: int, before: int | None) -> int | None:
    """Row of the same country in an earlier year; none where it has none."""
    if before is None:
        return None
    found = np.flatnonzero(design.rows.at(before) & (design.rows.unit == design.rows.unit[row]))
    return int(found[0]) if len(found) else None


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
