"""Past cases, whole: what was known when, and how long it took, held against numbers worked out by hand."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from forestall.cli.main import app
from forestall.errors import NotFound
from forestall.records.values.text import LanguageText
from forestall.respond.cases.record import CONFIRMED, Weight, case_of, cases
from forestall.respond.cases.replaying import Replay, replay
from forestall.warn.wording.lint import lint_text

GOLDEN = {
    # case: days from trigger to any decision, from trigger to a resolution, events on record, left out
    "kenya-2007": (None, None, 2, 7),
    "south-sudan-2013": (2, 9, 11, 3),
    "rwanda-1994": (15, 15, 7, 3),
    "guinea-2009": (2, None, 6, 3),
    "burundi-2015": (201, 201, 6, 2),
    "gambia-2016": (12, None, 6, 2),
}


def days(found: Replay, name: str) -> int | None:
    return next(span.days for span in found.spans if span.name == name)


@pytest.mark.parametrize(("slug", "expected"), list(GOLDEN.items()))
def test_the_times_of_a_case_are_those_worked_out_by_hand(slug: str, expected: tuple[Any, ...]) -> None:
    found = replay(case_of(slug))
    told = (days(found, "trigger to decision"), days(found, "trigger to resolution"))
    assert (*told, len(found.events), found.case.left_out) == expected


def test_south_sudan_took_nine_days_from_the_fighting_to_the_resolution() -> None:
    span = next(span for span in replay(case_of("south-sudan-2013")).spans if span.name == "trigger to resolution")
    assert span.begins
    assert span.ends
    assert (span.begins.day, span.ends.day, span.days) == (date(2013, 12, 15), date(2013, 12, 24), 9)


def test_what_came_later_is_not_known_before_its_day() -> None:
    then = replay(case_of("south-sudan-2013"), date(2013, 12, 20))
    assert then.events[-1].text == "Second Council press statement"
    assert all(event.later is None for event in then.events)
    span = next(span for span in then.spans if span.name == "trigger to resolution")
    assert (span.days, span.running_days) == (None, 5)
    assert any(event.later for event in replay(case_of("south-sudan-2013")).events)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(cases())), st.dates(date(1993, 1, 1), date(2025, 1, 1)), st.integers(0, 4000))
def test_a_later_day_only_adds_to_what_an_earlier_one_knew(slug: str, day: date, more: int) -> None:
    case = case_of(slug)
    before, after = replay(case, day), replay(case, day + timedelta(days=more))
    assert after.events[: len(before.events)] == before.events
    ended = {span.name: span.days for span in before.spans if span.days is not None}
    assert ended.items() <= {span.name: span.days for span in after.spans}.items()


def test_every_event_has_a_source_that_bears_it_out_and_names_nobody() -> None:
    for case in cases().values():
        for event in case.events:
            assert event.confidence == CONFIRMED
            assert event.source
            for words in filter(None, (event.text, event.later)):
                assert "named_individual" not in lint_text(LanguageText(text=words, language="en"))


def test_a_veto_is_no_decision() -> None:
    found = replay(case_of("syria-2011"))
    assert any(event.weight is Weight.BLOCKED for event in found.events)
    assert all(span.ends is None or span.ends.weight is not Weight.BLOCKED for span in found.spans)


def test_a_case_is_replayed_as_typed_and_an_unknown_one_names_those_there_are() -> None:
    shown = CliRunner().invoke(app, ["replay", "south-sudan-2013", "--as-of", "2013-12-24", "--json"])
    told = json.loads(shown.output)
    assert {span["name"]: span["days"] for span in told["spans"]}["trigger to resolution"] == 9
    assert told["left_out_unchecked"] == 3
    assert "still running" in CliRunner().invoke(app, ["replay", "guinea-2009", "--as-of", "2009-01-31"]).output
    assert "el-geneina-2023" in CliRunner().invoke(app, ["replay", "--json"]).output
    with pytest.raises(NotFound, match="south-sudan-2013"):
        case_of("atlantis")
