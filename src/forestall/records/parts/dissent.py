"""A disagreement that travels with the product it disagrees with.

Not a comment: it stands inside the signed record, so that taking it out breaks the signature.
"""

from __future__ import annotations

from forestall.records.record import Record
from forestall.records.values.reference import OrganisationId, UserId
from forestall.records.values.text import LanguageText


class Dissent(Record):
    """What somebody who took part holds against the result."""

    by: UserId
    """Who dissents, by pseudonym."""
    organisation: OrganisationId | None = None
    """The organisation spoken for; empty when the person speaks for nobody else."""
    position: LanguageText
    """What the person would have said instead, and why."""
