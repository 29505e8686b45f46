"""An armed group, force or institution that acts.

Never a named person: whoever is alleged to have done something stands here as the body or the post they
acted for. Not a population either: a people is not an actor, and a signed-in person is a user.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from forestall.records.record import Record
from forestall.records.values.partial_date import PartialDate
from forestall.records.values.place import Iso3
from forestall.records.values.reference import ActorId, DatasetName
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText, Line, Text


class Code(Record):
    """What a dataset calls it."""

    dataset: DatasetName
    """The dataset."""
    code: Line
    """Its id there."""


class Actor(Record):
    """One body that acts."""

    names: Annotated[tuple[LanguageText, ...], Field(min_length=1)]
    """What it is called; the first is shown."""
    kind: Annotated[str, TermOf("actor_kind")]
    """What sort of body it is."""
    country: Iso3 | None = None
    """The state it belongs to or mostly acts in; empty when it has none or it is unknown."""
    part_of: ActorId | None = None
    """The body that commands it or that it belongs to."""
    formed: PartialDate | None = None
    """When it was formed; empty when unknown."""
    ended: PartialDate | None = None
    """When it ceased; empty when it exists or that is unknown."""
    codes: tuple[Code, ...] = ()
    """What datasets call it."""
    same_as: ActorId | None = None
    """The actor it proved to be; what was said of this one is said of that."""
    retired_because: Text | None = None
    """Why it is no longer used."""

    @model_validator(mode="after")
    def _check_life(self) -> Self:
        if self.formed and self.ended and self.ended.is_before(self.formed):
            raise ValueError("an end not before it was formed")
        return self
