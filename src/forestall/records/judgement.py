"""One analyst's judgement in a blind round, fixed before the others are seen.

Not a vote: it is kept as it was given, and what the round ends in is an assessment. It may not be
changed after others were read; the second round is another judgement.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from forestall.records.record import Record
from forestall.records.values.probability import ForecastProbability
from forestall.records.values.reference import AssessmentId, RecordId, UserId
from forestall.records.values.strict import Flag
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText


class Judgement(Record):
    """A phase, a probability and a reason."""

    assessment: AssessmentId
    """What is judged."""
    round: Annotated[int, Field(strict=True, ge=1, le=2)]
    """The first or the second round."""
    analyst: UserId
    """Who judges, by pseudonym."""
    constituency: Annotated[str, TermOf("constituency")]
    """From which side the analyst comes."""
    from_state_concerned: Flag
    """Whether the analyst belongs to the state concerned."""
    knows_affected_community: Flag = False
    """Whether the analyst knows the community concerned from within."""
    interests: LanguageText | None = None
    """Interests of the analyst that others should know of; empty when there are none."""
    phase: Annotated[str, TermOf("phase")] | None = None
    """The phase; empty when the analyst holds that it can't be classified."""
    probability: ForecastProbability | None = None
    """How probable the analyst holds atrocities to be within the period."""
    reason: LanguageText
    """Why, in a line or two."""
    rests_on: tuple[RecordId, ...] = ()
    """The pieces of evidence that weighed most."""
    objects: Flag = False
    """Whether the analyst formally objects to closing with a consensus."""

    @model_validator(mode="after")
    def _check_round(self) -> Self:
        if self.objects and self.round == 1:
            raise ValueError("an objection in the second round only")
        return self
