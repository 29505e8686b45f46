"""How far one message has come on its way to one person: begun, taken, delivered, delayed or failed.

Not an acknowledgement: that a server has a message says nothing of whether anybody read it. The address
stands nowhere here; it is looked up when the message goes out.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.reference import AlertId, EntryId, FocalPointId, OrganisationId, UserId
from forestall.records.values.strict import Flag, Ordinal
from forestall.records.values.term import TermOf

ReplyCode = Annotated[str, StringConstraints(strict=True, pattern=r"^[245]\d\d( [245]\.\d{1,3}\.\d{1,3})?$")]
"""What the other side answered, in codes alone (RFC 5321, RFC 3463): its words may hold an address."""


class Delivery(Record):
    """One message to one person by one way, as far as it has come."""

    message: EntryId
    """The entry that sent it out."""
    alert: AlertId
    """The alert it is a message of."""
    organisation: OrganisationId
    """The addressee."""
    focal_point: FocalPointId | None = None
    """The office, where one was addressed."""
    to: UserId
    """The person, by pseudonym."""
    channel: Annotated[str, TermOf("channel")]
    """By which way."""
    status: Annotated[str, TermOf("delivery_status")]
    """How far it has come."""
    n_attempts: Ordinal
    """How often it was tried; each time under the same reference, so that a second copy can be told."""
    at: Instant
    """When this was so."""
    reply: ReplyCode | None = None
    """What the other side answered; empty when nobody did."""
    notice_only: Flag = False
    """Whether only that a message waits was sent, since its marking keeps the message itself off the way."""
