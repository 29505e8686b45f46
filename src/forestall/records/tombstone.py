"""The key of a seal was destroyed: the content is gone everywhere, and this says so.

Not a deletion of an entry: the ciphertext stays, unreadable, and the chain still verifies.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.reference import SealId, UserId
from forestall.records.values.term import TermOf
from forestall.records.values.text import Text


class Tombstone(Record):
    """What was erased, when, and on what ground."""

    seal: SealId | None = None
    """The seal whose key is gone; empty when whole vaults were shredded."""
    vaults: tuple[Annotated[str, TermOf("vault")], ...] = ()
    """The vaults of which every key at this site is gone; none when it was one seal's."""
    reason: Annotated[str, TermOf("erasure_reason")]
    """Why it was destroyed."""
    erased_at: Instant
    """When."""
    erased_by: UserId | None = None
    """Who asked for it, by pseudonym; empty when the end of retention did."""
    note: Text | None = None
    """What else must be known, such as copies on paper that remain; never what was erased."""

    @model_validator(mode="after")
    def _check_what(self) -> Self:
        if (self.seal is None) == (not self.vaults):
            raise ValueError("either one seal or the vaults that were shredded")
        return self
