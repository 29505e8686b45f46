"""Something that happened in the world, with its time, place, acts and actors, as sources tell it.

Not a spell (an unbroken period may hold many events), not a report, and not a legal finding: `killing`
is an act; what crime it was is for courts. Never a person: actors are groups, forces and institutions,
and victims are populations.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from forestall.records.record import Record
from forestall.records.values.admiralty import AdmiraltyGrade
from forestall.records.values.count import Count
from forestall.records.values.partial_date import PartialDate
from forestall.records.values.place import Place, is_coarse
from forestall.records.values.reference import ActorId, DatasetName, OriginId, RecordId, UserId
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText, Line, Text

IN_CONFIDENCE = ("report-", "evidence-")
"""Prefixes of records that may rest on what somebody told in confidence."""


class Involvement(Record):
    """One actor's part in an event."""

    actor: ActorId
    """The group, force or institution."""
    part: Annotated[str, TermOf("involvement")]
    """What part it is said to have had."""
    confidence: Annotated[str, TermOf("confidence")]
    """How strong the grounds for that are."""


class Source(Record):
    """One place where the event is told of."""

    dataset: DatasetName | None = None
    """A dataset."""
    row: Line | None = None
    """The row's id in that dataset."""
    record: RecordId | None = None
    """A report, statement or piece of evidence."""
    origin: OriginId | None = None
    """The first telling it goes back to; empty when unknown."""

    @model_validator(mode="after")
    def _check_one(self) -> Self:
        if (self.dataset is None) == (self.record is None):
            raise ValueError("a dataset or a record, one of them")
        return self


class Event(Record):
    """One event, as far as it is known."""

    status: Annotated[str, TermOf("event_status")]
    """Whether it was vetted."""
    event_type: Annotated[str, TermOf("event_type")]
    """What kind of event it is."""
    acts: tuple[Annotated[str, TermOf("act")], ...] = ()
    """What was done within it."""
    first_day: PartialDate
    """When it began, as far as known."""
    last_day: PartialDate
    """When it ended, itself included; the same as the first for a single day."""
    date_precision: Annotated[str, TermOf("date_precision")]
    """How exactly the days are known."""
    place: Place
    """Where; exact only where all that is told of it was published."""
    actors: tuple[Involvement, ...] = ()
    """Who is said to have had which part."""
    victims: tuple[LanguageText, ...] = ()
    """Populations that were harmed; as populations, never people."""
    deaths: Count = Count()
    """How many were killed."""
    civilian_deaths: Count = Count()
    """How many of these were civilians."""
    injured: Count = Count()
    """How many were hurt."""
    displaced: Count = Count()
    """How many had to leave."""
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    """Where it is told of, at least once."""
    grade: AdmiraltyGrade = AdmiraltyGrade()
    """How far it can be relied on, all sources together."""
    description: LanguageText | None = None
    """What happened, in neutral words without anybody who could be recognised."""
    vetted_by: UserId | None = None
    """Who vetted it, by pseudonym; required once confirmed."""
    part_of: RecordId | None = None
    """The event or situation it is a part of."""
    withdrawn_because: Text | None = None
    """Why it is no longer held to have happened; required once withdrawn."""

    @property
    def n_origins(self) -> int:
        """How many origins it rests on; sources whose origin is unknown count as one together."""
        return len({source.origin for source in self.sources})

    @model_validator(mode="after")
    def _check_days(self) -> Self:
        if self.last_day.is_before(self.first_day):
            raise ValueError("a last day not before the first")
        low, high = self.civilian_deaths.low, self.deaths.high
        if low is not None and high is not None and low > high:
            raise ValueError("civilian deaths within all deaths")
        return self

    @model_validator(mode="after")
    def _check_sources(self) -> Self:
        in_confidence = any((source.record or "").startswith(IN_CONFIDENCE) for source in self.sources)
        if in_confidence and not is_coarse(self.place):
            raise ValueError("a place no finer than the first-level unit where a source told it in confidence")
        return self

    @model_validator(mode="after")
    def _check_status(self) -> Self:
        if self.status == "confirmed" and self.vetted_by is None:
            raise ValueError("who vetted it")
        if (self.status == "withdrawn") != (self.withdrawn_because is not None):
            raise ValueError("a reason where it is withdrawn, and only there")
        return self
