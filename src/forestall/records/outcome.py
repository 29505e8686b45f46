"""What followed, written down without claim of cause.

Not the value a forecast is scored against (an observation), and never "prevented so many deaths": a
number averted needs the method by which anybody could know what would have happened otherwise.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from forestall.records.record import Record
from forestall.records.values.count import Count
from forestall.records.values.period import Period
from forestall.records.values.place import CoarsePlace
from forestall.records.values.reference import RecordId, SituationId, UserId
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText, Text


class Outcome(Record):
    """What followed on an action, an alert or a situation."""

    about: Annotated[tuple[RecordId, ...], Field(min_length=1)]
    """The actions, alerts or decisions it followed on."""
    situation: SituationId | None = None
    """What it belongs to."""
    period: Period
    """The days it speaks about."""
    place: CoarsePlace | None = None
    """Where."""
    followed: LanguageText
    """What happened, in neutral words."""
    attribution: Annotated[str, TermOf("outcome_attribution")]
    """What may be said of cause."""
    attribution_because: Text | None = None
    """What shows it; required unless there is no evidence either way."""
    rests_on: tuple[RecordId, ...] = ()
    """The events and pieces of evidence it rests on."""
    deaths: Count = Count()
    """How many were killed in that time and place."""
    averted: Count | None = None
    """How many deaths were averted, where a method allows to say so."""
    counterfactual_method: Text | None = None
    """How anybody can know what would have happened otherwise."""
    observed_by: UserId
    """Who wrote it down, by pseudonym."""

    @model_validator(mode="after")
    def _check_attribution(self) -> Self:
        shown = self.attribution_because is not None and bool(self.rests_on)
        if self.attribution != "no_evidence_either_way" and not shown:
            raise ValueError("what shows the attribution, and the pieces it rests on")
        if self.averted is not None and self.counterfactual_method is None:
            raise ValueError("a counterfactual method for a number averted")
        return self
