"""Labels in French and Arabic are there for all that people see, fall back to English, and fail with a hint."""

import unicodedata
from pathlib import Path

import pytest

from forestall.errors import BrokenVocabulary, UnknownTerm
from forestall.vocabulary.load import label, label_languages, label_sources, search, vocabulary, vocabulary_names
from forestall.warn.wording.phrases import phrases

ENGLISH_ALONE = {"cameo_event", "glossary_word", "inventory_item"}
"""Lists that no page, message or paper shows yet."""
SEEN = sorted(set(vocabulary_names()) - ENGLISH_ALONE)
LANGUAGES = ("fr", "ar")
LIST = """
list: trend
title: Trend
group: risk
version: 2
description: An administrator's own version.
source: Profile of a national centre
confidence: design
terms:
  - {id: rising, label: {en: Up, fr: Ça monte}, definition: More than before.}
  - {id: falling, label: Down, definition: Less than before.}
"""
LABELS = """
language: pt
confidence: draft
made_by: a national centre
lists:
  trend: {title: Tendência, terms: {falling: Em queda}}
  tlp: {title: Semáforo}
"""


def own(folder: Path, text: str, language: str = "pt") -> Path:
    (folder / "labels").mkdir()
    (folder / "labels" / f"{language}.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SEEN)
def test_every_term_that_people_see_has_a_label(name: str, language: str) -> None:
    missing = [term.id for term in vocabulary(name).values() if language not in term.labels]
    assert not missing, f"write these under {name} in labels/{language}.yml"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_has_a_title_and_no_two_terms_of_a_list_look_alike(language: str) -> None:
    for name in vocabulary_names():
        one = vocabulary(name)
        assert language in one.titles, f"write the title of {name} in labels/{language}.yml"
        labels = [term.labels[language] for term in one.values() if language in term.labels]
        assert len(labels) == len(set(labels)), f"two terms of {name} are called alike in {language}"


def test_arabic_labels_are_in_arabic_script_and_in_one_form_of_it() -> None:
    for name in set(SEEN) - {"tlp"}:
        for term in vocabulary(name).values():
            text = term.label_in("ar")
            assert text == unicodedata.normalize("NFC", text)
            assert text == term.label or any("ARABIC" in unicodedata.name(letter) for letter in text), (name, term.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_likelihood_and_confidence_are_those_of_alerts(language: str) -> None:
    words = phrases(language)
    for term_id in vocabulary("likelihood"):
        assert label("likelihood", term_id, language) == words.likelihood(term_id)
    for term_id in vocabulary("confidence"):
        assert words.confidence(term_id) in label("confidence", term_id, language)


def test_markings_are_called_the_same_in_every_language() -> None:
    assert all(set(term.labels.values()) == {term.label} for term in vocabulary("tlp").values())


def test_each_language_says_that_nobody_who_grew_up_with_it_has_read_it_over_yet() -> None:
    assert label_languages() == ("en", "ar", "fr")
    for labels in label_sources():
        text = (Path(__file__).parents[2] / "src/forestall/vocabulary/labels" / f"{labels.language}.yml").read_text()
        assert (labels.confidence == "draft") == ("no native speaker has checked it yet" in text)


def test_a_region_after_the_language_changes_nothing_and_an_unknown_language_means_english() -> None:
    assert label("role", "analyst", "ar-SD") == label("role", "analyst", "ar") != label("role", "analyst", "en")
    assert label("role", "analyst", "xx") == label("role", "analyst", "") == "Analyst"
    assert vocabulary("role").title_in("fr-CA") == "Rôles"
    assert vocabulary("role").title_in("xx") == "Roles"


def test_a_term_is_found_by_its_label_in_any_language() -> None:
    assert ("alert_kind", "alert") in [(term.vocabulary, term.id) for term in search("إنذار")]


def test_an_unknown_term_has_no_label() -> None:
    with pytest.raises(UnknownTerm, match="analyst"):
        label("role", "analist", "fr")


def test_a_folder_of_ones_own_adds_a_language_and_its_lists_keep_their_own_words(tmp_path: Path) -> None:
    folder = own(tmp_path, LABELS)
    (folder / "trend.yml").write_text(LIST, encoding="utf-8")
    assert label_languages(folder) == ("en", "ar", "fr", "pt")
    assert label("trend", "falling", "pt", folder) == "Em queda"
    assert label("trend", "rising", "fr", folder) == "Ça monte"
    assert label("trend", "falling", "fr", folder) == "Down"
    assert vocabulary("tlp", folder).title_in("pt") == "Semáforo"
    assert label("trend", "falling", "pt") == "Falling"


def test_a_label_of_ones_own_comes_before_the_shipped_one(tmp_path: Path) -> None:
    text = LABELS.replace("language: pt", "language: fr").replace("Em queda", "Recul")
    folder = own(tmp_path, text, "fr")
    assert label("trend", "falling", "fr", folder) == "Recul"
    assert label("trend", "rising", "fr", folder) == "En hausse"
    assert vocabulary("trend", folder).title_in("fr") == "Tendência"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("falling: Em", "fallin: Em", r"labels/pt.yml trend.*'fallin'.*Did you mean 'falling'"),
        ("  trend:", "  trnd:", r"labels/pt.yml.*'trnd'.*Did you mean 'trend'"),
        ("language: pt", "language: fr", r"labels/pt.yml.*language: pt"),
        ("confidence: draft", "confidence: good", r"draft, reviewed.*'good'"),
        ("title: Tendência, ", "", r"labels/pt.yml trend.*title"),
        ("Em queda", "3", r"labels/pt.yml trend falling.*text.*3"),
        ("made_by: a national centre", "made_by: a national centre\nby: us", r"one of language.*by"),
        ("{title: Semáforo}", "Semáforo", r"labels/pt.yml tlp.*a mapping"),
    ],
)
def test_a_slip_in_a_file_of_labels_names_the_file_and_the_remedy(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in LABELS
    folder = own(tmp_path, LABELS.replace(old, new))
    with pytest.raises(BrokenVocabulary, match=f"(?s){says}"):
        vocabulary("trend", folder)


def test_english_stands_in_the_lists_alone(tmp_path: Path) -> None:
    with pytest.raises(BrokenVocabulary, match="other than en"):
        vocabulary("trend", own(tmp_path, LABELS.replace("language: pt", "language: en"), "en"))
