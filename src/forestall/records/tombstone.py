"""The key of a seal was destroyed: the content is gone everywhere, and this says so.

Not a deletion of an entry: the ciphertext stays, unreadable, and the chain still verifies.
"""

from __future__ import annotations

from typing import Annotated

from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.reference import SealId, UserId
from forestall.records.values.term import TermOf
from forestall.records.values.text import Text


class Tombstone(Record):
    """What was erased, when, and on what ground."""

    seal: SealId
    """The seal whose key is gone."""
    reason: Annotated[str, TermOf("erasure_reason")]
    """Why it was destroyed."""
    erased_at: Instant
    """When."""
    erased_by: UserId | None = None
    """Who asked for it, by pseudonym; empty when the end of retention did."""
    note: Text | None = None
    """What else must be known, such as copies on paper that remain; never what was erased."""
