"""What may be said of cause in an outcome: what evidence shows, and never what nobody could have seen.

A pattern finds slips; it doesn't find everything, and a person reads each outcome beside it. What is found is
named by its rule and field, never by its words: the text may be marked.

Source:
    PRACTICE of the project, our own design: "contributed to", "no evidence either way" and "harm" are what may be
    said; deaths averted need the method by which anybody could know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from forestall.errors import InvalidField
from forestall.records.outcome import Outcome
from forestall.records.values.count import Count
from forestall.records.values.text import LanguageText
from forestall.vocabulary.plain_yaml import read_plain_yaml

FILE = Path(__file__).parent / "slips.yml"
REMEDIES = {
    "claims_averted": "Say what was seen; deaths that didn't happen need a number averted and a counterfactual method.",
    "claims_cause": "Choose what may be said of cause beside the text, and say there what shows it.",
    "averted_without_range": "Give a low and a high figure: nobody can know exactly what didn't happen.",
    "judges_own_action": "Have somebody who doesn't own the action say that it contributed.",
}
_SENTENCE = re.compile(r"(?<=[.!?؟。])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Slip:
    """One claim that may not stand."""

    rule: str
    """Which rule: a key of `REMEDIES`."""
    field: str
    """The field of the outcome."""


def check_attribution(outcome: Outcome, owners: frozenset[str] = frozenset()) -> None:
    """Return when an outcome claims no more than may be said.

    Args:
        outcome: what is to be written down.
        owners: who owns the actions it is about; none of them says that their own action helped.

    Raises:
        InvalidField: it claims more; the rule and the field are named, the words are not.
    """
    for slip in slips_of(outcome, owners):
        raise InvalidField(
            expected="no more than the evidence shows of cause",
            found=slip.rule,
            where=f"Outcome.{slip.field}",
            remedy=REMEDIES[slip.rule],
        )


def slips_of(outcome: Outcome, owners: frozenset[str] = frozenset()) -> Iterator[Slip]:
    """Every claim in an outcome that may not stand, in the order of its fields."""
    may_claim = outcome.averted is not None and outcome.counterfactual_method is not None
    for field, text in _texts(outcome):
        for rule in lint_claims(text):
            if rule != "claims_averted" or not may_claim:
                yield Slip(rule, field)
    if outcome.averted is not None and not _is_range(outcome.averted):
        yield Slip("averted_without_range", "averted")
    if outcome.attribution == "contributed_to" and outcome.observed_by in owners:
        yield Slip("judges_own_action", "attribution")


def lint_claims(text: LanguageText) -> Iterator[str]:
    """The rules that a text breaks, each once; a language without patterns of its own is held to the English ones."""
    language = text.language.split("-", maxsplit=1)[0]
    sentences = [sentence for sentence in _SENTENCE.split(text.text) if sentence]
    for rule in _rules():
        if any(pattern.search(sentence) for sentence in sentences for pattern in _patterns(rule, language)):
            yield rule


def _texts(outcome: Outcome) -> Iterator[tuple[str, LanguageText]]:
    yield "followed", outcome.followed
    if outcome.attribution_because is not None:
        yield "attribution_because", LanguageText(text=outcome.attribution_because, language=outcome.followed.language)


def _is_range(count: Count) -> bool:
    return count.low is not None and count.high is not None and count.low < count.high


@cache
def _patterns(rule: str, language: str) -> tuple[re.Pattern[str], ...]:
    rows = _rules()[rule]
    return tuple(re.compile(text, re.IGNORECASE) for text in rows.get(language, rows["en"]))


@cache
def _rules() -> Mapping[str, Mapping[str, Sequence[str]]]:
    read: Mapping[str, Mapping[str, Sequence[str]]] = read_plain_yaml(FILE)
    return read
