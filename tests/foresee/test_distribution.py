"""From exceedance to draws, means and medians, by hand."""

import numpy as np

from forestall.foresee.distribution import (
    CAP,
    FLOOR,
    GRID,
    LARGEST_COUNT,
    bound_tail,
    draws_of,
    exceedance_of,
    mean_of,
    median_of,
    probability_of,
)
from forestall.foresee.targets.civilian_deaths import THRESHOLDS


def certain_of(count: int) -> np.ndarray:
    return np.array([[[float(count >= threshold) for threshold in GRID]]])


def test_the_thresholds_of_the_target_stand_on_the_grid() -> None:
    assert set(THRESHOLDS) <= set(GRID)


def test_no_probability_is_zero_or_one() -> None:
    assert probability_of(certain_of(70), 70).item() == CAP
    assert probability_of(certain_of(70), 100).item() == FLOOR


def test_certainty_of_none_draws_none_and_certainty_of_the_top_draws_the_largest() -> None:
    assert not draws_of(certain_of(0)).any()
    assert (draws_of(np.ones((1, 1, len(GRID)))) == LARGEST_COUNT).all()


def test_draws_between_two_thresholds_stay_between_them() -> None:
    draws = draws_of(certain_of(60), 20)
    assert ((draws >= 50) & (draws < 70)).all()


def test_the_mean_of_a_pareto_tail_is_that_of_its_integral() -> None:
    """P(Y >= c) = c ** -2 sums to pi ** 2 / 6; the integral by trapezoids between thresholds comes close."""
    exceedance = np.array(GRID, dtype=float)[np.newaxis, np.newaxis] ** -2
    assert abs(mean_of(exceedance).item() - 1.5) < 0.01


def test_the_median_is_the_count_as_likely_reached_as_not() -> None:
    exceedance = np.linspace(0.99, 0.02, len(GRID))[np.newaxis, np.newaxis]
    reached = GRID[int((exceedance[0, 0] >= 0.5).sum()) - 1]
    assert reached <= median_of(exceedance).item() < GRID[GRID.index(reached) + 1]


def test_a_bounded_tail_falls_fast_enough_and_leaves_likely_steps_alone() -> None:
    heavy = np.full((1, 1, len(GRID)), 0.09)
    heavy[0, 0, : GRID.index(100)] = 0.5
    bounded = bound_tail(heavy)[0, 0]
    assert bounded[GRID.index(100)] == 0.09
    assert bounded[GRID.index(100_000)] <= 0.09 * (100_000 / 100) ** -1.5 * 1.0001
    likely = np.full((1, 1, len(GRID)), 0.2)
    assert np.array_equal(bound_tail(likely), likely)


def test_shares_of_draws_come_back_as_the_exceedance_they_were_drawn_from() -> None:
    exceedance = np.linspace(0.9, 0.001, len(GRID))[np.newaxis, np.newaxis]
    assert np.abs(exceedance_of(draws_of(exceedance, 400)) - exceedance).max() <= 1 / 400
