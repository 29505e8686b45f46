"""A structured human judgement of risk factors and of a phase, with its evidence, limits and dissent.

Not a forecast, and never a sum: there is no score, no weight and no index here, since the UN Framework
gives none. Not assessed is not absent, and what could not be classified for want of access is an outcome
that raises priority. Risk is to populations, never from one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from forestall.records.parts.dissent import Dissent
from forestall.records.parts.estimate import Estimate
from forestall.records.parts.harm_check import HarmCheck
from forestall.records.parts.piece import Piece
from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.period import Period
from forestall.records.values.place import CoarsePlace
from forestall.records.values.presence import Presence
from forestall.records.values.probability import ForecastProbability
from forestall.records.values.reference import ActorId, AssessmentId, EntryId, RecordId, Sha256, UserId
from forestall.records.values.strict import Flag, Natural, Ordinal
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText, Text
from forestall.vocabulary.load import vocabulary

GRAVEST = 4
CHANGES_OF_MIND = 2
NOT_ASSESSED = "not_assessed"


class IndicatorJudgement(Record):
    """One indicator of the UN Framework, as judged."""

    indicator: Annotated[str, TermOf("indicator")]
    """Which one."""
    status: Annotated[str, TermOf("framework_status")]
    """Whether it is there; not assessed is not absent."""
    trend: Annotated[str, TermOf("trend")] | None = None
    """Where it is going; empty while not assessed."""
    evidence_level: Annotated[str, TermOf("evidence_level")]
    """How much it rests on."""
    rests_on: tuple[RecordId, ...] = ()
    """The pieces it rests on."""
    note: LanguageText | None = None
    """What was seen, in a sentence."""
    reviewed_at: Instant | None = None
    """When it was last judged; empty while not assessed."""
    reviewed_by: UserId | None = None
    """Who judged it, by pseudonym."""
    expires_at: Instant | None = None
    """From when on the judgement is stale and counts as not assessed."""

    @model_validator(mode="after")
    def _check_assessed(self) -> Self:
        parts = (self.trend, self.reviewed_at, self.reviewed_by, self.expires_at)
        if self.status == Presence.STALE:
            raise ValueError("a judgement as it was made; stale is what it becomes once it expires")
        if self.status == NOT_ASSESSED:
            if any(part is not None for part in parts) or self.evidence_level != "none" or self.rests_on:
                raise ValueError("nothing beside a status of not assessed")
        elif any(part is None for part in parts):
            raise ValueError("trend, reviewer, time of review and expiry with every judgement")
        if self.reviewed_at and self.expires_at and self.expires_at <= self.reviewed_at:
            raise ValueError("an expiry after the review")
        return self

    def presence_at(self, moment: datetime) -> Presence:
        """Whether it is there as far as known at a moment: unclear is unknown, expired is stale."""
        known = {"absent": Presence.ABSENT, "present": Presence.PRESENT}
        return known.get(self.status, Presence.UNKNOWN).at(moment, self.expires_at)


class FactorJudgement(Record):
    """How grave a risk factor is, as a person sees it."""

    risk_factor: Annotated[str, TermOf("risk_factor")]
    """Which one."""
    severity: Annotated[int, Field(strict=True, ge=0, le=GRAVEST)] | None = None
    """From 0 to 4, as judged; empty when not assessed. Never computed, never added up."""
    sentence: LanguageText
    """Why, in a sentence."""


class Position(Record):
    """One side of a split."""

    phase: Annotated[str, TermOf("phase")] | None = None
    """The phase it holds; empty for those who hold that it can't be classified."""
    n_analysts: Ordinal
    """How many hold it."""
    reason: LanguageText
    """Why."""
    rests_on: tuple[RecordId, ...] = ()
    """The pieces it rests on."""


class PhaseCount(Record):
    """How many hold one phase."""

    phase: Annotated[str, TermOf("phase")] | None = None
    """The phase; empty for those who hold that it can't be classified."""
    n_analysts: Ordinal
    """How many hold it."""


class Spread(Record):
    """How the judgements of a round lie, without names; laid open when the round is locked."""

    phases: Annotated[tuple[PhaseCount, ...], Field(min_length=1)]
    """Each phase that anybody holds, the lowest first."""
    probabilities: tuple[ForecastProbability, ...] = ()
    """The probabilities given, in rising order."""
    reasons: tuple[LanguageText, ...] = ()
    """The reasons given, in alphabetical order, so that the order tells nobody."""
    n_objections: Natural = 0
    """Formal objections to closing with a consensus."""


class BlindRound(Record):
    """One locked round of judgements."""

    number: Annotated[int, Field(strict=True, ge=1, le=2)]
    """The first or the second."""
    judgements: Annotated[tuple[EntryId, ...], Field(min_length=1)]
    """The entries of the judgements, in alphabetical order."""
    locked_at: Instant
    """When it was locked."""
    spread: Spread | None = None
    """How they lie, without names."""

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if list(self.judgements) != sorted(set(self.judgements)):
            raise ValueError("each judgement once, in alphabetical order")
        return self


class Assessment(Record):
    """One assessment of one place, its populations, one hypothesis about the actor, and one window."""

    place: CoarsePlace
    """Where."""
    populations: Annotated[tuple[LanguageText, ...], Field(min_length=1)]
    """Who is at risk; as populations, never people."""
    suspected_actors: tuple[ActorId, ...] = ()
    """From which groups, forces or institutions, on this hypothesis; none when nobody can tell."""
    period: Period
    """For which days."""
    window: Annotated[str, TermOf("assessment_window")]
    """Which of the standing windows that is."""
    version: Ordinal
    """Counted from 1; each version is another entry."""
    profile: Sha256 | None = None
    """The signed profile of thresholds and lists it was made under."""
    authors: Annotated[tuple[UserId, ...], Field(min_length=1)]
    """Who made it, by pseudonym."""
    facilitator: UserId | None = None
    """Who led the round; has no vote."""
    indicators: tuple[IndicatorJudgement, ...] = ()
    """What was judged; an indicator that isn't here is not assessed."""
    factors: tuple[FactorJudgement, ...] = ()
    """How grave each factor is, as people see it."""
    resilience: Annotated[tuple[LanguageText, ...], Field(min_length=1)]
    """What holds against the risk; asked every time, if only to say that nothing was found."""
    what_would_change_our_mind: Annotated[tuple[LanguageText, ...], Field(min_length=CHANGES_OF_MIND)]
    """At least two things that could be observed; each becomes a request to collect."""
    pieces: tuple[Piece, ...] = ()
    """The pieces as they were weighed for the classification."""
    rests_on: tuple[RecordId, ...] = ()
    """The pieces it rests on, all together."""
    harm_check: HarmCheck | None = None
    """Who could be hurt when judgements are opened to each other and the result is given out."""
    rounds: Annotated[tuple[BlindRound, ...], Field(max_length=2)] = ()
    """The blind rounds so far."""
    outcome: Annotated[str, TermOf("classification_outcome")] | None = None
    """What it ended in; empty while open."""
    phase: Annotated[str, TermOf("phase")] | None = None
    """The phase agreed on, where one was."""
    positions: tuple[Position, ...] = ()
    """The sides of a split, all of them."""
    panel_due_at: Instant | None = None
    """Until when an outside panel looks at it; nothing is held back meanwhile."""
    panel: tuple[EntryId, ...] = ()
    """The findings of the panel's members."""
    evidence_level: Annotated[str, TermOf("evidence_level")] | None = None
    """How much the classification rests on."""
    access_denied: Flag = False
    """Whether those who could look are kept out."""
    confidence: Annotated[str, TermOf("confidence")] | None = None
    """How strong the grounds are."""
    confidence_because: Text | None = None
    """Why, where that isn't what the evidence level stands for."""
    estimate: Estimate | None = None
    """The pooled probability, where people gave theirs."""
    dissent: tuple[Dissent, ...] = ()
    """What those who took part hold against it; travels inside."""
    answers: AssessmentId | None = None
    """The assessment it is a counter-assessment to; the two travel together."""
    answered_by: tuple[AssessmentId, ...] = ()
    """Counter-assessments to it."""
    withdrawn_because: Text | None = None
    """Why it no longer stands."""

    @model_validator(mode="after")
    def _check_people(self) -> Self:
        if self.facilitator in self.authors:
            raise ValueError("a facilitator who is not among the authors")
        if [part.number for part in self.rounds] != list(range(1, len(self.rounds) + 1)):
            raise ValueError("the first round before the second")
        return self

    @model_validator(mode="after")
    def _check_lists(self) -> Self:
        for judged in (
            [row.indicator for row in self.indicators],
            [row.risk_factor for row in self.factors],
            [text.text for text in self.what_would_change_our_mind],
            [piece.about for piece in self.pieces],
        ):
            if len(set(judged)) != len(judged):
                raise ValueError("each indicator, factor, change of mind and piece once")
        return self

    @model_validator(mode="after")
    def _check_outcome(self) -> Self:
        agreed = self.outcome in ("consensus", "likely_limited_access")
        if (agreed and self.phase is None) or (self.phase is not None and self.positions):
            raise ValueError("one phase where it was agreed on, positions where it was not")
        split = len({position.phase for position in self.positions})
        if (self.outcome == "split" and split < 2) or (self.positions and split < 2):
            raise ValueError("at least two positions of different phases in a split")
        has_result = self.phase is not None or bool(self.positions)
        if has_result and self.outcome in (None, "not_classifiable"):
            raise ValueError("no phase where it is open or could not be classified")
        if self.outcome in ("not_classifiable", "likely_limited_access") and not self.access_denied:
            raise ValueError("access denied, for an outcome that says so")
        return self

    @model_validator(mode="after")
    def _check_grounds(self) -> Self:
        if self.phase is None:
            return self
        if self.evidence_level is None or self.confidence is None:
            raise ValueError("evidence level and confidence with a phase")
        levels = vocabulary("evidence_level")
        limited = self.outcome == "likely_limited_access"
        least = "L1" if limited else vocabulary("phase")[self.phase].extra["least_evidence"]
        if levels[self.evidence_level].extra["order"] < levels[least].extra["order"]:
            raise ValueError(f"evidence level {least} or higher for this phase and outcome")
        usual = levels[self.evidence_level].extra.get("analytic_confidence")
        if self.confidence != usual and self.confidence_because is None:
            raise ValueError("a reason for a confidence other than its evidence level stands for")
        return self
