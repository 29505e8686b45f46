"""Grades of sources and of what they say."""

from itertools import product
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from forestall.errors import InvalidField, UnknownTerm
from forestall.records.values.admiralty import AdmiraltyGrade

GRADES = [f"{letter}{digit}" for letter, digit in product("ABCDEF", "123456")]


@pytest.mark.parametrize("text", ["", "B", "2B", "B7", "G1", "b2", "B2 ", "B2\n", "B٢"])
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(InvalidField, match="a grade like B2"):
        AdmiraltyGrade.parse(text)


@pytest.mark.parametrize("value", [None, 2, ["B", "2"], b"B2"])
def test_only_text_is_a_grade(value: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(AdmiraltyGrade).validate_python(value)


@pytest.mark.parametrize("parts", [("G", "1"), ("A", "7"), ("", "")])
def test_parts_that_make_no_grade_are_refused(parts: tuple[str, str]) -> None:
    with pytest.raises(InvalidField, match="a grade like B2"):
        AdmiraltyGrade(*parts)


def test_a_new_source_and_an_unjudged_claim_are_unknown_not_low() -> None:
    assert str(AdmiraltyGrade()) == "F6"
    assert not AdmiraltyGrade().is_judged
    with pytest.raises(TypeError):
        sorted([AdmiraltyGrade.parse("F6"), AdmiraltyGrade.parse("E5")])  # type: ignore[type-var]


# PRACTICE of the field, stated apart from the vocabulary: A-B with 1-2 sound; A-C with 3, or C with 1-2, named.
@pytest.mark.parametrize("text", GRADES)
def test_every_grade_stands_for_one_method(text: str) -> None:
    letter, digit = text
    sound = letter in "AB" and digit in "12"
    named = (letter in "ABC" and digit == "3") or (letter == "C" and digit in "12")
    assert AdmiraltyGrade.parse(text).method == ("M2" if sound else "M1" if named else "M0")


@pytest.mark.parametrize(
    ("text", "time", "reliability"),
    [("A1", "T2", "R2"), ("A1", "T1", "R1"), ("C3", "T2", "R1"), ("C3", "T1", "R1"), ("A1", "T0", "R0"),
     ("F6", "T2", "R0")],
)  # fmt: skip
def test_method_and_time_together_give_the_reliability_of_evidence(text: str, time: str, reliability: str) -> None:
    assert AdmiraltyGrade.parse(text).evidence_reliability(time) == reliability


def test_an_unknown_time_is_refused() -> None:
    with pytest.raises(UnknownTerm, match="evidence_time"):
        AdmiraltyGrade.parse("A1").evidence_reliability("T3")


def test_a_caption_says_both_parts() -> None:
    assert AdmiraltyGrade.parse("B2").caption() == "B2: usually reliable, probably true"
