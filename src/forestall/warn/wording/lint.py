"""What may not stand in an alert: vague likelihood, legal findings, named people, risk from a group.

A pattern finds slips; it doesn't find everything, and a person reads each alert beside it. A finding names the
field and the rule, never the words: the text may be marked.

Source:
    ICD 203 on likelihood and confidence; SAFETY rules E4, E13, E25 and M14 of the project, our own design.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from forestall.errors import InvalidField
from forestall.records.alert import Alert
from forestall.records.values.text import LanguageText
from forestall.vocabulary.load import vocabulary
from forestall.vocabulary.plain_yaml import read_plain_yaml
from forestall.warn.wording.phrases import languages, phrases
from forestall.warn.wording.short import MOST_SEGMENTS, n_segments

FILE = Path(__file__).parent / "slips.yml"
ALL_LANGUAGES = "any"
REMEDIES = {
    "vague_likelihood": "Give a number: the word and its range are put in beside it.",
    "word_without_number": "Put the range and the number into the same sentence.",
    "another_word": "Use the word that the number has, or leave it to the sentence that is put in.",
    "confidence_beside_likelihood": "Say how strong the grounds are in a sentence of its own.",
    "legal_finding": "Say what happened or is prepared; courts say what it is.",
    "risk_from_group": "Say who is at risk, and from which body that acts.",
    "named_individual": "Name the body or the post; a person's name stands in the sealed vault alone.",
    "exact_place": "Name no place finer than the first-level unit.",
    "number_missing": "Give the number in the translation too.",
    "too_long": f"Shorten it to {MOST_SEGMENTS} text messages at most.",
}
_SENTENCE = re.compile(r"(?<=[.!?؟。])\s+|\n+")
_PERCENT = re.compile(r"\d\s*[%\u066a]")
_AS_IS = ("risk_from_group", "named_individual", "exact_place")


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing that may not stand there."""

    rule: str
    """Which rule: a key of `REMEDIES`."""
    field: str
    """The field of the alert."""

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return REMEDIES[self.rule]


def lint(alert: Alert) -> tuple[Slip, ...]:
    """Every slip in an alert, in the order of its fields."""
    word = alert.estimate.likelihood if alert.estimate else None
    slips = [*lint_texts(_texts(alert), word, alert.populations)]
    slips += [Slip("number_missing", field) for field in _without_number(alert)]
    if n_segments(alert.short) > MOST_SEGMENTS:
        slips.append(Slip("too_long", "short"))
    return tuple(slips)


def lint_texts(
    texts: Iterable[tuple[str, LanguageText]], word: str | None, populations: Sequence[LanguageText]
) -> Iterator[Slip]:
    """Every slip in texts that stand in an alert, or will once the rest of it is written.

    Args:
        texts: the field of each and its words.
        word: the likelihood word of the number, where there is one.
        populations: who is at risk; nobody of them is a threat.
    """
    for field, text in texts:
        for rule in dict.fromkeys((*lint_text(text, word), *_populations_as_threat(text, populations))):
            yield Slip(rule, field)


def check_wording(alert: Alert) -> None:
    """Return when nothing stands in the alert that may not.

    Raises:
        InvalidField: something does; the fields and rules are named, the words are not.
    """
    slips = lint(alert)
    if slips:
        raise InvalidField(
            expected="words that an alert may hold",
            found="; ".join(f"{slip.rule} in {slip.field}" for slip in slips),
            where=f"Alert.{slips[0].field}",
            remedy=" ".join(dict.fromkeys(slip.remedy for slip in slips)),
        )


def check_texts(where: str, texts: Iterable[LanguageText]) -> None:
    """Return when nobody is named, no exact place is given, and no group is called a threat in any of the texts.

    For what analysts write beside an alert: they may weigh likelihoods in their own words, and what they write
    stays inside for good.

    Raises:
        InvalidField: one of these stands in a text; the words are not repeated.
    """
    for text in texts:
        language = text.language.split("-", maxsplit=1)[0]
        for rule in _AS_IS:
            if _finds(rule, language, text.text):
                raise InvalidField(
                    expected="words that others may hold", found=rule, where=where, remedy=REMEDIES[rule]
                )


def lint_text(text: LanguageText, word: str | None = None) -> Iterator[str]:
    """The rules that a text breaks, sentence by sentence.

    Args:
        text: the words and their language.
        word: the likelihood word of the number that stands beside the text, where there is one.
    """
    language = text.language.split("-", maxsplit=1)[0]
    for sentence in filter(None, _SENTENCE.split(text.text)):
        yield from (rule for rule in _AS_IS if _finds(rule, language, sentence))
        if _finds("legal_finding", language, _without(sentence, _patterns("not_a_finding", language))):
            yield "legal_finding"
        yield from _likelihood_slips(sentence, language, word)


def _likelihood_slips(sentence: str, language: str, word: str | None) -> Iterator[str]:
    used = _likelihood_words(sentence, language)
    has_number = _PERCENT.search(sentence) is not None
    if not has_number and _finds("vague_likelihood", language, sentence):
        yield "vague_likelihood"
    if used and not has_number:
        yield "word_without_number"
    if used and word is not None and used != {word}:
        yield "another_word"
    if used and _finds("confidence_word", language, sentence):
        yield "confidence_beside_likelihood"


def _likelihood_words(sentence: str, language: str) -> set[str]:
    found, rest = set(), sentence
    for term, pattern in _spoken(language):
        rest, count = pattern.subn(" ", rest)
        if count:
            found.add(term)
    return found


@cache
def _spoken(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each likelihood word of a language, the longest first, so that "very likely" isn't also read as "likely"."""
    if language not in languages():
        return ()
    words = {term: phrases(language).likelihood(term) for term in vocabulary("likelihood")}
    longest_first = sorted(words, key=lambda term: -len(words[term]))
    return tuple((term, re.compile(rf"(?<!\w){re.escape(words[term])}(?!\w)", re.IGNORECASE)) for term in longest_first)


def _populations_as_threat(text: LanguageText, populations: Sequence[LanguageText]) -> Iterator[str]:
    for population in populations:
        if population.language == text.language:
            threat = (
                rf"\b(risks?|threats?|dangers?|attacks?|violence|raids?) (by|from) (the )?{re.escape(population.text)}"
            )
            if re.search(threat, text.text, re.IGNORECASE):
                yield "risk_from_group"


def _texts(alert: Alert) -> Iterator[tuple[str, LanguageText]]:
    language = alert.text.language
    named: list[tuple[str, LanguageText | None]] = [
        ("headline", alert.headline),
        ("text", alert.text),
        *((f"translations.{number}", text) for number, text in enumerate(alert.translations)),
        ("question", alert.question),
        ("recommended_because", alert.recommended_because),
        ("confidence_because", alert.confidence_because),
        *((f"would_change.{number}", text) for number, text in enumerate(alert.would_change)),
    ]
    plain = [
        ("short", alert.short),
        ("because", alert.because),
        ("no_estimate_because", alert.no_estimate_because),
        *((f"options.{number}", option.label) for number, option in enumerate(alert.options)),
    ]
    yield from ((field, text) for field, text in named if text is not None)
    yield from ((field, LanguageText(text=text, language=language)) for field, text in plain if text is not None)


def _without_number(alert: Alert) -> Iterator[str]:
    # Where our own sentences are at hand they carry the number; elsewhere the translator must.
    if alert.estimate is None:
        return
    for number, text in enumerate(alert.translations):
        if text.language.split("-", maxsplit=1)[0] not in languages() and not _PERCENT.search(text.text):
            yield f"translations.{number}"


def _finds(rule: str, language: str, sentence: str) -> bool:
    return any(pattern.search(sentence) for pattern in _patterns(rule, language))


def _without(sentence: str, patterns: Sequence[re.Pattern[str]]) -> str:
    for pattern in patterns:
        sentence = pattern.sub(" ", sentence)
    return sentence


@cache
def _patterns(rule: str, language: str) -> tuple[re.Pattern[str], ...]:
    rules = _rules()[rule]
    return tuple(re.compile(text, re.IGNORECASE) for text in (*rules.get(language, ()), *rules.get(ALL_LANGUAGES, ())))


@cache
def _rules() -> Mapping[str, Mapping[str, Sequence[str]]]:
    read: Mapping[str, Mapping[str, Sequence[str]]] = read_plain_yaml(FILE)
    return read
