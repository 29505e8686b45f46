"""An alert on paper."""

from typing import Any

import pytest
from weasyprint import HTML

from forestall.records.entry import Draft, Entry
from forestall.runs.warning.paper import alert_page, alert_pdf
from forestall.vocabulary.load import label
from ledgers import AMBER, AMINA, NOON
from record_samples import DIGEST, SAMPLES


def message(**parts: Any) -> Entry:
    draft = Draft.parse(
        {
            "kind": "alert.updated",
            "record_id": "alert-1",
            "body": SAMPLES["alert"],
            "author": AMINA,
            "marking": AMBER,
            **parts,
        }
    )
    return Entry.placed(draft, DIGEST, 1, NOON, node=DIGEST, previous=DIGEST)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_it_takes_two_pages_at_most_in_every_language(language: str) -> None:
    assert alert_pdf(message(), language).startswith(b"%PDF")
    assert len(HTML(string=alert_page(message(), language)).render().pages) <= 2


def test_number_base_rate_confidence_dissent_options_and_who_stands_behind_it_are_on_it() -> None:
    page = alert_page(message(), name_of=lambda one: f"The office {one}")
    for words in ("30%", "Base rate", "Confidence", "Dissent", "Do nothing", "user-b2", "TLP:AMBER", "The office"):
        assert words in page
    assert page.index("our estimate 30%") < page.index("Base rate") < page.index("Do nothing")


def test_an_exercise_says_so_on_every_page() -> None:
    assert 'content: "EXERCISE"' in alert_page(message(exercise=True))
    assert "EXERCISE" not in alert_page(message())


def test_a_message_that_is_over_says_so_and_asks_for_no_decision() -> None:
    page = alert_page(message(), is_over=True)
    assert "no longer in force" in page
    assert 'class="form"' not in page
    assert "no longer in force" not in alert_page(message())


def test_words_in_it_are_never_read_as_markup() -> None:
    body = SAMPLES["alert"] | {"headline": {"text": "<img src=x> may happen", "language": "en"}}
    assert "<img" not in alert_page(message(body=body))


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_who_approved_it_stands_there_with_the_role_in_the_words_of_its_language(language: str) -> None:
    page = alert_page(message(), language)
    assert label("role", "analyst_lead", language) in page
    assert (label("role", "analyst_lead", "en") in page) == (language == "en")
