"""Backtests of civilian deaths: as known then, to the byte."""

import numpy as np
import pytest

from foresee.invented_months import LAST, QUICK, invented_inputs, nonsense_after
from forestall.errors import LookAhead, ValueRangeError
from forestall.foresee.backtest.civilian_deaths import Issue, backtest, fit_month
from forestall.foresee.features.country_month import media
from forestall.foresee.inputs import Inputs
from forestall.foresee.targets.civilian_deaths import HORIZONS, THRESHOLDS


def issue_of(inputs: Inputs, origin: str) -> Issue:
    (issue,) = backtest(inputs, origin, origin, QUICK)
    return issue


@pytest.fixture(scope="module")
def issues() -> dict[str, Issue]:
    return {issue.origin: issue for issue in backtest(invented_inputs(), "2001-11", "2002-02", QUICK)}


@pytest.mark.parametrize(("origin", "fitted"), [("2021-12", "2021-12"), ("2021-11", "2020-12"), ("2022-01", "2021-12")])
def test_a_fit_is_of_the_latest_december_by_then(origin: str, fitted: str) -> None:
    assert fit_month(origin) == fitted


def test_a_planted_future_leaves_forecasts_as_they_are_to_the_last_bit(issues: dict[str, Issue]) -> None:
    """A leak of a later value into any feature, fit or sample would show in some byte."""
    for origin in ("2001-11", "2002-02"):
        spoilt = issue_of(nonsense_after(invented_inputs(), origin), origin)
        assert spoilt.exceedance.tobytes() == issues[origin].exceedance.tobytes()


def test_the_planted_future_is_one_that_a_leak_would_show(issues: dict[str, Issue]) -> None:
    spoilt = issue_of(nonsense_after(invented_inputs(), "2002-01"), "2002-02")
    assert not np.array_equal(spoilt.exceedance, issues["2002-02"].exceedance)


def test_an_origin_forecast_alone_is_the_same_as_among_others(issues: dict[str, Issue]) -> None:
    assert issue_of(invented_inputs(), "2002-01").exceedance.tobytes() == issues["2002-01"].exceedance.tobytes()


def test_the_last_month_on_record_can_be_an_origin() -> None:
    issue = issue_of(invented_inputs(), LAST)
    assert len(issue.units) == len(issue.exceedance)
    assert issue.unknown == ("NER",)


def test_a_month_after_the_record_can_t() -> None:
    with pytest.raises(LookAhead, match="2005-01"):
        issue_of(invented_inputs(), "2005-01")


@pytest.mark.parametrize(("first", "last"), [("1995-12", "1996-01"), ("2002-02", "2002-01")])
def test_origins_too_early_or_upside_down_are_refused(first: str, last: str) -> None:
    with pytest.raises(ValueRangeError, match="a first origin from"):
        list(backtest(invented_inputs(), first, last, QUICK))


def test_what_stopped_before_the_origin_is_marked_stale(issues: dict[str, Issue]) -> None:
    assert issues["2002-02"].stale == {}
    table = invented_inputs(n_months=120).tables[media.DATASET]
    shorter = Inputs({**invented_inputs().tables, media.DATASET: table})
    assert issue_of(shorter, "2003-05").stale == {media.DATASET: "2002-12"}


def test_the_table_has_a_row_for_each_unit_horizon_and_threshold(issues: dict[str, Issue]) -> None:
    issue = issues["2002-02"]
    rows = issue.table().rows
    assert rows.num_rows == len(issue.units) * len(HORIZONS) * len(THRESHOLDS)
    number = (issue.units.index("SDN") * len(HORIZONS) + 1) * len(THRESHOLDS) + 2
    assert rows.slice(number, 1).to_pylist() == [
        {
            "origin": "2002-02",
            "unit": "SDN",
            "horizon": "3",
            "threshold": 100,
            "probability": issue.probability(100)[issue.units.index("SDN"), 1],
            "mean": issue.mean[issue.units.index("SDN"), 1],
        }
    ]
