"""Expected values: scikit-learn's unpenalised logistic regression, scipy's binomial intervals and beta quantiles."""

import itertools

import numpy as np
import pytest
from scipy.stats import beta, binomtest
from sklearn.linear_model import LogisticRegression

from forestall.errors import ValueRangeError
from forestall.foresee.scores.calibration import (
    calibration_line,
    expected_calibration_error,
    reliability_table,
    share_interval,
)

CHANCE = np.random.default_rng(9)
PROBABILITY = np.clip(CHANCE.beta(0.3, 4, 3000), 1e-4, 1 - 1e-4)
OCCURRED = CHANCE.random(3000) < PROBABILITY**1.3


def test_calibration_line_is_the_logistic_regression_on_log_odds() -> None:
    odds = np.log(PROBABILITY / (1 - PROBABILITY))[:, None]
    fitted = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(odds, OCCURRED)
    line = calibration_line(PROBABILITY, OCCURRED)
    assert line.intercept == pytest.approx(fitted.intercept_[0], abs=1e-4)
    assert line.slope == pytest.approx(fitted.coef_[0, 0], abs=1e-4)


def test_forecasts_twice_too_bold_have_a_slope_of_a_half() -> None:
    n = 100_000
    odds = CHANCE.normal(-1, 1.5, n)
    bold = 1 / (1 + np.exp(-2 * odds))
    line = calibration_line(bold, CHANCE.random(n) < 1 / (1 + np.exp(-odds)))
    assert (line.intercept, line.slope) == (pytest.approx(0, abs=0.03), pytest.approx(0.5, abs=0.02))


@pytest.mark.parametrize(
    ("said", "came"),
    [
        ([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1]),  # parted entirely: the best slope is infinite
        ([0.1, 0.2, 0.8, 0.9], [0, 0, 0, 0]),
        ([0.3, 0.3, 0.3], [1, 0, 1]),
        ([0.0, 0.2, 0.8], [0, 1, 1]),
    ],
)
def test_where_no_line_fits_best_there_is_none(said: list[float], came: list[int]) -> None:
    with pytest.raises(ValueRangeError, match="calibration line"):
        calibration_line(np.array(said), np.array(came, dtype=bool))


def test_calibration_error_is_the_weighted_gap_of_the_bins() -> None:
    said = np.array([0.1, 0.1, 0.1, 0.1, 0.6, 0.8])
    came = np.array([0, 0, 0, 1, 0, 1], dtype=bool)
    assert expected_calibration_error(said, came, 2) == pytest.approx((abs(0.4 - 1) + abs(1.4 - 1)) / 6)
    assert expected_calibration_error(said, came, 1) == pytest.approx(abs(said.mean() - came.mean()))


def test_reliability_rows_hold_every_forecast_once_and_never_part_equal_ones() -> None:
    rough = np.round(PROBABILITY, 2)
    table = reliability_table(rough, OCCURRED, 10, coverage=0.9)
    assert sum(row.n for row in table) == len(rough)
    assert sum(row.n_occurred for row in table) == OCCURRED.sum()
    assert all(left.highest < right.lowest for left, right in itertools.pairwise(table))
    assert all(row.low <= row.observed_share <= row.high for row in table)
    for row in table:
        inside = (rough >= row.lowest) & (rough <= row.highest)
        assert row.mean_probability == pytest.approx(rough[inside].mean())
        assert row.observed_share == pytest.approx(OCCURRED[inside].mean())


@pytest.mark.parametrize(("n_occurred", "n"), [(0, 10), (1, 10), (7, 10), (10, 10), (3, 4000)])
def test_wilson_interval_is_that_of_scipy(n_occurred: int, n: int) -> None:
    expected = binomtest(n_occurred, n).proportion_ci(0.9, method="wilson")
    found = share_interval(n_occurred, n, coverage=0.9, method="wilson")
    assert found == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize(("n_occurred", "n"), [(1, 10), (7, 10), (3, 4000)])
def test_jeffreys_interval_holds_between_the_quantiles_of_the_beta_distribution(n_occurred: int, n: int) -> None:
    expected = beta.ppf([0.05, 0.95], n_occurred + 0.5, n - n_occurred + 0.5)
    assert share_interval(n_occurred, n, coverage=0.9, method="jeffreys") == pytest.approx(tuple(expected))


def test_jeffreys_interval_of_none_begins_at_0_and_of_all_ends_at_1() -> None:
    assert share_interval(0, 10, coverage=0.9, method="jeffreys")[0] == 0
    assert share_interval(10, 10, coverage=0.9, method="jeffreys")[1] == 1


def test_a_share_of_more_than_all_is_refused() -> None:
    with pytest.raises(ValueRangeError, match="n_occurred <= n"):
        share_interval(11, 10, coverage=0.9, method="wilson")
