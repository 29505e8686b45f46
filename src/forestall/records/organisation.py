"""An organisation that takes part, receives or is spoken of, and its links to suspected actors.

Not an actor: an actor does what events tell of. The two are linked, so that nobody is warned through
those who may be behind it.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from forestall.records.record import Record
from forestall.records.values.place import Iso3
from forestall.records.values.reference import ActorId, EntryId, OrganisationId, Url
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText, Line, Text


class ActorLink(Record):
    """A link between an organisation and an actor."""

    actor: ActorId
    """The actor."""
    link: Annotated[str, TermOf("actor_link")]
    """What the link is."""
    grounds: Annotated[tuple[EntryId, ...], Field(min_length=1)]
    """Entries it rests on."""


class Organisation(Record):
    """One organisation."""

    names: Annotated[tuple[LanguageText, ...], Field(min_length=1)]
    """What it is called; the first is shown."""
    kind: Annotated[str, TermOf("organisation_kind")]
    """What it is, for routing, quorum and conflicts of interest."""
    country: Iso3 | None = None
    """The state it belongs to; empty for one that belongs to none."""
    region: Annotated[str, TermOf("region")] | None = None
    """The region it works in, where that says more."""
    part_of: OrganisationId | None = None
    """The organisation it belongs to."""
    groups: tuple[Line, ...] = ()
    """Sharing groups it belongs to."""
    actor_links: tuple[ActorLink, ...] = ()
    """Its links to actors; what is linked to a suspected actor is not told before publication."""
    website: Url | None = None
    """Its public site."""
    retired_because: Text | None = None
    """Why it no longer takes part."""
