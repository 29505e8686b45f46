"""A message to named recipients that asks for a decision by a time, and says on what grounds.

Not a forecast, which asks nothing of anybody, and not a broadcast: without addressees, a question,
options and a due date it is news. The number stands in the sentence with its word; confidence stands on
a line of its own. Cancelling is not a finding that the risk is over.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from forestall.records.parts.approval import Approval, check_distinct
from forestall.records.parts.dissent import Dissent
from forestall.records.parts.estimate import Estimate
from forestall.records.parts.exclusion import Exclusion, check_recipients
from forestall.records.parts.harm_check import HarmCheck
from forestall.records.parts.option import Option, check_options
from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.place import CoarsePlace
from forestall.records.values.reference import (
    ActorId,
    AssessmentId,
    EntryId,
    FocalPointId,
    ForecastId,
    OrganisationId,
    SituationId,
    UserId,
)
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText, Line, ShortMessage, Text

FOLLOWS_ANOTHER = ("update", "cancel", "error")


class Addressee(Record):
    """Who must answer."""

    organisation: OrganisationId
    """The organisation."""
    focal_point: FocalPointId | None = None
    """The office within it; empty when it has named none."""
    instead_of: OrganisationId | None = None
    """The usual addressee, where that one is kept out."""


class Alert(Record):
    """One message of an alert's life: the first, an update, a cancellation or a correction."""

    kind: Annotated[str, TermOf("alert_kind")]
    """What sort of message it is."""
    follows: tuple[EntryId, ...] = ()
    """Entries of the messages it updates, cancels or corrects."""
    because: Text | None = None
    """Why it is updated, cancelled or corrected."""
    situation: SituationId | None = None
    """What it belongs to."""
    headline: LanguageText
    """What may happen, where and by when, in one sentence."""
    text: LanguageText
    """The message: what is known, how sure, what is asked. Nobody in it could be recognised."""
    translations: tuple[LanguageText, ...] = ()
    """The message in other languages, numbers included."""
    short: ShortMessage
    """The message for a single text message."""
    place: CoarsePlace
    """Where."""
    populations: Annotated[tuple[LanguageText, ...], Field(min_length=1)]
    """Who is at risk; as populations, never people."""
    suspected_actors: tuple[ActorId, ...] = ()
    """From which groups, forces or institutions; decides who is kept out."""
    addressees: Annotated[tuple[Addressee, ...], Field(min_length=1)]
    """Who must answer."""
    exclusions: tuple[Exclusion, ...] = ()
    """Who is kept out before publication, and who was let in all the same."""
    clock: Annotated[str, TermOf("clock_profile")]
    """How long addressees have to acknowledge and to decide."""
    question: LanguageText | None = None
    """What is to be decided; required in an alert and its updates."""
    options: tuple[Option, ...] = ()
    """What could be done, doing nothing among it."""
    recommended: Line | None = None
    """The label of the option recommended; empty when none is."""
    recommended_because: LanguageText | None = None
    """Why; said apart from the forecast."""
    due_at: Instant | None = None
    """By when a decision is asked for."""
    expires_at: Instant | None = None
    """When the message no longer speaks for the present."""
    estimate: Estimate | None = None
    """How probable, with period and base rate."""
    no_estimate_because: Text | None = None
    """Why there is no number, such as an attack under way."""
    confidence: Annotated[str, TermOf("confidence")] | None = None
    """How strong the grounds are."""
    confidence_because: LanguageText | None = None
    """What that rests on, on a line of its own."""
    phase: Annotated[str, TermOf("phase")] | None = None
    """The phase, where one was agreed on."""
    assessment: AssessmentId | None = None
    """The assessment it rests on."""
    forecasts: tuple[ForecastId, ...] = ()
    """Forecasts it rests on."""
    would_change: tuple[LanguageText, ...] = ()
    """What would change this view."""
    dissent: tuple[Dissent, ...] = ()
    """What those who took part hold against it; travels inside."""
    harm_check: HarmCheck | None = None
    """Who could be hurt by sending it; required once approved."""
    drafted_by: UserId
    """Who wrote it, by pseudonym."""
    approvals: tuple[Approval, ...] = ()
    """Who stands behind sending it: somebody other than its writer; none while a draft."""

    @property
    def asks(self) -> bool:
        """True for a message that asks for a decision: an alert or an update."""
        return self.kind in ("alert", "update")

    @model_validator(mode="after")
    def _check_follows(self) -> Self:
        if (self.kind in FOLLOWS_ANOTHER) != bool(self.follows):
            raise ValueError("the messages it follows, in an update, a cancellation or a correction only")
        if bool(self.follows) != (self.because is not None):
            raise ValueError("why, where it follows another message")
        return self

    @model_validator(mode="after")
    def _check_asks(self) -> Self:
        if not self.asks:
            return self
        if self.question is None or self.due_at is None or self.expires_at is None:
            raise ValueError("a question, the time by which it is due, and an expiry")
        if self.expires_at < self.due_at:
            raise ValueError("an expiry no earlier than the due time")
        check_options(self.options)
        if self.recommended and self.recommended not in {option.label for option in self.options}:
            raise ValueError("a recommendation among the options")
        if (self.recommended is None) != (self.recommended_because is None):
            raise ValueError("a reason with the recommendation")
        return self

    @model_validator(mode="after")
    def _check_grounds(self) -> Self:
        if self.asks and (self.estimate is None) == (self.no_estimate_because is None):
            raise ValueError("an estimate, or why there is none")
        if self.asks and (self.confidence is None or self.confidence_because is None):
            raise ValueError("confidence and what it rests on")
        return self

    @model_validator(mode="after")
    def _check_people(self) -> Self:
        organisations = [addressee.organisation for addressee in self.addressees]
        check_recipients(organisations, self.exclusions)
        if len({(row.organisation, row.focal_point) for row in self.addressees}) != len(organisations):
            raise ValueError("each addressee once")
        check_distinct(self.approvals)
        if self.approvals and all(approval.by == self.drafted_by for approval in self.approvals):
            raise ValueError("approval by somebody other than its writer")
        if self.approvals and self.harm_check is None:
            raise ValueError("a harm check before anybody approves")
        return self
