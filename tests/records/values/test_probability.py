"""Probabilities, and the words they have."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from forestall.records.values.likelihood import check_word, likelihood_of, phrase
from forestall.records.values.probability import ForecastProbability, Probability, caption


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan"), float("inf"), True, "0.5", None, 10**400])
def test_a_probability_is_a_finite_number_from_0_to_1(value: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Probability).validate_python(value)


@pytest.mark.parametrize("value", [0, 1, 0.0, 1.0])
def test_nothing_ahead_is_certain(value: float) -> None:
    assert TypeAdapter(Probability).validate_python(value) == value
    with pytest.raises(ValidationError):
        TypeAdapter(ForecastProbability).validate_python(value)


# ICD 203 (2015), D.6.e(2)(a): the ends of each range, and the number on a border in the higher word.
@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (0.0099, None), (0.01, "almost_no_chance"), (0.0499, "almost_no_chance"),
        (0.05, "very_unlikely"), (0.2, "unlikely"), (0.45, "roughly_even_chance"),
        (0.5499, "roughly_even_chance"), (0.55, "likely"), (0.8, "very_likely"),
        (0.95, "almost_certain"), (0.99, "almost_certain"), (0.9901, None), (0, None), (1, None),
    ],
)  # fmt: skip
def test_the_number_decides_the_word(probability: float, word: str | None) -> None:
    term = likelihood_of(probability)
    assert (term.id if term else None) == word
    check_word(word, probability)


def test_another_word_than_the_number_has_is_refused() -> None:
    with pytest.raises(ValueError, match="the likelihood word of its probability: unlikely"):
        check_word("likely", 0.3)


def test_the_phrase_holds_word_range_and_number() -> None:
    assert phrase(0.85) == "very likely (80-95%; our estimate 85%)"
    assert phrase(0.004) == "estimated at 0.4%"


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_a_caption_never_rounds_to_certainty(probability: float) -> None:
    text = caption(probability)
    assert text not in ("0%", "100%", "0.0%", "100.0%")


@pytest.mark.parametrize(
    ("probability", "text"), [(0, "0%"), (1, "100%"), (0.00001, "under 0.1%"), (0.99999, "over 99.9%"), (0.023, "2.3%")]
)
def test_a_small_probability_keeps_its_first_digit(probability: float, text: str) -> None:
    assert caption(probability) == text
