"""A named person's yes to a record, in a role, at a moment.

Not an Ed25519 signature: the node signs the entry; this says which people stand behind it.
"""

from __future__ import annotations

from typing import Annotated

from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.reference import OrganisationId, UserId
from forestall.records.values.term import TermOf


class Approval(Record):
    """Who approved, for whom, as what, and when."""

    by: UserId
    """Who approved, by pseudonym."""
    organisation: OrganisationId
    """The organisation spoken for."""
    role: Annotated[str, TermOf("role")]
    """The role in which the person approved."""
    approved_at: Instant
    """When."""


def check_distinct(approvals: tuple[Approval, ...]) -> None:
    """Return when no person approved twice: two approvals are two people.

    Raises:
        ValueError: one did.
    """
    people = [approval.by for approval in approvals]
    if len(people) != len(set(people)):
        raise ValueError("approvals by different people")
