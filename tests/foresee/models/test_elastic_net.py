"""The elastic net against scikit-learn's SAGA, an independent solver of the same objective, and its parts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from forestall.foresee.models.coordinate_descent import compiled_descent, descend, descend_plainly
from forestall.foresee.models.elastic_net import ElasticNet, unit_folds
from forestall.foresee.models.learner import Training
from forestall.foresee.models.signed_elastic_net import SignedElasticNet
from forestall.foresee.scores.arrays import FloatArray


def invented(n_rows: int = 800, n_columns: int = 8) -> Training:
    chance = np.random.default_rng(5)
    values = chance.normal(size=(n_rows, n_columns)) * np.arange(1, n_columns + 1)
    odds = values[:, 0] * 1.0 - values[:, 1] * 0.4 - 1.5
    occurred = (chance.random(n_rows) < 1 / (1 + np.exp(-odds))).astype(float)
    return Training(values, occurred, np.repeat(np.arange(n_rows // 20), 20), (1, -1, 1, 0, 0, 0, 0, 0))


def test_coefficients_are_those_of_an_independent_solver_at_the_same_penalty() -> None:
    training = invented()
    ours = ElasticNet().fit(training)
    theirs = LogisticRegression(
        C=1 / (ours.penalty * len(training)), l1_ratio=0.5, solver="saga", tol=1e-10, max_iter=100_000
    )
    theirs.fit((training.values - ours.means) / ours.scales, training.occurred > 0)
    np.testing.assert_allclose(ours.coefficients, theirs.coef_[0], atol=2e-4)
    assert ours.intercept == pytest.approx(float(theirs.intercept_[0]), abs=2e-4)


def test_scikit_learn_still_has_the_descent_that_makes_it_fast() -> None:
    assert compiled_descent() is not None


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), positive=st.booleans(), share=st.floats(0.05, 1))
def test_both_descents_find_the_same_minimum(seed: int, positive: bool, share: float) -> None:
    chance = np.random.default_rng(seed)
    rows = chance.normal(size=(60, 5))
    gram, target = np.ascontiguousarray(rows.T @ rows / 60), np.ascontiguousarray(chance.normal(size=5))
    start: FloatArray = np.zeros(5)
    penalties = (0.2 * share, 0.2 * (1 - share))
    fast = descend(start, gram, target, penalties, positive=positive)
    plain = descend_plainly(start, gram, target, penalties, positive=positive)
    np.testing.assert_allclose(fast, plain, atol=1e-4)
    assert not positive or (fast >= 0).all()


def test_folds_keep_countries_whole() -> None:
    units = np.repeat(np.arange(37), 5)
    folds = unit_folds(units)
    assert all(len(set(folds[units == unit].tolist())) == 1 for unit in range(37))
    assert set(folds.tolist()) == set(range(10))


def test_a_signed_net_never_falls_with_a_column_that_may_only_raise() -> None:
    training = invented()
    fitted = SignedElasticNet().fit(training)
    ladder = np.zeros((50, 8))
    for column, sign in ((0, 1), (1, -1), (2, 1)):
        ladder[:] = 0.0
        ladder[:, column] = np.linspace(-30, 30, 50)
        assert (np.diff(fitted.log_odds(ladder)) * sign >= -1e-12).all()


def test_an_unknown_value_counts_as_the_mean_of_the_known() -> None:
    training = invented()
    fitted = ElasticNet(folds="countries").fit(training)
    row = training.values[:1].copy()
    row[0, 0] = np.nan
    filled = row.copy()
    filled[0, 0] = training.values[:, 0].mean()
    assert fitted.log_odds(row) == pytest.approx(fitted.log_odds(filled))
