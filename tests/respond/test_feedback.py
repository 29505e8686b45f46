"""Word back to who reported: never where, what or who, and by a clock."""

import re
from datetime import timedelta
from typing import Any

import pytest

from forestall.records.report import Report
from forestall.respond.feedback import due_at, languages, number_of, standing_words, status_of
from forestall.vocabulary.load import vocabulary
from record_samples import SAMPLES
from warning_people import TODAY

STATUSES = tuple(vocabulary("feedback_status"))
TELLING = re.compile(
    r"report|attack|kill|violen|police|militia|villag|district|province|forestall|warn|alert|monitor|peace|"
    r"signal|rapport|attaque|alerte|paix|"
    r"بلاغ|تقرير|هجوم|قتل|عنف|إنذار|سلام|قرية|"
    r"informe|ataque|violencia|alerta|paz|ripoti|shambulio|amani|onyo",
    re.IGNORECASE,
)


def told(**parts: Any) -> Report:
    body = SAMPLES["report"] | {"received_at": TODAY, "clock": "urgent"} | parts
    return Report.parse({key: value for key, value in body.items() if key != "withdrawn_because" or key in parts})


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("status", STATUSES)
def test_the_standing_words_hold_a_number_and_nothing_that_tells(language: str, status: str) -> None:
    words = standing_words(status, "482113", language)
    assert words.language == language
    assert "482113" in words.text
    assert re.findall(r"\d+", words.text) == ["482113"]
    assert not TELLING.search(words.text)
    assert len(words.text) <= 70  # one short message in any script


def test_words_in_no_language_of_ours_are_in_english() -> None:
    assert standing_words("noted", "000001", "so-SO").language == "en"


def test_a_number_is_the_same_each_time_and_says_nothing() -> None:
    assert number_of("report-abc") == number_of("report-abc")
    assert len({number_of(f"report-{n}") for n in range(300)}) > 295


def test_the_furthest_that_it_came_is_what_is_said() -> None:
    chain = ["report.received", "report.graded", "alert.issued", "alert.acknowledged"]
    assert status_of(["report.received"]) == "noted"
    assert status_of(chain) == "passed_on"
    assert status_of([*chain, "decision.recorded"]) == "decided"
    assert status_of([*chain, "decision.recorded"], declined=True) == "not_acted_on"
    assert status_of([*chain, "decision.recorded", "action.started"], declined=False) == "acted_on"


def test_word_is_owed_within_minutes_then_within_the_clock_then_monthly() -> None:
    report = told()
    assert due_at(report, {}) == TODAY + timedelta(minutes=15)
    assert due_at(report, {"noted": TODAY}) == TODAY + timedelta(hours=72)
    later = TODAY + timedelta(days=5)
    assert due_at(report, {"noted": TODAY, "passed_on": later}) == later + timedelta(days=30)
    assert due_at(report, {"noted": TODAY, "closed": later}) is None


def test_nothing_is_owed_to_whom_wants_no_answer_or_took_it_back() -> None:
    assert due_at(told(answer_wanted=False), {}) is None
    assert due_at(told(withdrawn_because="Taken down twice."), {}) is None
