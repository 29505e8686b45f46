"""What was chosen on an alert, out of what, by whom and why; or that nothing was.

Not an action: choosing is not doing. Declining and deferring are decisions, with reasons. That nothing
was recorded in time is written too, by the clock, and is nobody's decision.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Self

from pydantic import model_validator

from forestall.records.parts.dissent import Dissent
from forestall.records.parts.escalation import Escalation
from forestall.records.parts.option import Option, check_options
from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.reference import AlertId, DecisionId, OrganisationId, UserId
from forestall.records.values.term import TermOf
from forestall.records.values.text import Line, Text
from forestall.vocabulary.load import vocabulary

CHOSEN = ("recorded", "recorded_late", "lapsed")
"""States in which somebody chose; a lapsed deferral was chosen once."""


class Decision(Record):
    """One addressee's decision on one alert."""

    alert: AlertId
    """The alert."""
    organisation: OrganisationId
    """The addressee who had to decide."""
    status: Annotated[str, TermOf("decision_status")]
    """Where it stands."""
    due_at: Instant
    """By when it was due."""
    kind: Annotated[str, TermOf("decision_kind")] | None = None
    """What was chosen; empty while nothing was."""
    decided_by: UserId | None = None
    """Who chose, by pseudonym."""
    role: Annotated[str, TermOf("role")] | None = None
    """In which role."""
    decided_at: Instant | None = None
    """When."""
    reason_codes: tuple[Annotated[str, TermOf("reason_code")], ...] = ()
    """Why it wasn't what was recommended."""
    reason: Text | None = None
    """The same in words; some codes need them."""
    awaited: Text | None = None
    """What information is awaited, where that is a reason."""
    options: tuple[Option, ...] = ()
    """All that was considered, with cost and expected effect; stays visible."""
    chosen: tuple[Line, ...] = ()
    """Labels of the options chosen."""
    legal_basis: Text | None = None
    """The ground it rests on."""
    harm_note: Text | None = None
    """Who could be hurt by it, and what is done about that."""
    deferred_until: Instant | None = None
    """By when it will be decided."""
    referred_to: OrganisationId | None = None
    """To whom it was passed; the clock runs on."""
    look_again_at: Instant | None = None
    """When it will be looked at again."""
    dissent: tuple[Dissent, ...] = ()
    """What those who took part hold against it; travels inside."""
    follows: DecisionId | None = None
    """The decision it takes up again, such as a deferral."""
    escalated_to: tuple[Escalation, ...] = ()
    """To whom it went up, one step for each clock that ran out; the last is the newest."""

    @property
    def is_chosen(self) -> bool:
        """True when somebody chose, if only to decline."""
        return self.status in CHOSEN

    @model_validator(mode="after")
    def _check_chosen(self) -> Self:
        parts = (self.kind, self.decided_by, self.role, self.decided_at)
        if self.is_chosen and any(part is None for part in parts):
            raise ValueError("kind, person, role and time of a decision that was taken")
        if not self.is_chosen and (any(parts) or self.chosen or self.reason_codes):
            raise ValueError("nothing chosen and nobody who chose, where no decision is recorded")
        if self.is_chosen:
            check_options(self.options)
        if not {*self.chosen} <= {option.label for option in self.options}:
            raise ValueError("a choice among the options considered")
        return self

    @model_validator(mode="after")
    def _check_kind(self) -> Self:
        if self.kind is None:
            return self
        if self.kind.startswith("act") != bool(self.chosen):
            raise ValueError("the options chosen, where it is to act, and only there")
        if vocabulary("decision_kind")[self.kind].extra["needs_reason"] and not self.reason_codes:
            raise ValueError("a reason code for this kind of decision")
        if (self.kind == "refer") != (self.referred_to is not None):
            raise ValueError("to whom it is referred, where it is referred, and only there")
        return self

    @model_validator(mode="after")
    def _check_reasons(self) -> Self:
        if len(set(self.reason_codes)) != len(self.reason_codes):
            raise ValueError("each reason code once")
        if ("awaiting_information" in self.reason_codes) != (self.awaited is not None):
            raise ValueError("what is awaited, where information is awaited, and only there")
        codes = vocabulary("reason_code")
        needs_text = any(codes[code].extra["needs_text"] for code in self.reason_codes)
        if needs_text and self.reason is None and self.awaited is None:
            raise ValueError("a reason in words for this reason code")
        return self

    @model_validator(mode="after")
    def _check_deferral(self) -> Self:
        if (self.kind == "defer") != (self.deferred_until is not None):
            raise ValueError("a date, where it is deferred, and only there")
        if self.deferred_until is None or self.decided_at is None:
            return self
        longest = int(vocabulary("decision_kind")["defer"].extra["longest_days"])
        if not self.decided_at < self.deferred_until <= self.decided_at + timedelta(days=longest):
            raise ValueError(f"a date at most {longest} days after the decision")
        return self
