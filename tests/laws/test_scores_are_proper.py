"""Laws of the scores: honest forecasts score best, parts add up, ranks are counts, order plays no part."""

import itertools
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forestall.foresee.scores.bins import equal_count_bins
from forestall.foresee.scores.bootstrap import blocks_of, mean_bootstrap
from forestall.foresee.scores.brier import brier_parts, brier_score, brier_terms
from forestall.foresee.scores.draws import at_least, crps_terms, interval_terms
from forestall.foresee.scores.logarithmic import log_terms
from forestall.foresee.scores.ranking import average_precision, recall_at_top, roc_auc

few = settings(max_examples=60, deadline=None)
shares = st.floats(0.01, 0.99)
counts = st.integers(0, 200).map(float)


def expected(terms: object, said: float, truth: float) -> float:
    """The mean score of saying so when that is how often it comes true."""
    both = terms(np.array([said, said]), np.array([True, False]))  # type: ignore[operator]
    return float(both @ np.array([truth, 1 - truth]))


@pytest.mark.parametrize("terms", [brier_terms, log_terms])
@few
@given(truth=shares, said=shares)
def test_no_other_probability_scores_better_than_the_true_one(terms: object, truth: float, said: float) -> None:
    assert expected(terms, truth, truth) <= expected(terms, said, truth) + 1e-12


@few
@given(
    truth=st.lists(counts, min_size=1, max_size=12),
    said=st.lists(counts, min_size=1, max_size=12),
)
def test_no_other_draws_score_a_better_crps_than_the_true_ones(truth: list[float], said: list[float]) -> None:
    came = np.array(truth)
    honest, other = (crps_terms(np.tile(draws, (len(came), 1)), came, fair=False).mean() for draws in (truth, said))
    assert honest <= other + 1e-9


@few
@given(truth=st.lists(counts, min_size=9, max_size=9, unique=True), low=counts, high=counts)
def test_no_other_interval_scores_better_than_the_true_quantiles(truth: list[float], low: float, high: float) -> None:
    came = np.sort(truth)
    score = partial(interval_terms, observed=came, coverage=0.6)
    ends = np.full(9, min(low, high)), np.full(9, max(low, high))
    # With nine equally likely values the 20 % quantile is the second, the 80 % quantile the eighth.
    assert score(np.full(9, came[1]), np.full(9, came[7])).mean() <= score(*ends).mean() + 1e-9


forecasts = st.integers(2, 60).flatmap(
    lambda n: st.tuples(
        arrays(np.float64, n, elements=st.sampled_from([0.0, 0.01, 0.02, 0.1, 0.3, 0.9, 1.0]) | st.floats(0, 1)),
        arrays(np.bool_, n).filter(lambda came: came.any() and not came.all()),
    )
)


@few
@given(forecasts, st.integers(1, 12))
def test_the_parts_of_the_brier_score_add_up_to_it_over_any_bins(rows: tuple, n_bins: int) -> None:
    parts = brier_parts(*rows, n_bins)
    assert parts.score == pytest.approx(brier_score(*rows), abs=1e-12)
    assert parts.reliability >= 0
    assert parts.resolution >= 0


@few
@given(forecasts)
def test_auc_is_the_share_of_pairs_in_the_right_order(rows: tuple) -> None:
    said, came = rows
    pairs = [float(np.sign(yes - no)) / 2 + 0.5 for yes in said[came] for no in said[~came]]
    assert roc_auc(said, came) == pytest.approx(np.mean(pairs))


@few
@given(forecasts, st.randoms(use_true_random=False), st.integers(1, 9))
def test_the_order_of_rows_plays_no_part(rows: tuple, chance: object, k: int) -> None:
    said, came = rows
    mixed = list(range(len(said)))
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    period = np.arange(len(said)) % 3
    assert roc_auc(said[mixed], came[mixed]) == pytest.approx(roc_auc(said, came))
    assert average_precision(said[mixed], came[mixed]) == pytest.approx(average_precision(said, came))
    assert recall_at_top(said[mixed], came[mixed], period[mixed], k) == pytest.approx(
        recall_at_top(said, came, period, k)
    )
    assert (equal_count_bins(said, k)[mixed] == equal_count_bins(said[mixed], k)).all()


@few
@given(forecasts)
def test_recall_rises_with_the_length_of_the_list_up_to_all(rows: tuple) -> None:
    said, came = rows
    period = np.arange(len(said)) % 2
    rising = [recall_at_top(said, came, period, k) for k in range(1, len(said) + 1)]
    assert all(left <= right + 1e-12 for left, right in itertools.pairwise(rising))
    assert rising[-1] == 1


@few
@given(forecasts, st.integers(0, 2**32 - 1))
def test_a_bootstrap_gives_the_same_interval_every_time(rows: tuple, seed: int) -> None:
    blocks = blocks_of(clusters=np.arange(len(rows[0])) % 5, periods=np.arange(len(rows[0])) // 5)
    once, again = (mean_bootstrap(brier_terms(*rows), blocks, n_resamples=20, seed=seed) for _ in range(2))
    assert once == again
    assert once.low <= once.high


@few
@given(arrays(np.float64, (4, 7), elements=counts), st.lists(counts, min_size=2, max_size=5, unique=True))
def test_higher_thresholds_are_never_likelier(draws: np.ndarray, thresholds: list[float]) -> None:
    assert (np.diff(at_least(draws, sorted(thresholds)), axis=1) <= 0).all()
