"""How far a source and what it says can be relied on, by whom it was judged, and why.

The tempting mistake is to let one letter follow the other: credibility is judged first, with the source
hidden, and reliability by somebody else. F and 6 mean that nobody can tell; they are not low.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.admiralty import (
    UNJUDGED_CREDIBILITY,
    UNJUDGED_RELIABILITY,
    AdmiraltyGrade,
)
from forestall.records.values.reference import OriginId, RecordId, UserId
from forestall.records.values.strict import Flag
from forestall.records.values.term import TermOf
from forestall.records.values.text import Line, Text

CONFIRMED = "1"
BEST_ON_OWN_CONDUCT = AdmiraltyGrade("C", "3")


class Grade(Record):
    """One judgement of reliability and credibility; either part may still be open."""

    about: RecordId
    """What is graded: a report, a statement, a piece of evidence."""
    credibility: Annotated[str, TermOf("credibility")] = UNJUDGED_CREDIBILITY
    """How far what is said can be believed, 1 to 6; judged first."""
    credibility_by: UserId | None = None
    """Who judged it without seeing the source, by pseudonym; empty while nobody has."""
    reliability: Annotated[str, TermOf("reliability")] = UNJUDGED_RELIABILITY
    """How far who says it can be relied on for this topic and place, A to F."""
    reliability_by: UserId | None = None
    """Who judged it, by pseudonym; another person."""
    topic: Line | None = None
    """For which topic and place the source was judged."""
    origins: tuple[OriginId, ...] = ()
    """Origins that bear it out independently; credibility 1 needs two of them."""
    about_own_conduct: Flag = False
    """True when a suspected actor, or a state that stands behind one, speaks of its own conduct."""
    reason: Text | None = None
    """Why it was judged so; required with any judgement."""

    @property
    def grade(self) -> AdmiraltyGrade:
        """Both parts as one grade, such as `B2`."""
        return AdmiraltyGrade(self.reliability, self.credibility)

    @model_validator(mode="after")
    def _check_judges(self) -> Self:
        judged = (self.credibility_by, self.reliability_by)
        if self.credibility != UNJUDGED_CREDIBILITY and self.credibility_by is None:
            raise ValueError("who judged the credibility")
        if self.reliability != UNJUDGED_RELIABILITY and self.reliability_by is None:
            raise ValueError("who judged the reliability")
        if any(judged) and self.reason is None:
            raise ValueError("a reason with the judgement")
        if all(judged) and self.credibility_by == self.reliability_by:
            raise ValueError("reliability judged by another person than credibility")
        return self

    @model_validator(mode="after")
    def _check_limits(self) -> Self:
        if len(set(self.origins)) != len(self.origins):
            raise ValueError("each origin once")
        if self.credibility == CONFIRMED and len(self.origins) < 2:
            raise ValueError("two independent origins for credibility 1")
        best = BEST_ON_OWN_CONDUCT
        if self.about_own_conduct and (self.reliability < best.reliability or self.credibility < best.credibility):
            raise ValueError(f"no better than {best} for what a suspected actor says of its own conduct")
        return self
