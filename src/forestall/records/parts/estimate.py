"""A probability that somebody stands by, with all that makes it readable: of what, by when, against what.

Not confidence: how strong the grounds are stands on a line of its own, never in the same sentence.
"""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.likelihood import LikelihoodWord, check_word, phrase
from forestall.records.values.period import Period
from forestall.records.values.probability import ForecastProbability, Probability
from forestall.records.values.text import LanguageText, Line


class Estimate(Record):
    """How probable an event is within a period, beside its base rate."""

    event: LanguageText
    """What is estimated, so plainly that it can be checked afterwards."""
    period: Period
    """Within which days."""
    probability: ForecastProbability
    """The estimate itself."""
    low: Probability | None = None
    """Lower end of the range that the author would defend; empty when none was given."""
    high: Probability | None = None
    """Upper end of that range."""
    likelihood: LikelihoodWord | None = None
    """The agreed word for the number; empty only where no word is agreed, below 1 and above 99 percent."""
    base_rate: Probability
    """How often such a thing happens in such a period."""
    base_rate_of: Line
    """Among which cases the base rate was counted."""

    @model_validator(mode="after")
    def _check_range(self) -> Self:
        check_word(self.likelihood, self.probability)
        if (self.low is None) != (self.high is None):
            raise ValueError("both ends of the range, or neither")
        if self.low is not None and self.high is not None and not self.low <= self.probability <= self.high:
            raise ValueError("low <= probability <= high")
        return self

    def caption(self) -> str:
        """The estimate as one sentence part, number and range included."""
        return f"{phrase(self.probability)}, {self.period.caption()}"
