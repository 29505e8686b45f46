"""The vocabulary is found, read once, overlaid by a folder, and searched."""

from pathlib import Path

import pytest

from forestall.errors import BrokenVocabulary, UnknownTerm
from forestall.vocabulary.load import search, vocabulary

PROFILE = """
list: trend
title: Trend
group: risk
version: 2
description: An administrator's own version.
source: Profile of a national centre
confidence: design
terms:
  - {id: better, label: {en: Better, fr: Mieux}, definition: Less than before.}
  - {id: worse, label: Worse, definition: More than before.}
"""


def test_a_list_is_read_once_and_kept_in_the_order_of_its_file() -> None:
    tlp = vocabulary("tlp")
    assert vocabulary("tlp") is tlp
    assert list(tlp) == ["clear", "green", "amber", "amber+strict", "red"]


def test_an_unknown_list_is_an_error_that_suggests_the_nearest_and_opens_no_other_file() -> None:
    with pytest.raises(UnknownTerm, match="Did you mean 'event_type'"):
        vocabulary("evnt_type")
    with pytest.raises(UnknownTerm):
        vocabulary("../vocabulary/tlp")


def test_a_folder_of_ones_own_replaces_a_list_and_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "trend.yml").write_text(PROFILE)
    own = vocabulary("trend", tmp_path)
    assert (list(own), own.version) == (["better", "worse"], 2)
    assert own["better"].label_in("fr") == "Mieux"
    assert own["worse"].label_in("fr") == "Worse"
    assert vocabulary("tlp", tmp_path)["red"] == vocabulary("tlp")["red"]
    assert "rising" in vocabulary("trend")


def test_a_list_that_refers_to_a_replaced_one_is_checked_against_its_replacement(tmp_path: Path) -> None:
    short = PROFILE.replace("list: trend", "list: indicator")
    (tmp_path / "indicator.yml").write_text(short)
    with pytest.raises(BrokenVocabulary, match=r"measure.yml term ST01 field addresses.*'3\.1'"):
        vocabulary("measure", tmp_path)


def test_search_puts_what_is_called_so_before_what_mentions_it() -> None:
    found = [(term.vocabulary, term.id) for term in search("siege")]
    assert found[0] == ("act", "siege")
    assert ("event_type", "denial_of_needs") in found
    assert search("hostage taking")[0].id == "abduction"
    assert search("  ") == search("no such words anywhere") == ()
