"""A CAP 1.2 message as plain parts, whoever wrote it.

Not an alert of ours: its words, severities and certainties are its sender's, and nothing in it acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
DEFAULT_LANGUAGE = "en-US"


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message that this one is about."""

    sender: str
    """Who sent it."""
    identifier: str
    """Its identifier."""
    sent: datetime
    """When it was sent."""


@dataclass(frozen=True, slots=True)
class CapArea:
    """Where."""

    description: str
    """In words."""
    geocodes: tuple[tuple[str, str], ...] = ()
    """Codes with the name of their system."""
    polygons: tuple[str, ...] = ()
    """Closed rings of points, as `lat,lon lat,lon ...`."""
    circles: tuple[str, ...] = ()
    """Points with a radius in kilometres, as `lat,lon radius`."""


@dataclass(frozen=True, slots=True)
class CapInfo:
    """What is said, in one language."""

    event: str
    """What it is about."""
    urgency: str
    """Immediate, Expected, Future, Past or Unknown."""
    severity: str
    """Extreme, Severe, Moderate, Minor or Unknown."""
    certainty: str
    """Observed, Likely, Possible, Unlikely or Unknown."""
    categories: tuple[str, ...] = ("Security",)
    """Of what kind."""
    language: str = DEFAULT_LANGUAGE
    """The language it is in."""
    response_types: tuple[str, ...] = ()
    """What is asked for, as a class."""
    effective: datetime | None = None
    """From when on."""
    onset: datetime | None = None
    """When it is expected to begin."""
    expires: datetime | None = None
    """When it no longer speaks for the present."""
    sender_name: str | None = None
    """Who says so, for people."""
    headline: str | None = None
    """In a line."""
    description: str | None = None
    """The words."""
    instruction: str | None = None
    """What is asked."""
    web: str | None = None
    """Where more is said."""
    contact: str | None = None
    """Whom to ask."""
    event_codes: tuple[tuple[str, str], ...] = ()
    """Codes of the event with the name of their system."""
    parameters: tuple[tuple[str, str], ...] = ()
    """More values by name."""
    areas: tuple[CapArea, ...] = ()
    """Where."""

    @property
    def values(self) -> Mapping[str, str]:
        """The parameters by name; of a name given twice the last."""
        return dict(self.parameters)


@dataclass(frozen=True, slots=True)
class CapMessage:
    """One message."""

    identifier: str
    """Unique for its sender; an update has another."""
    sender: str
    """Who sent it, as other systems know it."""
    sent: datetime
    """When."""
    status: str
    """Actual, Exercise, System, Test or Draft."""
    message_type: str
    """Alert, Update, Cancel, Ack or Error."""
    scope: str
    """Public, Restricted or Private."""
    source: str | None = None
    """What it was made from."""
    restriction: str | None = None
    """To whom it is restricted."""
    addresses: tuple[str, ...] = ()
    """To whom it is addressed."""
    codes: tuple[str, ...] = ()
    """Codes of special handling."""
    note: str | None = None
    """Why, or what for."""
    references: tuple[Reference, ...] = ()
    """The earlier messages it is about."""
    incidents: tuple[str, ...] = ()
    """Incidents it belongs to."""
    infos: tuple[CapInfo, ...] = field(default=())
    """What is said, a row a language."""

    def is_expired(self, now: datetime) -> bool:
        """True once all it says has run out; what names no end does not run out."""
        ends = [info.expires for info in self.infos]
        return bool(ends) and all(end is not None and end <= now for end in ends)
