"""Backtests by area and cell: as known then, to the byte."""

import numpy as np
import pytest

from foresee.invented_points import QUICK, nonsense_after, violent_years
from forestall.errors import LookAhead, ValueRangeError
from forestall.foresee.backtest import local_civilian_deaths
from forestall.foresee.backtest.local_civilian_deaths import LocalIssue, backtest, local_cases
from forestall.foresee.features.local_month.record import local_record
from forestall.foresee.inputs import Inputs
from forestall.foresee.models import local_pool
from forestall.foresee.targets.civilian_deaths import HORIZONS
from forestall.foresee.targets.local_civilian_deaths import LocalKind
from forestall.places.grid import cell_at


def issue_of(inputs: Inputs, origin: str, kind: LocalKind = "cell", n_threads: int = 1) -> LocalIssue:
    (issue,) = backtest(inputs, kind, origin, origin, settings=QUICK, n_threads=n_threads)
    return issue


@pytest.fixture(scope="module")
def issues() -> dict[str, LocalIssue]:
    return {issue.origin: issue for issue in backtest(violent_years(), "cell", "2005-11", "2006-02", settings=QUICK)}


def test_a_planted_future_leaves_forecasts_as_they_are_to_the_last_bit(issues: dict[str, LocalIssue]) -> None:
    for origin in ("2005-11", "2006-02"):
        spoilt = issue_of(nonsense_after(violent_years(), origin), origin)
        assert spoilt.exceedance.tobytes() == issues[origin].exceedance.tobytes()
        assert spoilt.thresholds == issues[origin].thresholds


def test_the_planted_future_is_one_that_a_leak_would_show(issues: dict[str, LocalIssue]) -> None:
    spoilt = issue_of(nonsense_after(violent_years(), "2006-01"), "2006-02")
    assert not np.array_equal(spoilt.exceedance, issues["2006-02"].exceedance)


def test_an_origin_alone_and_in_two_threads_is_the_same_as_among_others(issues: dict[str, LocalIssue]) -> None:
    alone = issue_of(violent_years(), "2006-01", n_threads=2)
    assert alone.exceedance.tobytes() == issues["2006-01"].exceedance.tobytes()


def test_units_with_less_than_a_year_of_points_are_told_and_not_forecast() -> None:
    early, late = (issue_of(violent_years(), origin, "admin1") for origin in ("2009-11", "2009-12"))
    assert early.unknown == {"XEB": 2}
    assert not {"EXERCISE-XB-01", "EXERCISE-XB-02"} & set(early.units)
    assert late.unknown == {}
    assert {"EXERCISE-XB-01", "EXERCISE-XB-02"} <= set(late.units)


def test_forecasts_are_coherent_and_the_table_has_a_row_for_each(issues: dict[str, LocalIssue]) -> None:
    issue = issues["2006-02"]
    assert (np.diff(issue.exceedance, axis=2) <= 0).all()
    assert (np.diff(issue.exceedance, axis=1) >= 0).all()
    rows = issue.table().rows
    assert rows.num_rows == len(issue.units) * len(HORIZONS) * len(issue.thresholds)
    assert rows.slice(0, 1).to_pylist()[0].items() >= {"origin": "2006-02", "unit": str(issue.units[0])}.items()
    assert set(rows.column("unit").to_pylist()) == {str(unit) for unit in issue.units}


def test_places_at_war_rank_above_places_without_any(issues: dict[str, LocalIssue]) -> None:
    issue = issues["2006-02"]
    record = local_record(violent_years(), "cell", "2006-02")
    year = np.nansum(record.deaths[:, -12:], axis=1)
    struck = {unit for unit, killed in zip(record.region.units, year, strict=True) if killed}
    at_war = np.isin(issue.units, list(struck))
    assert at_war.any()
    assert issue.probability(1)[at_war, 3].min() > np.median(issue.probability(1)[~at_war, 3])


def test_origins_too_early_late_or_upside_down_are_refused() -> None:
    for first, last in (("1997-12", "1998-01"), ("2006-02", "2006-01")):
        with pytest.raises(ValueRangeError, match="36 months of points"):
            list(backtest(violent_years(), "cell", first, last, settings=QUICK))
    with pytest.raises(LookAhead):
        list(backtest(violent_years(), "cell", "2010-12", "2011-01", settings=QUICK))


def test_more_units_than_memory_holds_are_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_pool, "MOST_UNIT_MONTHS", 10_000)
    with pytest.raises(ValueRangeError, match="--region"):
        issue_of(violent_years(), "2006-01")


def test_cases_part_onset_from_what_goes_on_and_score_nothing_in_doubt() -> None:
    record = local_record(violent_years(), "cell")
    cases = local_cases(record, "2005-01", "2005-12")
    quiet, all_of_them, going_on = cases.scored(3, onset_only=True), cases.scored(3), cases.continuing().scored(3)
    assert not (quiet & going_on).any()
    assert np.array_equal(quiet | going_on, all_of_them)
    assert not np.isnan(cases.came(3, all_of_them)).any()
    doubtful = record.region.units.index(cell_at(-28.25, -19.25))
    assert np.isnan(cases.totals[:, doubtful, 3]).any()


def test_few_countries_are_resampled_by_unit_and_year_and_many_by_country(monkeypatch: pytest.MonkeyPatch) -> None:
    record = local_record(violent_years(), "admin1")
    cases = local_cases(record, "2005-01", "2006-12")
    blocks = cases.blocks(cases.scored(1))
    assert blocks.length == 12
    assert blocks.clusters is not None
    assert blocks.clusters.max() + 1 == 5
    monkeypatch.setattr(local_civilian_deaths, "FEWEST_COUNTRIES", 2)
    many = local_cases(record, "2010-01", "2010-11")
    by_country = many.blocks(many.scored(1))
    assert by_country.spans is None
    assert by_country.clusters is not None
    assert by_country.clusters.max() + 1 == 2
