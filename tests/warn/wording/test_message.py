import re
from datetime import UTC, datetime
from typing import Any

import pytest

from forestall.records.alert import Alert
from forestall.records.values.text import LanguageText
from forestall.warn.wording.lint import lint_text
from forestall.warn.wording.message import Line, message_lines
from forestall.warn.wording.phrases import languages, phrases
from forestall.warn.wording.short import n_segments
from record_samples import SAMPLES

HEH = "\N{ARABIC LETTER HEH}"


def lines(language: str = "en", **parts: Any) -> dict[str, str]:
    alert = Alert.parse(SAMPLES["alert"] | parts)
    return {line.part: line.text for line in message_lines(alert, language)}


def test_the_number_stands_in_the_sentence_with_its_word_range_and_period() -> None:
    assert lines()["estimate"].endswith(
        "unlikely (20% to 45%; our estimate 30%), from 1 December 2026 to 28 February 2027."
    )
    assert lines()["base_rate"] == "Base rate: 4.0% (quarters of provinces with armed conflict, 1989-2025)."


def test_confidence_stands_on_a_line_of_its_own_without_likelihood() -> None:
    said = lines()
    assert said["confidence"] == "Confidence: moderate. Four origins, one of them first-hand."
    assert not re.search("[0-9]%|likely", said["confidence"])
    assert "onfiden" not in said["estimate"]


@pytest.mark.parametrize("language", languages())
def test_in_every_language_the_number_its_word_the_base_rate_and_the_due_time_are_said(language: str) -> None:
    said = lines(language)
    words = phrases(language)
    assert words.likelihood("unlikely") in said["estimate"]
    assert words.percent(0.3) in said["estimate"]
    assert words.percent(0.04) in said["base_rate"]
    assert "09:30" in said["due"]


@pytest.mark.parametrize("language", languages())
def test_no_standing_sentence_breaks_the_rules_it_serves(language: str) -> None:
    said = lines(language)
    for part in ("estimate", "base_rate", "confidence", "phase", "due"):
        assert set(lint_text(LanguageText(text=said[part], language=language), "unlikely")) == set()


def test_every_language_has_the_same_sentences_with_the_same_parts() -> None:
    def holes(language: str) -> dict[str, set[str]]:
        rows = phrases(language).sentences
        return {
            name: set(re.findall(r"{(\w+)}", text)) if isinstance(text, str) else set(text)
            for name, text in rows.items()
        }

    assert all(holes(language) == holes("en") for language in languages())


def test_an_unknown_language_gets_the_english_sentences_around_its_own_text() -> None:
    said = lines("sw", translations=[{"text": "Uwezekano 30%.", "language": "sw"}])
    assert said["text"] == "Uwezekano 30%."
    assert "our estimate 30%" in said["estimate"]


def test_dissent_stands_in_every_message_and_a_cancellation_is_no_all_clear() -> None:
    assert "Phase 3 is enough" in lines()["dissent"]
    cancel = lines(kind="cancel", because="The camps are empty.", question=None, options=[], recommended=None,
                   recommended_because=None, due_at=None)  # fmt: skip
    assert cancel["cancelled"].endswith("This is not a finding that the risk is over.")


def test_an_exercise_says_so_first() -> None:
    first = message_lines(Alert.parse(SAMPLES["alert"]), exercise=True)[0]
    assert first == Line("exercise", "EXERCISE. Nothing here is real.")


def test_braces_in_what_people_write_are_only_text() -> None:
    said = lines(confidence_because={"text": "See {word} and {0}.", "language": "en"})
    assert said["confidence"] == "Confidence: moderate. See {word} and {0}."


@pytest.mark.parametrize(
    ("share", "text"), [(0.0004, "<0.1%"), (0.9999, ">99.9%"), (0.023, "2.3%"), (0.85, "85%"), (1.0, "100%")]
)
def test_a_percentage_never_rounds_to_certainty(share: float, text: str) -> None:
    assert phrases("en").percent(share) == text


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        (HEH * 70, 1),
        (HEH * 71, 2),
        (HEH * 135, 3),
        ("😀" * 36, 2),
    ],
)
def test_text_messages_are_counted_as_networks_count_them(text: str, n: int) -> None:
    assert n_segments(text) == n


def test_times_are_said_in_utc() -> None:
    assert phrases("en").time(datetime(2026, 11, 25, 9, 30, tzinfo=UTC)) == "09:30"
