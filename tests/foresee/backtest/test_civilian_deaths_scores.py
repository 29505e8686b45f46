"""Track records of civilian deaths: the scores of the published comparison, onset and continuation apart."""

import numpy as np
import pytest

from foresee.invented_months import QUICK, invented_inputs
from forestall.foresee.backtest.civilian_deaths import Issue, backtest
from forestall.foresee.backtest.civilian_deaths_scores import SUBSETS, civilian_deaths_records
from forestall.foresee.backtest.count_cases import cases_between, issued_forecasts, reference_forecasts
from forestall.foresee.backtest.count_scores import Question, compare
from forestall.foresee.backtest.track_record import TrackRecord
from forestall.foresee.features.country_month.record import country_months
from forestall.foresee.models.references import REFERENCES

FIRST, LAST = "2001-12", "2003-06"
EDGES = (0.05, 0.2, 0.8)


@pytest.fixture(scope="module")
def issues() -> list[Issue]:
    return list(backtest(invented_inputs(), FIRST, LAST, QUICK))


@pytest.fixture(scope="module")
def records(issues: list[Issue]) -> dict[tuple[str, int | None, str], TrackRecord]:
    made = civilian_deaths_records(issues, country_months(invented_inputs()), FIRST, LAST, EDGES)
    return {(record.subset, record.threshold, record.horizon): record for record in made}


def test_scores_and_references_are_those_of_the_published_comparison(
    records: dict[tuple[str, int | None, str], TrackRecord], issues: list[Issue]
) -> None:
    record = country_months(invented_inputs())
    cases = cases_between(record, FIRST, LAST)
    model = issued_forecasts(issues, cases)
    compared = list(compare(Question("brier", 3, 25), model, reference_forecasts(record, cases), cases, 50))
    lines = {line.name: line for line in records["all", 25, "3"].scores}
    assert lines["brier"].value == pytest.approx(compared[0].ours)
    for family in ("persistence", "conflictology", "unit base rate"):
        best = min(found.theirs for found in compared if REFERENCES[found.reference].family == family)
        skill = lines[f"skill over {family}"]
        assert skill.value == pytest.approx(1 - compared[0].ours / best)
        assert skill.low < skill.value < skill.high


def test_onset_and_continuation_make_up_all_cases(records: dict[tuple[str, int | None, str], TrackRecord]) -> None:
    n = {subset: records[subset, 1, "12"].scores[0].n for subset in SUBSETS}
    events = {subset: records[subset, 1, "12"].scores[0].n_events for subset in SUBSETS}
    assert n["quiet"] + n["going"] == n["all"]
    assert events["quiet"] + events["going"] == events["all"]


def test_calibration_counts_forecasts_between_the_borders(
    records: dict[tuple[str, int | None, str], TrackRecord],
) -> None:
    for record in records.values():
        assert sum(found.n for found in record.calibration) == record.scores[0].n
        bins = np.digitize([found.mean_probability for found in record.calibration], EDGES)
        assert len(set(bins.tolist())) == len(record.calibration)
        assert all(found.low <= found.observed_share <= found.high for found in record.calibration)
        assert all(found.high > found.low for found in record.calibration)
