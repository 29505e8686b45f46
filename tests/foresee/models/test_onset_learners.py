"""Forests, boosted trees and references: signs kept, unknowns borne, never a certainty."""

from __future__ import annotations

import numpy as np
import pytest

from forestall.foresee.models.base_rate import BaseRate
from forestall.foresee.models.boosted_trees import BoostedTrees
from forestall.foresee.models.forest import Forest
from forestall.foresee.models.learner import Learner, Training, probability_of
from forestall.foresee.models.persistence import Persistence
from forestall.foresee.models.ridge_logistic import RidgeLogistic

SIGNED = (Forest("random", 10, 0.5, signed=True, n_trees=20), Forest("extra", 5, 0.63, signed=True, n_trees=20),
          BoostedTrees(n_bags=1, n_rounds=30))  # fmt: skip
LEARNERS = (*SIGNED, Forest("random", 10, 0.5, n_trees=20), Forest("extra", 5, 0.63, n_trees=20), RidgeLogistic())


def invented() -> Training:
    chance = np.random.default_rng(2)
    values = chance.normal(size=(900, 3))
    occurred = (chance.random(900) < 1 / (1 + np.exp(2 - 1.5 * values[:, 0]))).astype(float)
    values[::7, 1] = np.nan
    return Training(values, occurred, np.arange(900) // 30, (1, 0, -1))


@pytest.mark.parametrize("learner", SIGNED, ids=repr)
def test_a_signed_learner_moves_only_as_its_signs_allow(learner: Learner) -> None:
    fitted = learner.fit(invented())
    ladder = np.zeros((60, 3))
    ladder[:, 0] = np.linspace(-4, 4, 60)
    assert (np.diff(fitted.log_odds(ladder)) >= -1e-9).all()
    assert (np.diff(fitted.log_odds(ladder[:, [1, 2, 0]])) <= 1e-9).all()


@pytest.mark.parametrize("learner", LEARNERS, ids=repr)
def test_the_same_rows_give_the_same_bytes_and_an_unknown_gives_a_number(learner: Learner) -> None:
    rows = np.array([[0.1, np.nan, 0.2], [2.0, 1.0, np.nan]])
    one, other = (learner.fit(invented()).log_odds(rows) for _ in range(2))
    assert one.tobytes() == other.tobytes()
    assert np.isfinite(one).all()


def test_nothing_is_forecast_with_certainty() -> None:
    assert probability_of(np.array([-900.0, 900.0])).tolist() == [1e-6, 1 - 1e-6]


def test_the_base_rate_is_the_share_of_known_rows() -> None:
    training = invented()
    assert probability_of(BaseRate().fit(training).log_odds(training.values[:3])) == pytest.approx(
        [training.base_rate] * 3
    )


def test_persistence_is_the_share_of_each_state() -> None:
    values = np.array([[1.0, 1.0], [1.0, 1.0], [0.0, 1.0], [0.0, 1.0], [0.0, 0.0], [0.0, 0.0]])
    occurred = np.array([1.0, 0.0, 1.0, 1.0, 0.0, 1.0])
    fitted = Persistence().fit(Training(values, occurred, np.arange(6), (0, 0)))
    assert probability_of(fitted.log_odds(np.array([[1.0, 1.0], [0.0, 0.0]]))) == pytest.approx([0.5, 0.5])
    assert probability_of(fitted.log_odds(np.array([[0.0, 1.0]])))[0] > 0.99
