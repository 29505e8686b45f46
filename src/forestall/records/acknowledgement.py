"""An addressee's word that an alert was read.

Not delivery, not opening, and not agreement: an acknowledgement is somebody's act.
"""

from __future__ import annotations

from typing import Annotated

from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.reference import AlertId, FocalPointId, OrganisationId, UserId
from forestall.records.values.strict import Flag
from forestall.records.values.term import TermOf
from forestall.records.values.text import Text


class Acknowledgement(Record):
    """Who acknowledged which alert, when and how."""

    alert: AlertId
    """The alert."""
    organisation: OrganisationId
    """The addressee."""
    focal_point: FocalPointId | None = None
    """The office, where one was addressed."""
    by: UserId
    """Who acknowledged, by pseudonym."""
    acknowledged_at: Instant
    """When."""
    channel: Annotated[str, TermOf("channel")]
    """By which way."""
    stands_in: Flag = False
    """Whether a deputy did it."""
    note: Text | None = None
    """What was said with it."""
