"""Text that stores and screens can hold, and its language."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.errors import InvalidField
from forestall.records.record import LONGEST_TEXT
from forestall.records.values.text import LanguageText


@pytest.mark.parametrize(
    "text",
    ["", "a\x00b", "caf\ufffd", "\ud83d", "a\udc80", b"caf\xe9", bytearray(b"x"), "x" * 10_000_000, 12, None, ["a"]],
    ids=["empty", "NUL", "replacement", "high surrogate", "low surrogate", "bytes", "bytearray", "10 MB", "number",
         "nothing", "list"],
)  # fmt: skip
def test_text_that_breaks_a_store_or_a_screen_is_refused(text: Any) -> None:
    with pytest.raises(InvalidField, match=r"LanguageText\.text"):
        LanguageText.parse({"text": text, "language": "en"})


@given(st.text(min_size=1, max_size=200).filter(lambda text: "\x00" not in text and "\ufffd" not in text))
def test_every_other_text_is_kept_as_it_is(text: str) -> None:
    assert LanguageText.parse({"text": text, "language": "und"}).text == text


def test_the_longest_text_is_still_taken() -> None:
    assert len(LanguageText.parse({"text": "x" * LONGEST_TEXT, "language": "en"}).text) == LONGEST_TEXT


@pytest.mark.parametrize(
    ("written", "kept"),
    [("en", "en"), ("EN-gb", "en-GB"), ("zh-hant-tw", "zh-Hant-TW"), ("sr-latn", "sr-Latn"), ("es-419", "es-419"),
     ("de-1996", "de-1996"), ("apd", "apd"), ("ar-SD-x-Darfur", "ar-SD-x-darfur")],
)  # fmt: skip
def test_a_language_tag_is_kept_in_its_usual_form(written: str, kept: str) -> None:
    assert LanguageText.parse({"text": "a", "language": written}).language == kept


@pytest.mark.parametrize(
    "tag", ["", "e", "english", "en_GB", "en-", "-en", "en--GB", "en-GB-US", "x-", "e\u0301n", "en\n", 5]
)
def test_what_is_no_language_tag_is_refused(tag: Any) -> None:
    with pytest.raises(InvalidField, match=r"LanguageText\.language"):
        LanguageText.parse({"text": "a", "language": tag})


def test_a_caption_names_the_language() -> None:
    assert LanguageText(text="Bonjour", language="fr").caption() == "Bonjour [fr]"
