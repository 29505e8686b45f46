"""A recipient kept out because of its link to a suspected actor.

Not a judgement on the recipient: a rule that runs before anything is sent. Letting somebody in all the
same is possible, by name and with a reason that stays on record.
"""

from __future__ import annotations

from typing import Annotated

from forestall.records.record import Record
from forestall.records.values.reference import ActorId, OrganisationId
from forestall.records.values.term import TermOf
from forestall.records.values.text import Text


class Exclusion(Record):
    """One organisation that the rule keeps out."""

    organisation: OrganisationId
    """Who is kept out."""
    actor: ActorId
    """The suspected actor it is linked to."""
    link: Annotated[str, TermOf("actor_link")]
    """What the link is."""
    included_because: Text | None = None
    """Why it is let in all the same; empty while it is kept out."""


def check_recipients(recipients: list[str], exclusions: tuple[Exclusion, ...]) -> None:
    """Return when nobody who is kept out is among the recipients.

    Raises:
        ValueError: somebody is.
    """
    kept_out = {exclusion.organisation for exclusion in exclusions if exclusion.included_because is None}
    if kept_out.intersection(recipients):
        raise ValueError("recipients without those excluded, or a reason to include them")
