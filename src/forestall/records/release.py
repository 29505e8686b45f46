"""A checked decision to pass records on, what was sent, and any recall of it.

Not a version of the software, and not the sending itself: granted is not sent, and sent is not received.
The default is no. Narrowing or taking back what was shared is said here and travels the same way; what
each holder answers is a receipt.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from forestall.records.parts.exclusion import Exclusion, check_recipients
from forestall.records.parts.harm_check import HarmCheck
from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.marking import Marking
from forestall.records.values.reference import EntryId, OrganisationId, UserId
from forestall.records.values.term import TermOf
from forestall.records.values.text import Text


class Recall(Record):
    """A narrowing, a retraction or a replacement of what was shared."""

    kind: Literal["narrowed", "retracted", "superseded"]
    """What is asked of holders."""
    because: Text
    """Why; says nothing of the content."""
    recalled_by: UserId
    """Who asks, by pseudonym."""
    recalled_at: Instant
    """When."""
    marking: Marking | None = None
    """The marking that holds from now on, where it is narrowed."""
    replaced_by: EntryId | None = None
    """The entry to use instead, where it is superseded."""

    @model_validator(mode="after")
    def _check_kind(self) -> Self:
        if (self.kind == "narrowed") != (self.marking is not None):
            raise ValueError("a new marking where it is narrowed, and only there")
        if (self.kind == "superseded") != (self.replaced_by is not None):
            raise ValueError("the entry to use instead where it is superseded, and only there")
        return self


class Release(Record):
    """One question whether records may be passed on, and its answer."""

    entries: Annotated[tuple[EntryId, ...], Field(min_length=1)]
    """What is to be passed on."""
    recipients: Annotated[tuple[OrganisationId, ...], Field(min_length=1)]
    """To whom; none is never everybody."""
    exclusions: tuple[Exclusion, ...] = ()
    """Who is kept out, and who was let in all the same."""
    purpose: Annotated[str, TermOf("purpose")]
    """What for."""
    requested_by: UserId
    """Who asks, by pseudonym."""
    requested_at: Instant
    """When."""
    decision: Annotated[str, TermOf("release_decision")] | None = None
    """The answer; empty while open, which is no."""
    decided_by: UserId | None = None
    """Who answered, by pseudonym."""
    decided_at: Instant | None = None
    """When."""
    reason: Text | None = None
    """Why; required unless granted as asked."""
    changes: Text | None = None
    """What was left out or made coarser, where it was granted with changes."""
    marking: Marking | None = None
    """The marking under which it goes."""
    harm_check: HarmCheck | None = None
    """Who could be hurt by passing it on; required to grant."""
    sent_at: Instant | None = None
    """When it left this node."""
    recall: Recall | None = None
    """The recall, if there was one."""

    @property
    def is_granted(self) -> bool:
        """True when it may go, as asked or with changes."""
        return self.decision in ("granted", "granted_with_changes")

    @model_validator(mode="after")
    def _check_recipients(self) -> Self:
        check_recipients(list(self.recipients), self.exclusions)
        if len(set(self.recipients)) != len(self.recipients):
            raise ValueError("each recipient once")
        return self

    @model_validator(mode="after")
    def _check_decision(self) -> Self:
        parts = (self.decision, self.decided_by, self.decided_at)
        if any(parts) and any(part is None for part in parts):
            raise ValueError("answer, person and time together")
        if self.decision not in (None, "granted") and self.reason is None:
            raise ValueError("a reason for an answer other than granted")
        if (self.decision == "granted_with_changes") != (self.changes is not None):
            raise ValueError("what was changed, where it was granted with changes, and only there")
        return self

    @model_validator(mode="after")
    def _check_granted(self) -> Self:
        if self.is_granted and (self.marking is None or self.harm_check is None):
            raise ValueError("a marking and a harm check before it is granted")
        if self.sent_at is not None and not self.is_granted:
            raise ValueError("a grant before it is sent")
        if self.recall is not None and self.sent_at is None:
            raise ValueError("something that was sent, to be recalled")
        return self
