"""Expected values: scipy's own bootstrap, and variances that follow from how the data were made."""

from collections import Counter

import numpy as np
import pytest
from scipy.stats import bootstrap

from forestall.errors import ShapeError, ValueRangeError
from forestall.foresee.scores.bootstrap import block_bootstrap, blocks_of, mean_bootstrap, paired_bootstrap
from forestall.foresee.scores.brier import brier_score, brier_terms
from forestall.foresee.scores.ranking import roc_auc

CHANCE = np.random.default_rng(10)
COUNTRY = np.repeat(np.arange(40), 25)
YEAR = np.tile(np.arange(1990, 2015), 40)
SHARED = CHANCE.normal(0, 1, 40)[COUNTRY] + CHANCE.normal(0, 0.1, 1000)
SAID = CHANCE.random(1000)
CAME = CHANCE.random(1000) < SAID**2


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    blocks = blocks_of(clusters=COUNTRY, periods=YEAR, length=3)
    first, again, other = (mean_bootstrap(SHARED, blocks, n_resamples=50, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert (first.low, first.high) != (other.low, other.high)


def test_single_rows_as_blocks_give_the_interval_of_scipy() -> None:
    values = CHANCE.exponential(size=80)
    ours = mean_bootstrap(values, blocks_of(clusters=np.arange(80)), n_resamples=4000, seed=3)
    theirs = bootstrap((values,), np.mean, n_resamples=4000, method="percentile", rng=4).confidence_interval
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.02)
    assert ours.value == values.mean()


def test_countries_as_blocks_make_the_interval_as_wide_as_the_countries_differ() -> None:
    interval = mean_bootstrap(SHARED, blocks_of(clusters=COUNTRY), n_resamples=2000, seed=3)
    of_means = SHARED.reshape(40, 25).mean(axis=1).std(ddof=0) / np.sqrt(40)
    assert interval.high - interval.low == pytest.approx(2 * 1.96 * of_means, rel=0.08)
    naive = mean_bootstrap(SHARED, blocks_of(clusters=np.arange(1000)), n_resamples=500, seed=3)
    assert interval.high - interval.low > 3 * (naive.high - naive.low)


def test_countries_and_years_at_once_are_wider_than_either() -> None:
    values = SHARED + CHANCE.normal(0, 1, 25)[YEAR - 1990]
    widths = []
    for blocks in (
        blocks_of(clusters=COUNTRY, periods=YEAR),
        blocks_of(clusters=COUNTRY),
        blocks_of(periods=YEAR),
    ):
        interval = mean_bootstrap(values, blocks, n_resamples=600, seed=3)
        widths.append(interval.high - interval.low)
    assert widths[0] > max(widths[1:])


def test_blocks_of_time_stay_together_and_every_period_is_drawn_as_often() -> None:
    blocks = blocks_of(periods=np.arange(12), length=4)
    drawn = list(blocks.resamples(3000, seed=1))
    assert all(len(rows) == 12 for rows in drawn)
    times = Counter(int(row) for rows in drawn for row in rows)
    assert min(times.values()) > 0.9 * 3000
    assert max(times.values()) < 1.1 * 3000
    for rows in drawn[:50]:  # each drawn period has a drawn neighbour, in the circle
        assert all({(row + 1) % 12, (row - 1) % 12} & set(rows.tolist()) for row in rows.tolist())


def test_years_that_are_missing_do_not_shift_time() -> None:
    blocks = blocks_of(periods=["2003-01", "2001-12", "2003-01"], length=2)
    assert blocks.spans is not None
    assert blocks.spans.tolist() == [1, 0, 1]


def test_a_paired_difference_is_narrower_than_its_two_scores() -> None:
    blocks = blocks_of(clusters=COUNTRY)
    worse = np.clip(SAID + 0.05, 0, 1)
    paired = paired_bootstrap(brier_score, (SAID, worse), CAME, blocks, n_resamples=400, seed=3)
    terms = brier_terms(SAID, CAME) - brier_terms(worse, CAME)
    assert paired == mean_bootstrap(terms, blocks, n_resamples=400, seed=3) or paired.low == pytest.approx(
        mean_bootstrap(terms, blocks, n_resamples=400, seed=3).low
    )
    alone = mean_bootstrap(brier_terms(SAID, CAME), blocks, n_resamples=400, seed=3)
    assert paired.high - paired.low < (alone.high - alone.low) / 2
    assert paired.excludes_zero


def test_resamples_without_an_event_are_counted_and_left_out() -> None:
    came = np.zeros(40, dtype=bool)
    came[[3, 17]] = True
    interval = block_bootstrap(
        lambda rows: roc_auc(SAID[:40][rows], came[rows]),
        blocks_of(clusters=np.arange(40)),
        n_resamples=500,
        seed=3,
    )
    assert 500 * 0.08 < interval.n_undefined < 500 * 0.2  # (1 - 2/40) ** 40 is 0.13
    assert 0 <= interval.low <= interval.value <= interval.high <= 1


def test_an_interval_that_most_resamples_have_no_value_for_is_refused() -> None:
    came = np.zeros(6, dtype=bool)
    came[0] = True
    with pytest.raises(ValueRangeError, match="Too few blocks hold an event"):
        block_bootstrap(
            lambda rows: roc_auc(SAID[:6][rows], came[rows]),
            blocks_of(clusters=np.arange(6), periods=np.arange(6)),
            n_resamples=2000,
            seed=3,
        )


def test_a_score_without_a_value_for_the_rows_themselves_has_no_interval() -> None:
    with pytest.raises(ValueRangeError, match="came true"):
        block_bootstrap(
            lambda rows: roc_auc(SAID[rows], np.zeros(len(rows), dtype=bool)),
            blocks_of(clusters=COUNTRY),
            n_resamples=5,
            seed=1,
        )


def test_blocks_need_clusters_or_periods_of_one_length() -> None:
    with pytest.raises(ShapeError, match="neither"):
        blocks_of()
    with pytest.raises(ShapeError, match="clusters, periods"):
        blocks_of(clusters=[1, 2], periods=[1])
    with pytest.raises(ValueRangeError, match="length"):
        blocks_of(periods=[1, 2, 3], length=4)
    with pytest.raises(ShapeError, match="blocks"):
        mean_bootstrap(SHARED[:-1], blocks_of(clusters=COUNTRY), n_resamples=5, seed=1)
