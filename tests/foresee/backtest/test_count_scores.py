"""Scores of counts beside references: what a forecast that knows, one that is the same, and one that lies get."""

from collections.abc import Mapping

import numpy as np
import pytest

from foresee.invented_months import invented_inputs
from forestall.errors import ShapeError, ValueRangeError
from forestall.foresee.backtest.count_cases import Cases, cases_between, reference_forecasts
from forestall.foresee.backtest.count_scores import Comparison, Question, compare
from forestall.foresee.distribution import GRID
from forestall.foresee.features.country_month.record import country_months
from forestall.foresee.features.unit_months import UnitMonths
from forestall.foresee.models.references import CountForecast


@pytest.fixture(scope="module")
def record() -> UnitMonths:
    return country_months(invented_inputs())


@pytest.fixture(scope="module")
def cases(record: UnitMonths) -> Cases:
    return cases_between(record, "2001-07", "2002-06")


@pytest.fixture(scope="module")
def references(record: UnitMonths, cases: Cases) -> Mapping[str, CountForecast]:
    return reference_forecasts(record, cases)


def knowing(cases: Cases) -> CountForecast:
    """Forecasts of what came, all but certain."""
    over = np.nan_to_num(cases.totals)[:, :, :, np.newaxis] >= np.array(GRID)
    return CountForecast(np.where(over, 0.9985, 0.0003))


def compared(question: Question, ours: CountForecast, theirs: CountForecast, cases: Cases) -> Comparison:
    (comparison,) = compare(question, ours, {"them": theirs}, cases, 50)
    return comparison


@pytest.mark.parametrize(
    "question",
    [
        Question("brier", 3, 25),
        Question("log", 12, 25),
        Question("average precision", 3, 25),
        Question("roc auc", 3, 25),
        Question("crps", 3),
        Question("log crps", 12),
    ],
)
def test_a_forecast_that_knows_beats_every_reference_and_its_interval_says_so(
    question: Question, references: Mapping[str, CountForecast], cases: Cases
) -> None:
    for comparison in compare(question, knowing(cases), references, cases, 50):
        assert comparison.gain.low > 0, comparison.reference


def test_a_forecast_gains_nothing_over_itself(cases: Cases) -> None:
    comparison = compared(Question("brier", 3, 1), knowing(cases), knowing(cases), cases)
    assert (comparison.gain.low, comparison.gain.value, comparison.gain.high) == (0, 0, 0)


def test_a_reference_that_is_certain_and_wrong_scores_a_number_and_not_infinity(cases: Cases) -> None:
    never = CountForecast(np.zeros((*cases.totals.shape, len(GRID))), np.zeros((*cases.totals.shape, 1)))
    assert np.isfinite(compared(Question("log", 3, 1), knowing(cases), never, cases).theirs)


def test_unknown_outcomes_are_not_scored_and_neither_is_a_unit_without_a_record(cases: Cases) -> None:
    cells = cases.scored(12)
    assert not cells[:, cases.units.index("NER")].any()
    late = cases_between(country_months(invented_inputs()), "2004-06", "2004-12")
    assert late.scored(12).sum() == 0
    assert late.scored(3).any(axis=1).tolist() == [True] * 4 + [False] * 3
    with pytest.raises(ShapeError):
        list(compare(Question("brier", 12, 1), knowing(late), {"them": knowing(late)}, late, 5))


def test_onset_counts_only_units_with_three_quiet_years(record: UnitMonths, cases: Cases) -> None:
    cells = cases.scored(12, onset_only=True)
    origin, unit = np.argwhere(cells & (cases.totals[:, :, 3] > 0))[0]
    column = record.column(cases.origins[origin])
    assert not np.nan_to_num(record.deaths[unit, column - 35 : column + 1]).any()
    comparison = compared(Question("brier", 12, 1, onset_only=True), knowing(cases), knowing(cases), cases)
    assert comparison.n == cells.sum() < cases.scored(12).sum()


def test_a_rank_without_any_event_is_refused(cases: Cases) -> None:
    with pytest.raises(ValueRangeError):
        compared(Question("roc auc", 1, 100_000), knowing(cases), knowing(cases), cases)
