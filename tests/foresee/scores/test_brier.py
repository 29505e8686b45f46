"""Expected values: scikit-learn's brier_score_loss, and sums written out by hand."""

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss

from forestall.errors import ShapeError, ValueRangeError
from forestall.foresee.scores.brier import brier_parts, brier_score, brier_skill, brier_terms, skill

CHANCE = np.random.default_rng(5)
PROBABILITY = CHANCE.random(300)
OCCURRED = CHANCE.random(300) < PROBABILITY**2


def test_brier_score_is_that_of_scikit_learn() -> None:
    assert brier_score(PROBABILITY, OCCURRED) == pytest.approx(brier_score_loss(OCCURRED, PROBABILITY), abs=1e-15)


def test_terms_keep_one_number_for_each_forecast() -> None:
    assert brier_terms(np.array([0.5, 1.0]), np.array([True, False])).tolist() == [0.25, 1.0]


def test_a_constant_base_rate_scores_its_own_variance_and_has_no_skill() -> None:
    constant = np.full(len(OCCURRED), OCCURRED.mean())
    assert brier_score(constant, OCCURRED) == pytest.approx(OCCURRED.mean() * (1 - OCCURRED.mean()))
    assert brier_skill(constant, OCCURRED, constant) == 0


def test_skill_against_a_perfect_reference_is_refused() -> None:
    with pytest.raises(ValueRangeError, match="made no error"):
        skill(0.1, 0.0)


@pytest.mark.parametrize("n_bins", [1, 7, 300])
def test_the_parts_of_the_brier_score_add_up_to_it(n_bins: int) -> None:
    parts = brier_parts(PROBABILITY, OCCURRED, n_bins)
    assert parts.score == pytest.approx(brier_score(PROBABILITY, OCCURRED), abs=1e-14)


def test_parts_of_forecasts_with_few_levels_are_those_of_murphy() -> None:
    # Two levels: 0.2 said four times, right once; 0.6 said five times, right three times. Base rate 4/9.
    said = np.array([0.2] * 4 + [0.6] * 5)
    came = np.array([1, 0, 0, 0, 1, 1, 1, 0, 0], dtype=bool)
    parts = brier_parts(said, came, 2)
    assert parts.reliability == pytest.approx((4 * 0.05**2 + 5 * 0.0**2) / 9)
    assert parts.resolution == pytest.approx((4 * (0.25 - 4 / 9) ** 2 + 5 * (0.6 - 4 / 9) ** 2) / 9)
    assert parts.uncertainty == pytest.approx(4 / 9 * 5 / 9)
    assert parts.within == pytest.approx(0)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -0.001, 1.001])
def test_a_probability_that_is_none_is_refused_by_its_place_and_not_its_value(bad: float) -> None:
    with pytest.raises(ValueRangeError, match="at position 1") as caught:
        brier_score(np.array([0.5, bad]), np.array([True, False]))
    assert str(bad) not in caught.value.found


def test_arrays_of_different_or_no_length_are_refused() -> None:
    with pytest.raises(ShapeError, match="probability, occurred"):
        brier_score(np.array([0.5, 0.5]), np.array([True]))
    with pytest.raises(ShapeError, match="N at least 1"):
        brier_score(np.array([]), np.array([], dtype=bool))


def test_an_outcome_that_is_not_known_yet_is_refused() -> None:
    with pytest.raises(ValueRangeError, match="occurred"):
        brier_score(np.array([0.5, 0.5]), np.array([1.0, np.nan]))  # type: ignore[arg-type]
