"""The head of a chain, deposited with somebody else so that cutting the chain off would show.

Not a copy of the ledger: a hash, and a receipt from whoever keeps it.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.reference import Base64, EntryId, PublicKey, Sha256
from forestall.records.values.strict import Ordinal
from forestall.records.values.term import TermOf
from forestall.records.values.text import Line


class Anchor(Record):
    """One deposited head with its receipt."""

    node: EntryId
    """The node whose chain it is."""
    sequence: Ordinal
    """How many entries the chain had."""
    head: Sha256
    """The hash that commits to all of them."""
    method: Annotated[str, TermOf("anchor_method")]
    """How it was deposited."""
    witness: Line
    """Who keeps it: a node's id, or the name of a time-stamping service."""
    witness_key: PublicKey | None = None
    """The public key a peer signed the receipt with; required for a peer's receipt."""
    receipt: Base64
    """The peer's signature, or the time-stamp token (RFC 3161, DER)."""
    anchored_at: Instant
    """When the witness says it received it."""

    @model_validator(mode="after")
    def _check_witness(self) -> Self:
        if (self.method == "peer_receipt") != (self.witness_key is not None):
            raise ValueError("a witness key with a peer's receipt, and only there")
        return self
