"""The agreed word for a probability, with its range and the number in the same breath.

The number decides the word, never the other way round, and the word never stands alone: readers agree
on its meaning twice as often when the range stands in the sentence. Confidence is another matter and
never shares a sentence with likelihood.

Source:
    ICD 203, Analytic Standards (2015), D.6.e(2)(a), first row; ranges in vocabulary/likelihood.yml.
"""

from __future__ import annotations

from typing import Annotated

from forestall.records.values import probability as numbers
from forestall.records.values.term import TermOf
from forestall.vocabulary.load import vocabulary
from forestall.vocabulary.term import Term

LIST = "likelihood"
PERCENT = 100

LikelihoodWord = Annotated[str, TermOf(LIST)]
"""An agreed word, stored beside its number so that a reader without the list sees what was said."""


def likelihood_of(probability: float) -> Term | None:
    """The word whose range holds the probability; None below and above all ranges.

    A number on a border belongs to the higher word.

    Args:
        probability: from 0 to 1.
    """
    terms = list(vocabulary(LIST).values())
    # Compared as fractions: 0.55 * 100 is more than 55.
    for term in terms:
        if _fraction(term, "low_percent") <= probability < _fraction(term, "high_percent"):
            return term
    return terms[-1] if probability == _fraction(terms[-1], "high_percent") else None


def phrase(probability: float) -> str:
    """The probability as a sentence has it: `very likely (80-95%; our estimate 85%)`.

    Where no word is agreed, the number stands alone: `estimated at 0.4%`.
    """
    term, number = likelihood_of(probability), numbers.caption(probability)
    if term is None:
        return f"estimated at {number}"
    return f"{term.label} ({term.extra['low_percent']}-{term.extra['high_percent']}%; our estimate {number})"


def check_word(word: str | None, probability: float) -> None:
    """Return when the word is the one the number has; no word is right where none is agreed.

    Raises:
        ValueError: another word, or none where one is agreed.
    """
    term = likelihood_of(probability)
    if word != (term.id if term else None):
        raise ValueError(f"the likelihood word of its probability: {term.id if term else 'none'}")


def _fraction(term: Term, bound: str) -> float:
    return float(term.extra[bound]) / PERCENT
