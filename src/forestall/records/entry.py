"""One signed statement in the ledger: what somebody said or did, when it is true, when we learned it.

Not an event (something that happened in the world) and not a log line: an entry is never changed.
A correction is another entry that names the first in `supersedes`.
"""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from forestall.identifiers import ENTRY_ID_PATTERN, RECORD_ID_PATTERN
from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.marking import Marking

EntryId = Annotated[str, StringConstraints(pattern=ENTRY_ID_PATTERN)]
RecordId = Annotated[str, StringConstraints(pattern=RECORD_ID_PATTERN)]


class Author(Record):
    """Who stands behind an entry, by pseudonym."""

    user: RecordId
    """Pseudonymous id of the person; the name lives in the sealed store, if anywhere."""
    organisation: RecordId
    """Id of the organisation the person spoke for."""


class Draft(Record):
    """An entry before it is in the ledger: all that its author decides.

    The ledger adds the place in the chain, the recorded time and the signature.
    """

    kind: str
    """What was said or done: an id of vocabulary/entry_kind.yml, such as `report.received`."""
    record_id: RecordId
    """The thing it is about; entries with one record_id are that thing's history."""
    body: dict[str, Any]
    """The record's full state after this entry, as JSON; checked against the record of its kind."""
    author: Author
    marking: Marking
    valid_from: Instant | None = None
    """When the body starts to be true; empty when it is true from when we learned it."""
    valid_to: Instant | None = None
    """When it stops being true, itself excluded; empty while it holds."""
    causes: tuple[EntryId, ...] = ()
    """Ids of the entries it rests on; they stand earlier in the ledger."""
    supersedes: EntryId | None = None
    """Id of the entry it corrects or replaces."""
    exercise: bool = False
    """True for anything said or done in an exercise; such entries never mix with real ones."""

    @model_validator(mode="after")
    def _check_validity(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise ValueError("valid_to later than valid_from")
        return self


class Entry(Draft):
    """A statement in its place in one node's chain."""

    id: EntryId
    """SHA-256 of the canonical JSON of all that is signed."""
    sequence: Annotated[int, Field(ge=1)]
    """Its place in the node's chain, counted from 1 without gaps."""
    recorded_at: Instant
    """When the node learned it; never earlier than the entry before."""
    node: EntryId
    """The node that recorded it: SHA-256 of its public signing key."""
    previous: EntryId
    """Id of the entry before it in the chain; 64 zeros for the first."""
