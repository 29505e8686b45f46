"""The target: windows, what is unknown, quiet spells, and what its name says."""

import numpy as np

from forestall.foresee.targets.civilian_deaths import HORIZONS, LABEL, QUIET_MONTHS, future_totals, is_quiet


def test_a_window_holds_the_months_after_the_origin_and_not_the_origin() -> None:
    totals = future_totals(np.arange(20.0)[np.newaxis])
    assert totals[0, 2].tolist() == [3, 3 + 4 + 5, sum(range(3, 9)), sum(range(3, 15))]


def test_a_window_with_an_unknown_month_is_unknown_and_so_is_one_that_is_not_over() -> None:
    deaths = np.ones((1, 20))
    deaths[0, 10] = np.nan
    totals = future_totals(deaths)
    assert np.isnan(totals[0, 8]).tolist() == [False, True, True, True]
    assert np.isnan(totals[0, 19 - 3 :, HORIZONS.index(3)]).tolist() == [False, True, True, True]


def test_quiet_takes_three_whole_years_of_record_without_a_killing() -> None:
    deaths = np.zeros((1, 80))
    deaths[0, 20] = 1
    quiet = is_quiet(deaths)[0]
    assert not quiet[: QUIET_MONTHS - 1].any()
    assert not quiet[20 : 20 + QUIET_MONTHS].any()
    assert quiet[20 + QUIET_MONTHS :].all()


def test_the_label_says_that_all_three_types_of_violence_are_counted() -> None:
    assert "organised violence" in LABEL
    assert "all three types" in LABEL
    assert "one-sided" not in LABEL
