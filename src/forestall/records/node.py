"""One installation: a ministry, a network, a council, one analyst's laptop.

Not an organisation: an organisation may run several nodes, or none. Its id is the hash of its first
signing key.
"""

from __future__ import annotations

from forestall.records.record import Record
from forestall.records.values.reference import EntryId, OrganisationId, PublicKey, Url
from forestall.records.values.text import Line, Text


class Node(Record):
    """What a node says of itself in the first entry of its chain."""

    name: Line
    """What it is called."""
    node: EntryId
    """Its id: SHA-256 of the public key below."""
    signing_key: PublicKey
    """The public half of its first Ed25519 key."""
    organisation: OrganisationId | None = None
    """The organisation that runs it; empty for a person's own."""
    address: Url | None = None
    """Where peers reach it; empty for one that is reached by bundles on a stick."""
    retired_because: Text | None = None
    """Why it records nothing any more."""
