"""What holds for every record: frozen, closed, and silent about what it held."""

from typing import Any

import pytest
from pydantic import ValidationError

from forestall.errors import InvalidField, UnknownTerm
from forestall.records.report import Report
from forestall.records.values.count import Count
from record_samples import SAMPLES

SECRET = "Amina Yusuf of Wadi Halba"


def refusal(changes: dict[str, Any]) -> InvalidField:
    with pytest.raises(InvalidField) as caught:
        Report.parse(SAMPLES["report"] | changes)
    return caught.value


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"channel": None}, "Report.channel"),
        ({"summary": {"text": "a\x00", "language": "en"}}, "Report.summary.text"),
        ({"deaths": {"best": "two"}}, "Report.deaths.best"),
        ({"deaths": {"low": 3, "high": 2}}, "Report.deaths"),
        ({"suspected_actors": ["actor-1", "organisation-1"]}, "Report.suspected_actors.1"),
        ({"occurred": "2011-02-30"}, "Report.occurred"),
        ({"place": SAMPLES["event"]["place"]}, "Report.place"),
    ],
)
def test_an_error_names_the_field_by_its_full_path(changes: dict[str, Any], where: str) -> None:
    assert refusal(changes).where == where


def test_an_unknown_word_is_an_unknown_term_with_the_nearest_named() -> None:
    with pytest.raises(UnknownTerm) as caught:
        Report.parse(SAMPLES["report"] | {"event_types": ["one_sided_violence", "abducton"]})
    assert caught.value.where == "Report.event_types.1"
    assert "vocabulary/event_type.yml" in caught.value.expected
    assert "Did you mean 'abduction'?" in caught.value.remedy
    assert "abducton" not in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": SECRET},
        {"summary": {"text": SECRET + "\x00", "language": "en"}},
        {"summary": {"text": "Seen.", "language": SECRET}},
        {"received_at": SECRET},
        {"occurred": SECRET},
        {"identity": SECRET},
        {"nothing_seen": SECRET},
        {"deaths": {"best": SECRET}},
        {"deaths": SECRET},
        {SECRET: 1},
        {"place": {SECRET: SECRET}},
        {"place": SAMPLES["report"]["place"] | {"country": SECRET}},
    ],
)
def test_an_error_never_repeats_what_was_in_the_field(changes: dict[str, Any]) -> None:
    with pytest.raises((InvalidField, UnknownTerm)) as caught:
        Report.parse(SAMPLES["report"] | changes)
    shown = f"{caught.value} {caught.value.to_json()} {caught.value.__cause__} {caught.value.__context__}"
    assert not any(word in shown for word in SECRET.split() if len(word) > 2)


def test_pydantic_itself_hides_what_was_put_in() -> None:
    with pytest.raises(ValidationError) as caught:
        Report(**(SAMPLES["report"] | {"occurred": SECRET}))
    assert SECRET not in str(caught.value)


def test_an_error_says_kind_and_size_of_what_it_found_and_how_much_else_is_wrong() -> None:
    error = refusal({"received_at": "x" * 500, "deaths": {"best": True}, "occurred": 2011})
    assert error.found == "a str of 500 characters"
    assert "2 more field(s)" in error.remedy
    assert refusal({"received_at": None}).found == "nothing"


def test_a_field_that_nobody_knows_is_refused() -> None:
    error = refusal({"ethnicity": "x"})
    assert (error.where, error.expected) == ("Report.ethnicity", "no field of that name")


def test_a_record_never_changes() -> None:
    count = Count(best=3)
    with pytest.raises(ValidationError, match="frozen"):
        count.best = 4  # type: ignore[misc]
    assert hash(Count(best=3)) == hash(count)


def test_what_is_unknown_is_left_out_of_the_json_and_an_empty_list_is_not() -> None:
    report = Report.parse({"received_at": SAMPLES["report"]["received_at"], "channel": "radio", "nothing_seen": True})
    assert "occurred" not in report.to_json()
    assert report.to_json()["event_types"] == []
