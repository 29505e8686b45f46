"""Expected values: scikit-learn's log_loss."""

import math

import numpy as np
import pytest
from sklearn.metrics import log_loss

from forestall.errors import ValueRangeError
from forestall.foresee.scores.logarithmic import log_score, log_skill, log_terms

CHANCE = np.random.default_rng(6)
PROBABILITY = CHANCE.random(200)
OCCURRED = CHANCE.random(200) < PROBABILITY


def test_log_score_in_nats_is_that_of_scikit_learn() -> None:
    assert log_score(PROBABILITY, OCCURRED) == pytest.approx(log_loss(OCCURRED, PROBABILITY), rel=1e-12)


def test_certainty_that_proved_wrong_costs_infinity_and_right_nothing() -> None:
    terms = log_terms(np.array([0.0, 0.0, 1.0, 1.0]), np.array([True, False, True, False]))
    assert terms.tolist() == [math.inf, 0, 0, math.inf]


def test_skill_of_or_against_an_infinite_score_is_refused() -> None:
    with pytest.raises(ValueRangeError, match="infinite"):
        log_skill(np.array([0.5]), np.array([True]), np.array([0.0]))


def test_skill_is_the_share_of_the_references_score_done_away_with() -> None:
    half = np.full(200, 0.5)
    assert log_skill(PROBABILITY, OCCURRED, half) == pytest.approx(1 - log_score(PROBABILITY, OCCURRED) / math.log(2))
