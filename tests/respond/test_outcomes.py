"""What an outcome may not claim, in three languages, and what it may."""

from typing import Any

import pytest

from forestall.errors import InvalidField
from forestall.records.outcome import Outcome
from forestall.records.values.text import LanguageText
from forestall.respond.outcomes import check_attribution, lint_claims, slips_of
from record_samples import SPRING, said

METHOD = {"averted": {"low": 10, "best": 20, "high": 60}, "counterfactual_method": "Synthetic control, 12 districts."}
CLAIMS = {
    "en": [
        "The talks prevented 40 deaths.", "Our patrol averted a massacre.", "The alert saved hundreds of lives.",
        "Forty people would have died.", "The mission stopped the killing of villagers.", "200 deaths were avoided.",
    ],
    "fr": ["La médiation a évité quarante morts.", "Des vies ont été sauvées.", "Ils seraient morts."],
    "ar": ["منعت الوساطة مجزرة في المدينة", "أنقذت الدورية أرواح المدنيين"],
}  # fmt: skip
PLAIN = {
    "en": [
        "Twelve people were killed in the market.", "Both sides met and the road was opened.",
        "Nobody was reported killed in these two weeks, and no monitor could reach the north.",
        "The mediators left after three days.",
    ],
    "fr": ["Douze personnes ont été tuées.", "Les deux camps se sont rencontrés."],
    "ar": ["قتل اثنا عشر شخصا في السوق", "التقى الجانبان"],
}  # fmt: skip


def written(text: str, language: str = "en", **parts: Any) -> Outcome:
    body = {
        "about": ["action-1"], "period": SPRING, "followed": said(text, language),
        "attribution": "no_evidence_either_way", "observed_by": "user-w",
    }  # fmt: skip
    return Outcome.parse(body | parts)


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, rows in CLAIMS.items() for text in rows])
def test_deaths_that_did_not_happen_are_claimed_with_a_method_alone(language: str, text: str) -> None:
    with pytest.raises(InvalidField, match=r"Outcome\.followed.*claims_averted") as found:
        check_attribution(written(text, language))
    assert text not in str(found.value)
    check_attribution(written(text, language, **METHOD))


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, rows in PLAIN.items() for text in rows])
def test_what_was_seen_may_be_said(language: str, text: str) -> None:
    check_attribution(written(text, language))


def test_causing_is_claimed_by_no_method() -> None:
    with pytest.raises(InvalidField, match="claims_cause"):
        check_attribution(written("Thanks to our mediation both sides met.", **METHOD))


def test_a_language_without_patterns_is_held_to_the_english_ones() -> None:
    assert list(lint_claims(LanguageText(text="It prevented ten deaths", language="so"))) == ["claims_averted"]


def test_a_number_averted_is_a_range() -> None:
    exact = METHOD | {"averted": {"low": 20, "best": 20, "high": 20}}
    assert [slip.rule for slip in slips_of(written("Twelve were killed.", **exact))] == ["averted_without_range"]


def test_nobody_says_that_their_own_action_helped() -> None:
    parts = {"attribution": "contributed_to", "attribution_because": "Both chiefs say so.", "rests_on": ["report-1"]}
    told = written("Both sides met.", **parts)
    check_attribution(told, frozenset({"user-o"}))
    with pytest.raises(InvalidField, match="judges_own_action"):
        check_attribution(told, frozenset({"user-w"}))
