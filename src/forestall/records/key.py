"""A public key of a node, a vault or a custodian, and since when it is good.

Never a secret one. What a key signed before it was retired stays good; what it signed since it was
compromised is in doubt.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.reference import EntryId, OrganisationId, PublicKey, UserId
from forestall.records.values.term import TermOf
from forestall.records.values.text import Text


class Key(Record):
    """One public key."""

    public_key: PublicKey
    """The key."""
    algorithm: Literal["ed25519", "x25519"]
    """Ed25519 signs, X25519 seals."""
    use: Annotated[str, TermOf("key_use")]
    """What it is for."""
    node: EntryId | None = None
    """The node it belongs to."""
    organisation: OrganisationId | None = None
    """The organisation that holds its secret half, where that isn't the node itself."""
    user: UserId | None = None
    """The person who holds its secret half, by pseudonym."""
    retired_because: Text | None = None
    """Why it is no longer used."""
    compromised_since: Instant | None = None
    """Since when it may be in other hands."""

    @model_validator(mode="after")
    def _check_holder(self) -> Self:
        if self.node is None and self.organisation is None:
            raise ValueError("a node or an organisation that it belongs to")
        if (self.algorithm == "ed25519") != (self.use == "signing"):
            raise ValueError("ed25519 for signing, x25519 for sealing")
        return self
