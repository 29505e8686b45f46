"""The use of a signed protocol: its rule was met, and people activated it, held it, or stopped it.

Not the protocol itself, which stays as it was signed. That a rule is met is not an activation; holding
back although it is met, and going ahead although it isn't, both need a reason, and both are counted.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from forestall.records.parts.approval import Approval, check_distinct
from forestall.records.parts.harm_check import HarmCheck
from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.reference import EntryId, TriggerId
from forestall.records.values.strict import Flag
from forestall.records.values.term import TermOf
from forestall.records.values.text import Text
from forestall.vocabulary.load import vocabulary


class Activation(Record):
    """One step in the use of one rule."""

    trigger: TriggerId
    """The signed protocol."""
    rule: Annotated[str, TermOf("trigger_kind")]
    """Which of its rules."""
    step: Annotated[str, TermOf("activation_step")]
    """Whether the rule was met, activated, held or stopped."""
    happened_at: Instant
    """When."""
    rests_on: Annotated[tuple[EntryId, ...], Field(min_length=1)]
    """The entries that show it."""
    answer_due_at: Instant | None = None
    """By when people use or hold a rule that is met."""
    rule_is_met: Flag
    """Whether the rule's conditions hold; going ahead without is discretionary."""
    approvals: tuple[Approval, ...] = ()
    """The named people who say so; a rule that is met needs none, every other step does."""
    reason_code: Annotated[str, TermOf("reason_code")] | None = None
    """Why it was held, or why people went ahead without the rule."""
    reason: Text | None = None
    """The same in words."""
    harm_check: HarmCheck | None = None
    """Who could be hurt; required to activate, save for a warning to people in danger."""
    holds_until: Instant | None = None
    """When it runs out; empty when it doesn't."""

    @model_validator(mode="after")
    def _check_people(self) -> Self:
        check_distinct(self.approvals)
        if self.step == "met":
            if self.approvals or not self.rule_is_met:
                raise ValueError("a rule that is met, and nobody's approval, where it is only met")
            return self
        activates = self.step == "activated"
        needed = int(vocabulary("trigger_kind")[self.rule].extra["signatures"]) if activates else 1
        if len(self.approvals) < needed:
            raise ValueError(f"approval of {needed} named people for this step")
        if activates and self.rule == "activation" and self.harm_check is None:
            raise ValueError("a harm check before anything is activated")
        return self

    @model_validator(mode="after")
    def _check_reason(self) -> Self:
        against_rule = self.step == "held" or (self.step == "activated" and not self.rule_is_met)
        if against_rule and (self.reason_code is None or self.reason is None):
            raise ValueError("a reason code and a reason for going against the rule")
        return self
