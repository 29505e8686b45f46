"""Something to look out for because it would change a judgement: asked by an assessment, until answered.

Not a tasking of monitors: it says what would be worth knowing, never whom to watch. It asks about what can
be observed of populations, places and bodies that act, never about a person.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.place import CoarsePlace
from forestall.records.values.reference import AssessmentId, EntryId, UserId
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText, Text


class CollectionRequest(Record):
    """One thing that would change a view."""

    what: LanguageText
    """What could be observed."""
    assessment: AssessmentId
    """The assessment whose view it would change."""
    place: CoarsePlace
    """Where to look, no finer than the first-level unit."""
    indicators: tuple[Annotated[str, TermOf("indicator")], ...] = ()
    """Indicators of the UN Framework it speaks to."""
    asked_by: UserId
    """Who asked, by pseudonym."""
    asked_at: Instant
    """Since when it stands."""
    answers: Annotated[tuple[EntryId, ...], Field(max_length=10_000)] = ()
    """Entries that answer it."""
    closed_because: Text | None = None
    """Why it no longer stands; empty while it stands."""

    @model_validator(mode="after")
    def _check_answers(self) -> Self:
        if len(set(self.answers)) != len(self.answers):
            raise ValueError("each answer once")
        return self
