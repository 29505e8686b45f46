"""To whom a matter went when a clock ran out: one step up.

Not a referral, which somebody chose, and not blame: the clock wrote it.
"""

from __future__ import annotations

from typing import Annotated

from forestall.records.record import Record
from forestall.records.values.reference import FocalPointId, OrganisationId
from forestall.records.values.term import TermOf


class Escalation(Record):
    """One step up."""

    organisation: OrganisationId
    """Who is asked now."""
    focal_point: FocalPointId | None = None
    """The office within it; empty where it has named none."""
    step: Annotated[str, TermOf("escalation_step")]
    """Which step it was."""
