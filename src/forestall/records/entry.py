"""One signed statement in the ledger: what somebody said or did, when it is true, when we learned it.

Not an event (something that happened in the world) and not a log line: an entry is never changed.
A correction is another entry that names the first in `supersedes`.
"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Self, TypedDict, Unpack

import orjson
from pydantic import BaseModel, model_validator

from forestall.errors import InvalidField
from forestall.identifiers import canonical_json
from forestall.records.kinds import record_class_for
from forestall.records.record import Record
from forestall.records.values.body import JsonObject
from forestall.records.values.instant import Instant
from forestall.records.values.marking import Marking
from forestall.records.values.reference import EntryId, OrganisationId, RecordId, UserId
from forestall.records.values.strict import Flag, Ordinal
from forestall.records.values.term import TermOf

__all__ = ["Author", "Draft", "Entry", "EntryId", "RecordId"]


class Author(Record):
    """Who stands behind an entry, by pseudonym."""

    user: UserId
    """Pseudonymous id of the person; the name lives in the sealed store, if anywhere."""
    organisation: OrganisationId
    """Id of the organisation the person spoke for."""


class Terms(TypedDict, total=False):
    """What a draft may say beside its kind, record, author and marking."""

    valid_from: Instant
    valid_to: Instant
    causes: tuple[EntryId, ...]
    supersedes: EntryId
    exercise: bool


class Draft(Record):
    """An entry before it is in the ledger: all that its author decides.

    The ledger adds the place in the chain, the recorded time and the signature.
    """

    kind: Annotated[str, TermOf("entry_kind")]
    """What was said or done: an id of vocabulary/entry_kind.yml, such as `report.received`."""
    record_id: RecordId
    """The thing it is about; entries with one record_id are that thing's history."""
    body: JsonObject
    """The record's full state after this entry, as JSON; checked against the record of its kind."""
    author: Author
    """Who says so."""
    marking: Marking
    """How the entry may be handled."""
    valid_from: Instant | None = None
    """When the body starts to be true; empty when it is true from when we learned it."""
    valid_to: Instant | None = None
    """When it stops being true, itself excluded; empty while it holds."""
    causes: tuple[EntryId, ...] = ()
    """Ids of the entries it rests on; they stand earlier in the ledger."""
    supersedes: EntryId | None = None
    """Id of the entry it corrects or replaces."""
    exercise: Flag = False
    """True for anything said or done in an exercise; such entries never mix with real ones."""

    @cached_property
    def _written(self) -> bytes:
        # What `of` wrote the body as; no field, so that it is no part of what is said or compared.
        return b""

    @model_validator(mode="after")
    def _check_validity(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise ValueError("valid_to later than valid_from")
        return self

    @classmethod
    def of(
        cls,
        kind: str,
        record_id: str,
        record: Record,
        author: Author,
        marking: Marking,
        **terms: Unpack[Terms],
    ) -> Self:
        """The draft that says this of a record.

        Raises:
            InvalidField: the record is not of the kind's class.
            UnknownTerm: no such kind.
        """
        expected = record_class_for(kind)
        if type(record) is not expected:
            raise InvalidField(
                expected=f"a {expected.__name__}, the record of {kind}",
                found=f"a {type(record).__name__}",
                where="Draft.body",
                remedy="Choose the kind that fits; vocabulary/entry_kind.yml names the record of each.",
            )
        draft = cls.parse(
            {
                "kind": kind,
                "record_id": record_id,
                "body": record.to_json(),
                "author": author,
                "marking": marking,
                **terms,
            }
        )
        draft.__dict__["_written"] = canonical_json(draft.body)
        return draft

    def written_body(self) -> bytes:
        """The body as canonical JSON, once it is known to be the record of its kind as that writes itself.

        A body made from a record by `of`, and not touched since, is known to be.

        Raises:
            InvalidField: the body isn't such a record, or is written another way.
            UnknownTerm: a field of the body holds a word outside its vocabulary.
        """
        written = self._written
        if written and orjson.dumps(self.body, option=orjson.OPT_SORT_KEYS) == written:
            return written
        if self.record().to_json() != self.body:
            raise InvalidField(
                expected="the record as its own to_json writes it",
                found="the same record written another way",
                where=f"body of {self.kind} on {self.record_id}",
                remedy="Make the body with the record's to_json.",
            )
        return canonical_json(self.body)

    def record(self) -> Record:
        """The body as the record of its kind; made once, since neither ever changes.

        Raises:
            InvalidField: the body isn't such a record; the field is named from `body` on.
            UnknownTerm: a field of the body holds a word outside its vocabulary.
        """
        known: tuple[dict[str, Any], Record] | None = self.__dict__.get("_record")
        # With the body it was made of, so that a copy with another body doesn't take it along.
        if known is None or known[0] is not self.body:
            known = self.__dict__["_record"] = (self.body, record_class_for(self.kind).parse(self.body))
        return known[1]


class Entry(Draft):
    """A statement in its place in one node's chain."""

    id: EntryId
    """SHA-256 of the canonical JSON of all that is signed."""
    sequence: Ordinal
    """Its place in the node's chain, counted from 1 without gaps."""
    recorded_at: Instant
    """When the node learned it; never earlier than the entry before."""
    node: EntryId
    """The node that recorded it: SHA-256 of its public signing key."""
    previous: EntryId
    """Id of the entry before it in the chain; 64 zeros for the first."""

    @classmethod
    def placed(
        cls, draft: Draft, entry_id: str, sequence: int, recorded_at: datetime, node: str, previous: str
    ) -> Self:
        """The entry that a draft becomes at its place in the chain; for the ledger alone.

        Nothing is validated again: the draft was, and the ledger makes the rest. Building it this way
        takes a tenth of the time of pydantic's own `model_construct`.
        """
        said = draft.__dict__.copy()
        said["id"], said["sequence"], said["previous"] = entry_id, sequence, previous
        said["recorded_at"], said["node"] = recorded_at, node
        entry = cls.__new__(cls)
        _set_all(entry, said)
        _set_names(entry, _ENTRY_FIELDS)
        _set_extra(entry, None)
        _set_private(entry, None)
        return entry


# One for all entries: nothing changes it, and a set for each would be the most of what an entry takes.
_ENTRY_FIELDS = set(Entry.model_fields)
# What pydantic keeps beside the fields, set past its own guard against change.
_set_all, _set_names, _set_extra, _set_private = (
    BaseModel.__dict__[name].__set__
    for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)
