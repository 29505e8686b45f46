"""What a marking may say."""

from typing import Any

import pytest

from forestall.errors import InvalidField, UnknownTerm
from forestall.records.values.marking import Marking, strictest

A, B, MEMBER = "organisation-a", "organisation-b", "user-m"


def marking(tlp: str, **parts: Any) -> Marking:
    return Marking.parse({"tlp": tlp, **parts})


@pytest.mark.parametrize(
    ("tlp", "list_of"),
    [("clear", "recipients"), ("green", "recipients"), ("clear", "organisations"), ("red", "organisations")],
)
def test_a_list_that_its_class_does_not_heed_is_refused(tlp: str, list_of: str) -> None:
    with pytest.raises(InvalidField, match=f"no {list_of} at {tlp}"):
        marking(tlp, **{list_of: ["organisation-a"]})


def test_red_and_amber_reach_only_people_named_in_both() -> None:
    amber = marking("amber", organisations=[A], recipients=[MEMBER, "user-n"])
    whole = amber.combine(marking("red", recipients=[MEMBER]))
    assert (whole.tlp.word, whole.recipients, whole.organisations) == ("red", {MEMBER}, frozenset())


def test_two_audiences_without_a_common_reader_reach_nobody() -> None:
    whole = marking("amber", organisations=[A]).combine(marking("amber", organisations=[B]))
    assert (whole.organisations, whole.recipients) == (frozenset(), frozenset())


def test_an_open_part_does_not_empty_the_list_of_a_closed_one() -> None:
    assert marking("green").combine(marking("amber", organisations=[A])).organisations == {A}


def test_nothing_named_means_nothing_permitted() -> None:
    assert strictest([marking("clear", actions=["analyse"]), marking("clear")]).actions == frozenset()


@pytest.mark.parametrize("field", ["actions", "purposes"])
def test_actions_and_purposes_are_words_of_the_vocabulary(field: str) -> None:
    with pytest.raises(UnknownTerm, match=f"Marking.{field}"):
        marking("amber", **{field: ["share"]})


@pytest.mark.parametrize("word", ["white", "AMBER", 2, True, None, ["red"]])
def test_a_class_is_one_of_five_words(word: Any) -> None:
    with pytest.raises(InvalidField, match=r"Marking.tlp.*clear, green, amber, amber\+strict, red"):
        Marking.parse({"tlp": word})
