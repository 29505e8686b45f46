from typing import Any

import pytest

from forestall.errors import InvalidField
from forestall.records.alert import Alert
from forestall.records.values.text import LanguageText
from forestall.warn.wording.lint import check_wording, lint, lint_text
from record_samples import SAMPLES, said

HEH = "\N{ARABIC LETTER HEH}"


def alert(**parts: Any) -> Alert:
    return Alert.parse(SAMPLES["alert"] | parts)


def rules(text: str, language: str = "en", word: str | None = None) -> set[str]:
    return set(lint_text(LanguageText(text=text, language=language), word))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("An attack may follow.", "vague_likelihood"),
        ("An attack is possible before the harvest.", "vague_likelihood"),
        ("There is a risk of killings in the district.", "vague_likelihood"),
        ("It cannot be ruled out that fighters return.", "vague_likelihood"),
        ("An attack is very likely.", "word_without_number"),
        ("Low confidence: an attack is likely (55-80%).", "confidence_beside_likelihood"),
        ("Genocide is under way.", "legal_finding"),
        ("What the brigade did amounts to crimes against humanity.", "legal_finding"),
        ("The brigade is guilty.", "legal_finding"),
        ("The threat posed by herders grows.", "risk_from_group"),
        ("Herders pose a serious danger.", "risk_from_group"),
        ("A dangerous tribe lives there.", "risk_from_group"),
        ("Fighters under General Burhan gather.", "named_individual"),
        ("The camp is led by Idris Haroun.", "named_individual"),
        ("A man known as Tiger gives orders.", "named_individual"),
        ("Call +249 912 345 678 for more.", "named_individual"),
        ("Write to amina@example.org.", "named_individual"),
        ("People shelter at 13.4512, 22.4431.", "exact_place"),
    ],
)
def test_each_slip_is_found(text: str, rule: str) -> None:
    assert rule in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "Fighters gathered in two camps on 3 May 2026, and 40% of homes were burnt.",
        "An attack is very likely (80-95%; our estimate 85%).",
        "An attack could follow: our estimate is 30%.",
        "The Office on Genocide Prevention was told; both states are party to the Genocide Convention.",
        "The General Assembly and the General Staff were told.",
        "The commander of the brigade and the governor of the province met on 12 May 2026.",
        "Farming communities are at risk; the brigade gathers 200 fighters near them.",
        "Confidence: moderate. Four origins, one of them first-hand.",
        "The decision is asked for by 25 November 2026, 09:30 UTC.",
    ],
)
def test_plain_words_pass(text: str) -> None:
    assert rules(text) == set()


@pytest.mark.parametrize(
    ("text", "language", "rule"),
    [
        ("Une attaque pourrait suivre.", "fr", "vague_likelihood"),
        ("Une attaque est très probable.", "fr", "word_without_number"),
        ("Un génocide est en cours.", "fr", "legal_finding"),
        ("Le général Idriss avance.", "fr", "named_individual"),
        ("La menace posée par les éleveurs grandit.", "fr", "risk_from_group"),
        ("ربما يقع هجوم.", "ar", "vague_likelihood"),
        ("وقوع هجوم مرجح جدًا.", "ar", "word_without_number"),
        ("ما يجري إبادة جماعية.", "ar", "legal_finding"),
        ("يقود اللواء محمود القوات.", "ar", "named_individual"),
        ("الرعاة يشكلون خطرًا.", "ar", "risk_from_group"),
        ("Ring 0912 345 678 90.", "sw", "named_individual"),
    ],
)
def test_slips_are_found_in_other_languages(text: str, language: str, rule: str) -> None:
    assert rule in rules(text, language)


def test_another_word_than_the_number_has_is_found_and_the_longest_word_is_read() -> None:
    assert rules("An attack is very likely (80-95%).", word="very_likely") == set()
    assert rules("An attack is likely (55-80%).", word="very_likely") == {"another_word"}
    assert rules("An attack is unlikely (20-45%).", word="unlikely") == set()


def test_a_whole_alert_in_plain_words_passes() -> None:
    assert lint(alert()) == ()
    check_wording(alert())


@pytest.mark.parametrize(
    ("parts", "rule", "field"),
    [
        ({"headline": said("Killings may follow")}, "vague_likelihood", "headline"),
        ({"translations": [said("Le génocide est en cours.", "fr")]}, "legal_finding", "translations.0"),
        ({"translations": [said("Washambuliaji wanakusanyika.", "sw")]}, "number_missing", "translations.0"),
        ({"question": said("Stop the attack by the farming communities west of the wadi?")}, "risk_from_group",
         "question"),
        ({"short": "SD-DW: General Musa gathers men. Reply 1."}, "named_individual", "short"),
        ({"short": HEH * 150}, "too_long", "short"),
        ({"options": [SAMPLES["alert"]["options"][0] | {"label": "Arrest Mr Idris"}, SAMPLES["alert"]["options"][1]],
          "recommended": "Do nothing"}, "named_individual", "options.0"),
        ({"because": "A second origin shows that genocide is planned."}, "legal_finding", "because"),
    ],
)  # fmt: skip
def test_every_text_of_an_alert_is_read(parts: dict[str, Any], rule: str, field: str) -> None:
    assert [(slip.rule, slip.field) for slip in lint(alert(**parts))] == [(rule, field)]


def test_a_refusal_names_fields_and_rules_and_repeats_no_word_of_the_alert() -> None:
    with pytest.raises(InvalidField) as caught:
        check_wording(alert(headline=said("General Musa may attack Wadi Halba")))
    text = str(caught.value)
    assert "named_individual in headline" in text
    assert "vague_likelihood in headline" in text
    assert "Musa" not in text
    assert "Wadi" not in text
