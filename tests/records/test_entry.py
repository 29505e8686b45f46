"""Drafts, and what an entry says of itself."""

import copy
from typing import Any

import pytest

from forestall.clock import parse_instant
from forestall.errors import InvalidField, UnknownTerm
from forestall.records.entry import Author, Draft
from forestall.records.grade import Grade
from forestall.records.report import Report
from forestall.records.values.marking import Marking
from record_samples import EARLIER, NOW, SAMPLES

AUTHOR = Author(user="user-a", organisation="organisation-a")
RED = Marking.parse({"tlp": "red"})
REPORT = Report.parse(SAMPLES["report"])


def draft(**changes: Any) -> Draft:
    body = copy.deepcopy(SAMPLES["report"])
    fields = {"kind": "report.received", "record_id": "report-1", "body": body, "author": AUTHOR, "marking": RED}
    return Draft.parse(fields | changes)


def test_a_draft_of_a_record_holds_it_as_json_and_gives_it_back() -> None:
    made = Draft.of("report.received", "report-1", REPORT, AUTHOR, RED, exercise=True, causes=("a" * 64,))
    assert made.body == REPORT.to_json()
    assert made.record() == REPORT
    assert (made.exercise, made.causes) == (True, ("a" * 64,))


def test_a_record_of_another_class_than_the_kind_names_is_refused() -> None:
    with pytest.raises(InvalidField, match=r"a Report, the record of report\.received; found a Grade"):
        Draft.of("report.received", "report-1", Grade.parse(SAMPLES["grade"]), AUTHOR, RED)


def test_a_body_that_is_not_the_record_of_its_kind_is_refused_when_read() -> None:
    with pytest.raises(InvalidField, match=r"Grade\.about"):
        draft(kind="report.graded").record()


def test_a_kind_outside_the_vocabulary_is_refused() -> None:
    with pytest.raises(UnknownTerm, match=r"Draft\.kind.*Did you mean 'report.received'"):
        draft(kind="report.recieved")


def test_a_draft_does_not_change_with_what_it_was_made_from() -> None:
    body = copy.deepcopy(SAMPLES["report"])
    made = draft(body=body)
    body["summary"]["text"] = "Something else."
    assert made.body == SAMPLES["report"]


@pytest.mark.parametrize("valid_to", [EARLIER, NOW])
def test_what_stops_being_true_was_true_before(valid_to: str) -> None:
    with pytest.raises(InvalidField, match="valid_to later than valid_from"):
        draft(valid_from=NOW, valid_to=valid_to)


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(InvalidField, match=r"Draft\.valid_from"):
        draft(valid_from=parse_instant(NOW).replace(tzinfo=None))


@pytest.mark.parametrize("record_id", ["report", "Report-1", "report-", "report-1\n", "-1", "report_1", 1, None])
def test_an_id_says_what_the_thing_is(record_id: Any) -> None:
    with pytest.raises(InvalidField, match=r"Draft\.record_id"):
        draft(record_id=record_id)


def test_an_author_is_a_pseudonym_and_an_organisation() -> None:
    with pytest.raises(InvalidField, match=r"Author\.user"):
        Author.parse({"user": "Amina Yusuf", "organisation": "organisation-a"})
