"""What somebody told us, when we learned it, and what may be read of it in clear.

Not what happened: that is an event, made from graded reports. Not who told: identity, the words and the
exact place are three seals under three keys, and nothing here may describe the person who told, nor
anybody who could be recognised. A report of nothing seen is a report; no report is unknown, not peace.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from forestall.records.parts.consent import Consent
from forestall.records.record import Record
from forestall.records.values.count import Count
from forestall.records.values.instant import Instant
from forestall.records.values.partial_date import PartialDate
from forestall.records.values.place import CoarsePlace
from forestall.records.values.reference import ActorId, InformantId, OriginId, ReportId, SealId
from forestall.records.values.strict import Flag
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText, Text


class Report(Record):
    """One telling, split so that no single reader can put it together."""

    received_at: Instant
    """When it reached us."""
    channel: Annotated[str, TermOf("channel")]
    """By which way it came."""
    informant: InformantId | None = None
    """Pseudonym of who told; empty for an anonymous or a published report."""
    identity: SealId | None = None
    """Seal of who told and how to reach them."""
    content: SealId | None = None
    """Seal of the words they used."""
    exact_place: SealId | None = None
    """Seal of where exactly."""
    consent: Consent | None = None
    """On what footing the seals are held, and until when; required with any seal."""
    nothing_seen: Flag = False
    """True for a report that somebody looked and saw nothing to report."""
    event_types: tuple[Annotated[str, TermOf("event_type")], ...] = ()
    """What kinds of things it tells of."""
    summary: LanguageText | None = None
    """What it tells of, in neutral words of a trained person, without anybody who could be recognised."""
    occurred: PartialDate | None = None
    """When it is said to have happened; empty when not told."""
    place: CoarsePlace | None = None
    """Where, no finer than the first-level unit; empty when not told."""
    deaths: Count = Count()
    """How many are said to have been killed."""
    suspected_actors: tuple[ActorId, ...] = ()
    """Groups, forces or institutions said to be behind it."""
    about_own_conduct: Flag = False
    """True when who tells is the suspected actor, or stands behind it."""
    origin: OriginId | None = None
    """The first telling it goes back to; pieces that share an origin count once. Empty when unknown."""
    repeats: ReportId | None = None
    """The report it repeats or forwards."""
    clock: Annotated[str, TermOf("clock_profile")] | None = None
    """How fast it must be looked at; empty until somebody judged that."""
    rumour_state: Annotated[str, TermOf("rumour_state")] | None = None
    """Where it stands when it is followed up as a rumour."""
    rumour_verdict: Annotated[str, TermOf("rumour_verdict")] | None = None
    """What following it up found."""
    answer_wanted: Flag = False
    """Whether who told wants to hear back; the way to reach them is in the identity seal."""
    withdrawn_because: Text | None = None
    """Why it was taken back."""

    @model_validator(mode="after")
    def _check_seals(self) -> Self:
        seals = [seal for seal in (self.identity, self.content, self.exact_place) if seal]
        if len(set(seals)) != len(seals):
            raise ValueError("a seal of its own for each of identity, content and exact place")
        if seals and self.consent is None:
            raise ValueError("the footing (consent) on which its seals are held")
        return self

    @model_validator(mode="after")
    def _check_nothing_seen(self) -> Self:
        tells = self.event_types or self.suspected_actors or self.deaths != Count()
        if self.nothing_seen and tells:
            raise ValueError("nothing_seen, or something seen; not both")
        if not self.nothing_seen and not (self.event_types or self.summary or self.content):
            raise ValueError("what it tells of: event types, a summary or sealed content")
        return self
