"""Laws of count forecasts: more is never likelier than fewer, nor a longer window less deadly."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forestall.foresee.distribution import GRID, bound_tail, draws_of, make_coherent, mean_of, median_of

few = settings(max_examples=60, deadline=None)
guesses = arrays(np.float64, (3, 4, len(GRID)), elements=st.floats(0.0, 1.0))


@few
@given(guesses)
def test_coherent_chances_never_rise_with_the_count_nor_fall_with_the_window(guess: np.ndarray) -> None:
    made = bound_tail(make_coherent(guess))
    made = make_coherent(made)
    assert (np.diff(made, axis=2) <= 1e-12).all()
    assert (np.diff(made, axis=1) >= -1e-12).all()
    assert ((made >= 0) & (made <= 1)).all()


@few
@given(guesses)
def test_what_is_coherent_is_left_as_it_is(guess: np.ndarray) -> None:
    once = make_coherent(guess)
    assert np.allclose(make_coherent(once), once, atol=1e-12)


@few
@given(guesses)
def test_draws_mean_and_median_never_fall_as_the_window_grows(guess: np.ndarray) -> None:
    made = make_coherent(guess)
    assert (np.diff(draws_of(made, 50), axis=1) >= 0).all()
    assert (np.diff(mean_of(made), axis=1) >= -1e-9).all()
    assert (np.diff(median_of(made), axis=1) >= 0).all()
