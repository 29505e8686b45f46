"""An unbroken period of a state of affairs under study, such as a mass killing; an episode on screens.

Not an event: a spell may hold many, and its bounds are a matter of definition. An end that isn't known
is not an ongoing spell, and an ongoing one has no end.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.count import Count
from forestall.records.values.partial_date import PartialDate
from forestall.records.values.place import Iso3
from forestall.records.values.presence import Presence
from forestall.records.values.reference import ActorId, DatasetName
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText, Line


class Spell(Record):
    """One spell in one country, as one source bounds it."""

    kind: Annotated[str, TermOf("spell_kind")]
    """The state under study."""
    country: Iso3
    """The country, by the code it has today."""
    country_then: Line | None = None
    """What the country was called then."""
    start: PartialDate
    """Its first period."""
    ended: Presence
    """Whether it has ended: present when it has, absent while it goes on, unknown, or stale when last seen
    going on too long ago."""
    end: PartialDate | None = None
    """Its last period, itself included; given exactly when it has ended."""
    seen_until: PartialDate
    """Up to when the source looked."""
    led_by: Annotated[str, TermOf("actor_kind")] | None = None
    """What kind of actor led it; empty when unknown."""
    actors: tuple[ActorId, ...] = ()
    """The actors, where known."""
    victims: tuple[LanguageText, ...] = ()
    """Populations that were harmed."""
    deaths: Count = Count()
    """How many were killed."""
    dataset: DatasetName | None = None
    """The dataset that bounds it so; empty when this node does."""
    source_row: Line | None = None
    """Its id in that dataset."""
    confidence: Annotated[str, TermOf("reference_confidence")]
    """How far these bounds were checked against the source."""

    @model_validator(mode="after")
    def _check_bounds(self) -> Self:
        if (self.ended == Presence.PRESENT) != (self.end is not None):
            raise ValueError("an end where the spell has ended, and only there")
        if self.end is not None and self.end.is_before(self.start):
            raise ValueError("an end not before the start")
        if self.seen_until.is_before(self.start):
            raise ValueError("a source that looked until after the start")
        return self
