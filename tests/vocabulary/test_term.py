"""Looking a word up: the term, or an error that helps."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.errors import UnknownTerm
from forestall.vocabulary.load import vocabulary


def test_an_unknown_word_names_the_file_what_held_it_and_the_nearest_term() -> None:
    with pytest.raises(UnknownTerm) as caught:
        vocabulary("event_type").term("kidnaping", where="acled row ABC123")
    assert str(caught.value) == (
        "event_type (acled row ABC123): expected a term of vocabulary/event_type.yml; found 'kidnaping'. "
        "Did you mean 'abduction'? Add it there with a definition and a source, or map it under lookups in "
        "dataset.yml."
    )


def test_a_far_word_still_gets_the_nearest_without_pretending_it_was_meant() -> None:
    with pytest.raises(UnknownTerm, match=r"The nearest is '\w+'\."):
        vocabulary("tlp").term("zzzz")


def test_a_word_of_a_marked_field_is_never_repeated() -> None:
    with pytest.raises(UnknownTerm) as caught:
        vocabulary("actor_kind").term("amina of geneina", marked=True)
    assert "amina" not in str(caught.value)
    assert "a str of 16 characters" in str(caught.value)


def test_a_term_cannot_be_changed_nor_its_fields() -> None:
    term = vocabulary("measure").term("PR01")
    with pytest.raises(AttributeError):
        term.definition = "something else"  # type: ignore[misc]
    with pytest.raises(TypeError):
        term.extra["risks"] = "none"  # type: ignore[index]
    with pytest.raises(TypeError):
        vocabulary("measure")["XX"] = term  # type: ignore[index]


def test_a_term_as_json_holds_its_own_fields_beside_those_of_every_term() -> None:
    plain = vocabulary("inventory_item").term("LEG-01").to_json()
    assert plain["labels"] == {"en": "Core treaties ratified"}
    assert plain["levels"] == {
        "0": "few",
        "2": "most, with gaps or reservations",
        "4": "all, reservations reviewed",
    }
    assert plain["tag"] == "our own design, not a standard"


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["tlp", "event_type", "indicator", "entry_kind"]))
def test_the_suggestion_is_always_a_term_of_the_list(word: str, name: str) -> None:
    terms = vocabulary(name)
    assert terms[terms.nearest(word).id] is terms.nearest(word)
    if word not in terms:
        with pytest.raises(UnknownTerm) as caught:
            terms.term(word)
        suggested = caught.value.remedy.split("'")[1]
        assert suggested in terms
        assert len(str(caught.value)) < 1000


def test_ten_megabytes_are_refused_at_once() -> None:
    with pytest.raises(UnknownTerm, match="a str of 10000000 characters"):
        vocabulary("entry_kind").term("x" * 10_000_000)
