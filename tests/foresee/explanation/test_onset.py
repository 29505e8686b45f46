"""Explanations: they add up, look back only, and say unknown where nothing is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresee.invented_years import invented_inputs
from forestall.errors import NotFound
from forestall.foresee.ensemble.onset import EMBEDDED, FittedEnsemble, ensemble_named, fit_member
from forestall.foresee.explanation.asking import ask
from forestall.foresee.explanation.content import Shown
from forestall.foresee.explanation.drivers import Topics, effects
from forestall.foresee.explanation.onset import explain, row_of, usual_row
from forestall.foresee.explanation.values import shown
from forestall.foresee.features.country_year.columns import Column
from forestall.foresee.features.country_year.design import build_design
from forestall.foresee.features.country_year.record import record_design
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.mass_killing_onset import KillingState

ORIGIN = 2010


@pytest.fixture(scope="module")
def fitted() -> FittedEnsemble:
    members = ensemble_named(EMBEDDED).members
    return FittedEnsemble(tuple(fit_member(member, record_design(), ORIGIN) for member in members))


def unit_of(country: str) -> int:
    rows = record_design().rows
    return int(rows.unit[rows.country.index(country)])


def log_odds(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))


def test_drivers_add_up_to_the_difference_from_a_usual_country(fitted: FittedEnsemble) -> None:
    for found in explain(record_design(), fitted, ORIGIN, [unit_of("SDN"), unit_of("NOR")], before=2001):
        total = sum(driver.effect for driver in found.drivers)
        assert total == pytest.approx(log_odds(found.probability) - log_odds(found.usual))
        assert found.change is not None
        moved = sum(driver.effect for driver in found.change.drivers)
        assert moved == pytest.approx(log_odds(found.probability) - log_odds(found.change.probability_before))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_effects_of_a_linear_model_are_its_terms_and_of_any_model_add_up(seed: int) -> None:
    chance = np.random.default_rng(seed)
    topics = Topics(("a", "b", "c"), np.array([0, 1, 2, 0, 1]))
    row, reference, weights = chance.normal(size=(3, 5))
    (linear,) = ask(lambda values: values @ weights, [effects(topics, row, reference)])
    terms = np.bincount(topics.of_column, weights * (row - reference))
    np.testing.assert_allclose(linear, terms, atol=1e-12)

    def bent(values: FloatArray) -> FloatArray:
        made: FloatArray = np.tanh(values @ weights) + values[:, 0] * values[:, 1]
        return made

    (found,) = ask(bent, [effects(topics, row, reference)])
    assert found.sum() == pytest.approx(float((bent(row[np.newaxis]) - bent(reference[np.newaxis]))[0]))


def test_analogues_are_past_years_of_other_countries_whose_outcome_was_known(fitted: FittedEnsemble) -> None:
    (found,) = explain(record_design(), fitted, ORIGIN, [unit_of("SDN")])
    assert len({analogue.country for analogue in found.analogues} - {"SDN"}) == 3
    assert all(analogue.year <= ORIGIN - 2 for analogue in found.analogues)
    distances = [analogue.distance for analogue in found.analogues]
    assert distances == sorted(distances)


def test_a_comparable_group_is_counted_as_known_at_the_origin(fitted: FittedEnsemble) -> None:
    (found,) = explain(record_design(), fitted, ORIGIN, [unit_of("NOR")])
    rows = record_design().rows
    never = np.array([state == KillingState.NEVER for state in rows.states()]) & rows.known(ORIGIN)
    assert found.comparable.n == never.sum()
    assert found.comparable.n_events == rows.onset["1or2"][never].sum()


def test_a_what_if_says_what_the_model_says_of_that_row(fitted: FittedEnsemble) -> None:
    design = record_design()
    (found,) = explain(design, fitted, ORIGIN, [unit_of("TCD")])
    named = {column.label: place for place, column in enumerate(design.columns) if column.label}
    for move in found.what_ifs:
        assert move.now != move.then
        assert move.name in named
        assert 0 < move.probability < 1
    assert found.what_ifs


def test_a_country_without_a_row_is_not_found_rather_than_calm(fitted: FittedEnsemble) -> None:
    with pytest.raises(NotFound, match="unknown to this model"):
        explain(record_design(), fitted, ORIGIN, [unit_of("SSD")])


def test_a_usual_row_is_of_countries_in_the_same_state() -> None:
    design = build_design(invented_inputs())
    names = [column.name for column in design.columns]
    assert usual_row(design, 2000, KillingState.ONGOING)[names.index("n_ongoing_log2")] > 0
    assert usual_row(design, 2000, KillingState.NEVER)[names.index("ever")] == 0
    assert row_of(design, 625, 2000) >= 0


@pytest.mark.parametrize(
    ("scale", "value", "expected"),
    [("log_1p", np.log1p(1200), Shown("count", 1200)), ("log2_1p", 3.0, Shown("count", 7)),
     ("sqrt", 5.0, Shown("count", 25)), ("percent", 0.25, Shown("percent", 0.25)),
     ("times", np.log(2.5), Shown("times", 2.5)), ("yes_no", 1.0, Shown("yes")), ("yes_no", 0.0, Shown("no")),
     ("plain", 0.123, Shown("number", 0.12)), ("plain", float("nan"), Shown("unknown"))],
)  # fmt: skip
def test_values_are_shown_as_readers_know_them(scale: str, value: float, expected: Shown) -> None:
    assert shown(Column("x", "structure", "state", 0, "x", scale), value) == expected
