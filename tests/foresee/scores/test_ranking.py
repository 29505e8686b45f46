"""Expected values: scikit-learn for areas; counting every order of ties for recall."""

from itertools import pairwise, permutations

import numpy as np
import pytest
from scipy.stats import mannwhitneyu
from sklearn.metrics import average_precision_score, roc_auc_score

from forestall.errors import ShapeError, ValueRangeError
from forestall.foresee.scores.ranking import average_precision, recall_at_top, roc_auc

CHANCE = np.random.default_rng(7)
ROUGH = CHANCE.integers(0, 12, 400) / 11  # many ties
OCCURRED = CHANCE.random(400) < ROUGH / 3


def test_auc_is_that_of_scikit_learn_and_the_mann_whitney_count() -> None:
    assert roc_auc(ROUGH, OCCURRED) == pytest.approx(roc_auc_score(OCCURRED, ROUGH), abs=1e-12)
    count = mannwhitneyu(ROUGH[OCCURRED], ROUGH[~OCCURRED]).statistic
    assert roc_auc(ROUGH, OCCURRED) == pytest.approx(count / (OCCURRED.sum() * (~OCCURRED).sum()), abs=1e-12)


def test_average_precision_takes_ties_together_as_scikit_learn_does() -> None:
    assert average_precision(ROUGH, OCCURRED) == pytest.approx(average_precision_score(OCCURRED, ROUGH), abs=1e-12)


def test_recall_shares_the_last_places_among_ties_as_if_drawn_by_lot() -> None:
    said = np.array([0.9, 0.5, 0.5, 0.5, 0.1])
    came = np.array([False, True, False, True, True])
    orders = [
        np.mean([row in picked[:2] for row in np.flatnonzero(came)])
        for picked in permutations(range(5))
        if all(said[a] >= said[b] for a, b in pairwise(picked))
    ]
    assert recall_at_top(said, came, ["1993"] * 5, 2) == pytest.approx(np.mean(orders))


def test_recall_makes_a_new_list_each_period_and_weighs_every_event_alike() -> None:
    said = np.array([0.9, 0.8, 0.1, 0.2, 0.3])
    came = np.array([False, True, False, True, True])
    origin = np.array([2001, 2001, 2001, 2000, 2000])
    assert recall_at_top(said, came, origin, 1) == pytest.approx(1 / 3)
    assert recall_at_top(said, came, origin, 3) == 1


def test_recall_does_not_depend_on_the_order_of_rows() -> None:
    year = np.arange(400) % 8
    mixed = CHANCE.permutation(400)
    shuffled = recall_at_top(ROUGH[mixed], OCCURRED[mixed], year[mixed], 10)
    assert shuffled == pytest.approx(recall_at_top(ROUGH, OCCURRED, year, 10))


def test_scores_of_rank_without_an_event_have_no_value() -> None:
    none = np.zeros(3, dtype=bool)
    for undefined in (
        lambda: roc_auc(np.full(3, 0.5), none),
        lambda: average_precision(np.full(3, 0.5), none),
        lambda: recall_at_top(np.full(3, 0.5), none, [1, 1, 1], 2),
    ):
        with pytest.raises(ValueRangeError, match="came true"):
            undefined()


def test_recall_needs_a_period_for_each_forecast_and_a_place_on_the_list() -> None:
    with pytest.raises(ShapeError, match="period"):
        recall_at_top(np.array([0.5, 0.5]), np.array([True, True]), [1], 1)
    with pytest.raises(ValueRangeError, match="k:"):
        recall_at_top(np.array([0.5]), np.array([True]), [1], 0)
