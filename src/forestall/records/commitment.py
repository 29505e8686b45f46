"""Something promised or recommended, followed until evidence closes it.

Not a plan of one's own (an action). A promise never closes in silence: kept, broken and withdrawn all
need evidence.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.partial_date import PartialDate
from forestall.records.values.reference import OrganisationId, RecordId, Url
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText, Line


class Commitment(Record):
    """One promise or recommendation."""

    by: OrganisationId
    """Who promised, or to whom it was recommended."""
    to: tuple[OrganisationId, ...] = ()
    """To whom; none when to everybody."""
    promise: LanguageText
    """What was promised or recommended."""
    made: PartialDate
    """When."""
    document: Line
    """Where it stands: document and paragraph, or the meeting."""
    website: Url | None = None
    """Where that can be read."""
    kept_when: LanguageText
    """What would show that it is kept."""
    due: PartialDate | None = None
    """By when; empty when no date was set."""
    status: Annotated[str, TermOf("commitment_status")]
    """Where it stands."""
    rests_on: tuple[RecordId, ...] = ()
    """The evidence for its status; required unless open."""
    note: LanguageText | None = None
    """What else must be known."""

    @model_validator(mode="after")
    def _check_status(self) -> Self:
        if self.status != "open" and not self.rests_on:
            raise ValueError("evidence for any status but open")
        if self.due and self.due.is_before(self.made):
            raise ValueError("a due date not before it was made")
        return self
