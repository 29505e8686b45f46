"""The office that an organisation appointed for atrocity prevention, and who stands in for it.

Not a hotspot. The office stands in clear; who holds it and how to reach them stand in a seal, even where
the name was made public: what is public today may endanger tomorrow.
"""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.partial_date import PartialDate
from forestall.records.values.period import Period
from forestall.records.values.reference import FocalPointId, OrganisationId, SealId, UserId
from forestall.records.values.text import Language, LanguageText, Text


class FocalPoint(Record):
    """One appointed office."""

    organisation: OrganisationId
    """Who appointed it."""
    office: LanguageText
    """The office, such as the title of the post; never the name of who holds it."""
    holder: SealId | None = None
    """Seal of who holds it and how to reach them; empty while vacant or unknown."""
    user: UserId | None = None
    """Pseudonym under which the holder signs in; empty for one who doesn't."""
    deputy: FocalPointId | None = None
    """Who stands in."""
    languages: tuple[Language, ...] = ()
    """Languages to write in, the best first."""
    away: tuple[Period, ...] = ()
    """When the deputy stands in."""
    appointed: PartialDate | None = None
    """When the appointment began; empty when unknown."""
    ended: PartialDate | None = None
    """When it ended; empty while it holds."""
    ended_because: Text | None = None
    """Why it ended."""

    @model_validator(mode="after")
    def _check_term(self) -> Self:
        if self.appointed and self.ended and self.ended.is_before(self.appointed):
            raise ValueError("an end not before the appointment")
        return self
