"""The forecast of civilian deaths that is issued: that of a backtest's last origin, and what stands beside it."""

import numpy as np
import pytest

from foresee.invented_months import LAST, QUICK, invented_inputs, nonsense_after
from forestall.foresee.backtest.civilian_deaths import backtest
from forestall.foresee.backtest.live_civilian_deaths import LiveCivilianDeaths, base_rates, live_civilian_deaths
from forestall.foresee.targets.civilian_deaths import HORIZONS, THRESHOLDS, future_totals, is_quiet


@pytest.fixture(scope="module")
def live() -> LiveCivilianDeaths:
    return live_civilian_deaths(invented_inputs(), settings=QUICK)


def test_it_is_the_forecast_of_a_backtest_from_the_last_month(live: LiveCivilianDeaths) -> None:
    (issue,) = backtest(invented_inputs(), LAST, LAST, QUICK)
    assert (live.origin, live.units, live.unknown) == (LAST, issue.units, issue.unknown)
    assert live.exceedance.tobytes() == issue.exceedance.tobytes()


def test_an_earlier_origin_knows_nothing_of_what_came_later() -> None:
    made = [
        live_civilian_deaths(inputs, "2002-06", settings=QUICK)
        for inputs in (invented_inputs(), nonsense_after(invented_inputs(), "2002-06"))
    ]
    for part in ("exceedance", "by_method", "killed", "quiet"):
        first, second = (getattr(each, part) for each in made)
        assert first.tobytes() == second.tobytes(), part
    assert np.array_equal(base_rates(made[0].record, 25), base_rates(made[1].record, 25))


def test_the_two_methods_disagree_and_a_range_of_counts_never_falls_with_the_horizon(live: LiveCivilianDeaths) -> None:
    trees, logit = live.alone(25)
    assert np.abs(trees - logit).max() > 0.02
    low, middle, high = live.counts()
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert (np.diff(high, axis=1) >= 0).all()


def test_an_unknown_record_has_no_count_of_dead(live: LiveCivilianDeaths) -> None:
    assert np.isnan(live.killed[live.units.index("NER")])
    assert live.killed[live.units.index("FRA")] == 0


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_base_rates_are_shares_of_windows_from_the_same_start(live: LiveCivilianDeaths, threshold: int) -> None:
    totals, quiet = future_totals(live.record.deaths), is_quiet(live.record.deaths)
    going = [
        totals[unit, month, 1]
        for unit in range(len(live.record.units))
        for month in range(totals.shape[1])
        if live.record.exists[unit, month] and not quiet[unit, month] and not np.isnan(totals[unit, month, 1])
    ]
    share = (sum(total >= threshold for total in going) + 0.5) / (len(going) + 1)
    found = base_rates(live.record, threshold)
    assert found[1, 1] == pytest.approx(share)
    assert found.shape == (2, len(HORIZONS))
    assert (found > 0).all()
