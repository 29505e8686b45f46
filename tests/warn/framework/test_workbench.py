from datetime import timedelta
from typing import Any

import pytest

from forestall.records.assessment import IndicatorJudgement
from forestall.records.values.text import LanguageText
from forestall.vocabulary.load import vocabulary
from forestall.warn.framework.judging import judge_indicator, with_judgements
from forestall.warn.framework.requests import requests_of
from forestall.warn.framework.workbench import unasked, workbench
from record_samples import said
from warn_samples import NOON, assessment

NOTE = LanguageText(text="Arms were handed out.", language="en")


def judged(indicator: str, status: str = "present", level: str = "L1", rests_on: Any = ()) -> IndicatorJudgement:
    return judge_indicator(
        indicator, status, "rising", level, rests_on=tuple(rests_on), note=NOTE, reviewed=("user-a1", NOON)
    )


def all_of(factor: str, status: str) -> tuple[IndicatorJudgement, ...]:
    names = [name for name, term in vocabulary("indicator").items() if term.extra["risk_factor"] == factor]
    return tuple(judged(name, status) for name in names)


def test_a_blank_workbench_shows_fourteen_factors_not_assessed_with_no_coverage() -> None:
    bench = workbench(assessment(), NOON, {})
    assert [factor.coverage for factor in bench.factors][:2] == ["0 of 11", "0 of 8"]
    assert [factor.status for factor in bench.factors] == ["not_assessed"] * 14
    assert {factor.n_assessed for factor in bench.factors} == {0}


def test_a_stale_factor_8_counts_as_not_assessed_on_day_15() -> None:
    told = with_judgements(assessment(), (judged("8.1", level="L2"),))
    day = timedelta(days=1)
    assert workbench(told, NOON + 13 * day, {}).factor("RF8").status == "present"
    later = workbench(told, NOON + 15 * day, {}).factor("RF8")
    assert (later.status, later.n_assessed, later.n_stale) == ("stale", 0, 1)


@pytest.mark.parametrize(("factor", "indicator", "days"), [("RF7", "7.1", 14), ("RF1", "1.1", 60), ("RF5", "5.1", 180)])
def test_a_judgement_runs_out_as_fast_as_its_factor_moves(factor: str, indicator: str, days: int) -> None:
    row = judged(indicator, level="L2")
    assert row.expires_at == NOON + timedelta(days=days)


def test_what_was_unclear_runs_out_too() -> None:
    told = with_judgements(assessment(), (judged("8.1", "unclear"),))
    assert workbench(told, NOON, {}).factor("RF8").status == "unclear"
    assert workbench(told, NOON + timedelta(days=15), {}).factor("RF8").status == "stale"


def test_one_indicator_on_medium_evidence_makes_a_factor_present() -> None:
    told = with_judgements(assessment(), (judged("7.1", level="L2"),))
    assert workbench(told, NOON, {}).factor("RF7").status == "present"


@pytest.mark.parametrize(
    ("origins", "status"),
    [
        ({"report-1": "origin-1", "report-2": "origin-2"}, "present"),
        ({"report-1": "origin-1", "report-2": "origin-1"}, "unclear"),
        ({"report-1": "origin-1"}, "unclear"),
    ],
)
def test_two_indicators_on_acceptable_evidence_count_only_when_their_origins_differ(
    origins: dict[str, str], status: str
) -> None:
    rows = (judged("7.1", rests_on=["report-1"]), judged("7.2", rests_on=["report-2"]))
    assert workbench(with_judgements(assessment(), rows), NOON, origins).factor("RF7").status == status


def test_a_factor_is_absent_only_once_all_of_it_was_looked_at() -> None:
    whole = all_of("RF9", "absent")
    assert workbench(with_judgements(assessment(), whole), NOON, {}).factor("RF9").status == "absent"
    part = workbench(with_judgements(assessment(), whole[1:]), NOON, {}).factor("RF9")
    assert (part.status, part.coverage) == ("unclear", "5 of 6")


def test_a_later_judgement_replaces_the_earlier_one_of_the_same_indicator() -> None:
    told = with_judgements(assessment(), (judged("8.1"), judged("7.1")))
    told = with_judgements(told, (judged("8.1", "absent"),))
    assert [(row.indicator, row.status) for row in told.indicators] == [("7.1", "present"), ("8.1", "absent")]


def test_severity_is_shown_as_a_person_said_it_and_never_over_what_nobody_looked_at() -> None:
    held = {"risk_factor": "RF7", "severity": 3, "sentence": said("Preparation by an able actor.")}
    told = assessment(factors=[held])
    assert workbench(told, NOON, {}).factor("RF7").severity is None
    told = with_judgements(told, (judged("7.1"),))
    assert workbench(told, NOON, {}).factor("RF7").severity == 3


def numbers(value: Any, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return {found for key, part in value.items() for found in numbers(part, key)}
    if isinstance(value, list | tuple):
        return {found for part in value for found in numbers(part, path)}
    return {path} if isinstance(value, int | float) and not isinstance(value, bool) else set()


def test_no_number_but_counts_and_one_persons_severity_leaves_the_workbench() -> None:
    told = with_judgements(assessment(), tuple(judged(name, level="L2") for name in vocabulary("indicator")))
    shown = workbench(told, NOON, {}).to_json()
    assert set(shown) == {"factors"}
    held = {"n_assessed", "n_indicators", "n_stale"}
    assert numbers(shown) == held


def test_who_asks_for_a_sum_gets_a_count_with_its_coverage_and_a_warning() -> None:
    told = with_judgements(assessment(), (judged("7.1", level="L2"),))
    line = workbench(told, NOON, {}).count_with_warning()
    assert line.startswith("1 of 14 factors present, 13 not assessed or stale; 1 of 140 indicators assessed.")
    assert "not a score" in line


def test_mitigating_factors_are_asked_every_time() -> None:
    assert unasked(assessment()) == ("RF6",)
    assert unasked(with_judgements(assessment(), (judged("6.1", "absent"),))) == ()


def test_each_thing_that_would_change_the_view_is_asked_for_once() -> None:
    told = assessment()
    first = requests_of("assessment-1", told, ("user-a1", NOON), ())
    assert [one.what.text for one in first] == ["Fighters leave the camps.", "The market opens on both sides."]
    assert requests_of("assessment-1", told, ("user-a2", NOON), first) == ()
