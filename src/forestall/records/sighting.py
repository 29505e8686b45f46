"""What another party says of a record that was shared with it: seen too, false, or expired.

Not the observation of an event in the world. Ten sightings of one origin are one.
"""

from __future__ import annotations

from typing import Annotated

from forestall.records.record import Record
from forestall.records.values.admiralty import AdmiraltyGrade
from forestall.records.values.instant import Instant
from forestall.records.values.reference import EntryId, OrganisationId, OriginId
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText, Text


class Sighting(Record):
    """One party's word on one shared record."""

    about: EntryId
    """The shared entry."""
    kind: Annotated[str, TermOf("sighting_kind")]
    """What it says."""
    by: OrganisationId
    """Who says it."""
    sighted_at: Instant
    """When."""
    origin: OriginId | None = None
    """The first telling it goes back to; empty when unknown."""
    grade: AdmiraltyGrade = AdmiraltyGrade()
    """How far it can be relied on."""
    note: LanguageText | None = None
    """What else it says."""
    withdrawn_because: Text | None = None
    """Why the party takes it back."""
