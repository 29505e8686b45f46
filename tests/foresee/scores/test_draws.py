"""Expected values: scipy's energy distance, double sums written out, and the closed form of a normal."""

import numpy as np
import pytest
from scipy.stats import energy_distance, norm

from forestall.errors import ShapeError, ValueRangeError
from forestall.foresee.scores.draws import (
    at_least,
    crps,
    crps_terms,
    exceedance,
    ignorance,
    ignorance_terms,
    interval_score,
    interval_terms,
)

CHANCE = np.random.default_rng(8)
DRAWS = np.floor(CHANCE.lognormal(1, 2, (40, 25)))
SEEN = np.floor(CHANCE.lognormal(1, 2, 40))


def test_crps_is_half_the_squared_energy_distance_to_what_came() -> None:
    expected = [energy_distance(row, [came]) ** 2 / 2 for row, came in zip(DRAWS, SEEN, strict=True)]
    assert crps_terms(DRAWS, SEEN, fair=False) == pytest.approx(expected, rel=1e-9)


def test_fair_crps_leaves_out_pairs_of_a_draw_with_itself() -> None:
    pairs = np.abs(DRAWS[:, :, None] - DRAWS[:, None, :]).sum(axis=(1, 2)) / (25 * 24)
    expected = np.abs(DRAWS - SEEN[:, None]).mean(axis=1) - pairs / 2
    assert crps_terms(DRAWS, SEEN, fair=True) == pytest.approx(expected, rel=1e-12)


def test_fair_crps_of_few_draws_is_on_average_the_score_of_their_distribution() -> None:
    # Closed form for a standard normal at 0.7: Gneiting and Raftery (2007), section 4.2.
    z = 0.7
    exact = z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi)
    few = CHANCE.standard_normal((200_000, 3))
    assert crps(few, np.full(200_000, z), fair=True) == pytest.approx(exact, abs=0.005)
    assert crps(few, np.full(200_000, z)) > exact + 0.15


def test_crps_of_one_draw_is_the_absolute_error_and_has_no_fair_form() -> None:
    assert crps(np.array([[3.0]]), np.array([10.0])) == 7
    with pytest.raises(ShapeError, match="two draws"):
        crps(np.array([[3.0]]), np.array([10.0]), fair=True)


def test_interval_score_is_width_and_a_charge_for_what_lies_outside() -> None:
    low, high, came = np.array([0.0, 0.0, 5.0]), np.array([10.0, 10.0, 6.0]), np.array([4.0, 13.0, 2.0])
    assert interval_terms(low, high, came, 0.8) == pytest.approx([10, 10 + 3 * 10, 1 + 3 * 10])
    ends = np.quantile(DRAWS, [0.1, 0.9], axis=1)
    expected = interval_terms(*ends, SEEN, 0.8).mean()
    assert interval_score(DRAWS, SEEN, 0.8) == pytest.approx(expected)


def test_an_interval_upside_down_or_of_everything_is_refused() -> None:
    with pytest.raises(ValueRangeError, match="low <= high"):
        interval_terms(np.array([2.0]), np.array([1.0]), np.array([1.0]), 0.8)
    with pytest.raises(ValueRangeError, match="coverage"):
        interval_terms(np.array([1.0]), np.array([2.0]), np.array([1.0]), 1.0)


def test_ignorance_counts_one_more_draw_in_every_bin() -> None:
    edges = [0, 1, 10, np.inf]
    draws = np.array([[0.0] * 7, [0, 0, 5, 5, 5, 50, 50]])
    assert ignorance_terms(draws, np.array([0.0, 5.0]), edges) == pytest.approx([-np.log2(8 / 10), -np.log2(4 / 10)])
    assert ignorance(draws[:1], np.array([99.0]), edges) == pytest.approx(np.log2(10))


def test_ignorance_refuses_what_no_bin_holds_and_edges_that_fall() -> None:
    with pytest.raises(ValueRangeError, match="position 0"):
        ignorance(np.array([[1.0]]), np.array([11.0]), [0, 1, 10])
    with pytest.raises(ValueRangeError, match="edges that rise"):
        ignorance(np.array([[1.0]]), np.array([1.0]), [0, 2, 1])


def test_exceedance_is_strict_and_at_least_is_not() -> None:
    draws = np.array([[0.0, 1, 25, 26], [25, 25, 25, 25]])
    assert exceedance(draws, [25]).tolist() == [[0.25], [0.0]]
    assert at_least(draws, [1, 25]).tolist() == [[0.75, 0.5], [1.0, 1.0]]


def test_a_draw_that_is_not_a_number_is_refused_and_does_not_lower_a_risk() -> None:
    draws = np.array([[1.0, np.nan, 30.0]])
    for scored in (
        lambda: at_least(draws, [25]),
        lambda: exceedance(draws, [25]),
        lambda: crps(draws, np.array([1.0])),
        lambda: ignorance(draws, np.array([1.0]), [0, 50]),
    ):
        with pytest.raises(ValueRangeError, match="draws"):
            scored()


def test_draws_without_a_row_for_each_observation_are_refused() -> None:
    with pytest.raises(ShapeError, match="one row of draws"):
        crps(DRAWS, SEEN[:-1])
