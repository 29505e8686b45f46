"""One step taken, or agreed on: by whom, by when, and whether anybody looked at what it did.

Not a decision, and not an outcome: completed means done, not that it worked.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.money import Money
from forestall.records.values.place import CoarsePlace
from forestall.records.values.reference import (
    AlertId,
    DecisionId,
    OrganisationId,
    RecordId,
    TriggerId,
    UserId,
)
from forestall.records.values.strict import Flag
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText, Line, Text

BEGUN = ("under_way", "completed", "stopped")
OVER = ("completed", "stopped")
UNDONE = ("stopped", "not_done")


class EffectCheck(Record):
    """A look at what the step did, while it can still be changed."""

    checked_at: Instant
    """When."""
    checked_by: UserId
    """Who looked, by pseudonym."""
    finding: LanguageText
    """What was found."""
    harm_found: Flag
    """Whether anybody came to harm by it."""
    rests_on: tuple[RecordId, ...] = ()
    """The pieces it rests on."""


class Action(Record):
    """One step."""

    label: Line
    """What is done."""
    measure: Annotated[str, TermOf("measure")] | None = None
    """The measure of the catalogue it is, where it is one."""
    decision: DecisionId | None = None
    """The decision it carries out; empty for one under a protocol or begun by others."""
    alert: AlertId | None = None
    """The alert it answers."""
    trigger: TriggerId | None = None
    """The protocol it belongs to."""
    status: Annotated[str, TermOf("action_status")]
    """Where it stands."""
    owner: UserId
    """Who answers for it, by pseudonym."""
    organisation: OrganisationId
    """The organisation that does it."""
    first_step: Line
    """What is done first."""
    due_at: Instant
    """By when the first step is due."""
    place: CoarsePlace | None = None
    """Where; empty where it has no place, such as a call."""
    started_at: Instant | None = None
    """When it began."""
    ended_at: Instant | None = None
    """When it was over."""
    cost: Money | None = None
    """What it cost so far; empty when unknown."""
    effect_check: EffectCheck | None = None
    """What a look at its effect found; empty until somebody looked."""
    stopped_because: Text | None = None
    """Why it was ended early or never begun."""

    @model_validator(mode="after")
    def _check_status(self) -> Self:
        if (self.status in BEGUN) != (self.started_at is not None):
            raise ValueError("when it began, once it has begun, and only then")
        if (self.status in OVER) != (self.ended_at is not None):
            raise ValueError("when it was over, once it is over, and only then")
        if (self.status in UNDONE) != (self.stopped_because is not None):
            raise ValueError("why it was not done to the end, where it was not, and only there")
        if self.started_at and self.ended_at and self.ended_at < self.started_at:
            raise ValueError("an end not before the start")
        return self
