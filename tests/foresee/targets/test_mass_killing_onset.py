"""The onset target: its trap, its horizons, and states apart."""

from __future__ import annotations

import numpy as np

from foresee.invented_years import LAST, invented_inputs
from forestall.foresee.ensemble.onset import ENSEMBLES
from forestall.foresee.features.country_year.columns import structure_columns
from forestall.foresee.models.base_rate import BaseRate
from forestall.foresee.models.persistence import Persistence
from forestall.foresee.targets.mass_killing_onset import NAME, KillingState, country_years


def test_a_zero_for_years_that_have_not_been_is_unknown() -> None:
    inputs = invented_inputs()
    written = inputs.table("ewp_predictors")
    assert False in set(written.filter(written.column("year").to_numpy() == LAST)["onset_within_two_years"].to_pylist())
    rows = country_years(inputs, structure_columns())
    assert np.isnan(rows.onset["1or2"][rows.year > LAST - 2]).all()


def test_an_outcome_is_known_only_once_its_years_are_over() -> None:
    rows = country_years(invented_inputs(), structure_columns())
    assert rows.year[rows.known(1990, "1")].max() == 1989
    assert rows.year[rows.known(1990, "1or2")].max() == 1988


def test_a_killing_that_goes_on_is_told_from_one_that_ended_and_from_none() -> None:
    rows = country_years(invented_inputs(), structure_columns())
    going, ever = rows.predictor("n_ongoing_log2"), rows.predictor("ever")
    for row, state in enumerate(rows.states()):
        assert (state == KillingState.ONGOING) == (going[row] > 0)
        assert (state == KillingState.NEVER) == (going[row] == 0 and ever[row] == 0)


def test_the_target_has_its_references() -> None:
    learners = {member.learner for ensemble in ENSEMBLES.values() for member in ensemble.members}
    assert {BaseRate(), Persistence()} <= learners
    assert {ensemble.card.target for ensemble in ENSEMBLES.values()} == {NAME}
