"""The opening of a seal: by whom, with whose keys, and why.

Not the content: what was read is never repeated here. Every opening is counted in public.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.reference import OrganisationId, SealId, UserId
from forestall.records.values.strict import Flag
from forestall.records.values.term import TermOf
from forestall.records.values.text import Text

CUSTODIANS_NEEDED = 2


class Custodian(Record):
    """Somebody who gave a share of the break-glass key."""

    user: UserId
    """Who, by pseudonym."""
    organisation: OrganisationId
    """The organisation that holds the share."""


class Opening(Record):
    """One opening of one sealed body."""

    seal: SealId
    """What was opened."""
    opened_by: UserId
    """Who read it, by pseudonym."""
    opened_at: Instant
    """When."""
    purpose: Annotated[str, TermOf("purpose")]
    """What for."""
    reason: Text
    """Why it was needed; says nothing of what was found."""
    break_glass: Flag = False
    """True when it was opened past its ordinary holder, with keys of two custodians."""
    custodians: tuple[Custodian, ...] = ()
    """Who gave their shares; of different organisations when the glass was broken."""

    @model_validator(mode="after")
    def _check_custodians(self) -> Self:
        organisations = {custodian.organisation for custodian in self.custodians}
        if self.break_glass and len(organisations) < CUSTODIANS_NEEDED:
            raise ValueError(f"custodians of {CUSTODIANS_NEEDED} different organisations to break the glass")
        return self
