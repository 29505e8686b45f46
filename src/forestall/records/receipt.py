"""What one holder answers to a recall: done, refused, or cannot.

Not delivery: silence is no answer, and the sender sees how many have answered out of how many hold it.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.reference import EntryId, OrganisationId
from forestall.records.values.term import TermOf
from forestall.records.values.text import Text


class Receipt(Record):
    """One holder's answer."""

    recall: EntryId
    """The entry that recalled it."""
    holder: OrganisationId
    """Who answers."""
    answer: Annotated[str, TermOf("recall_answer")]
    """The answer."""
    answered_at: Instant
    """When."""
    remains: Text | None = None
    """What remains and where, or why not; required unless done."""

    @model_validator(mode="after")
    def _check_remains(self) -> Self:
        if self.answer != "done" and self.remains is None:
            raise ValueError("what remains, or why it was refused")
        return self
