"""How a record may be handled, and the rule that combining records takes the strictest.

A marking is never a bare tag: it says who may hold the record (TLP 2.0 and, below `clear`, which
organisations and people), what they may do with it (permitted actions), what it was given for
(purposes), what must be said with it (caveats), how sensitive it is, and until when it rests.
Combining is commutative, associative and idempotent and never loosens: audiences, actions and
purposes intersect; caveats unite; TLP, sensitivity and embargo take the greater.

An empty audience reaches nobody: "unset" is not "everyone". Everyone is TLP clear, a separate word.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum
from functools import reduce
from typing import Annotated, Any, Self

from pydantic import Field, PlainSerializer, model_validator

from forestall.records.record import Record
from forestall.records.values.instant import Instant


class Ordered(IntEnum):
    """Words in order of strictness, written and read by name."""

    @classmethod
    def from_word(cls, word: Any) -> Self:
        """The member with that vocabulary id; members pass through."""
        if isinstance(word, cls):
            return word
        by_word = {member.word: member for member in cls}
        if word not in by_word:
            raise ValueError(f"one of {', '.join(by_word)}")
        return by_word[word]

    @property
    def word(self) -> str:
        """The vocabulary id, as records and screens write it."""
        return self.name.lower().replace("__", "+")


class Tlp(Ordered):
    """Traffic Light Protocol 2.0 (FIRST, 2022), from open to named people only."""

    CLEAR = 0
    GREEN = 1
    AMBER = 2
    AMBER__STRICT = 3
    RED = 4


class Sensitivity(Ordered):
    """Sensitivity classes of data responsibility practice (IASC / OCHA)."""

    LOW = 0
    MODERATE = 1
    HIGH = 2
    SEVERE = 3


_WORD = PlainSerializer(lambda value: value.word, return_type=str)
_NAMES = PlainSerializer(sorted, return_type=list[str])
NameSet = Annotated[frozenset[str], _NAMES]


class Marking(Record):
    """Handling terms of one record.

    `clear` reaches the public, `green` any signed-in member of the network. From `amber` on only the
    organisations in `organisations` (staff and, for plain amber, their clients) and the people in
    `recipients` are reached; `red` reaches `recipients` alone.
    """

    tlp: Annotated[Tlp, _WORD]
    """Who may hold it, as a class."""
    organisations: NameSet = frozenset()
    """Ids of the organisations it is shared with; empty shares with none."""
    recipients: NameSet = frozenset()
    """Ids of the people named as recipients; the only readers at `red`."""
    actions: NameSet = frozenset()
    """What a holder may do: ids of vocabulary/permissible_action.yml; none means read only."""
    purposes: NameSet = frozenset()
    """What it was given for: ids of vocabulary/purpose.yml; none means reading for the record only."""
    caveats: NameSet = frozenset()
    """What must travel with it, such as a jurisdiction or a source's condition."""
    sensitivity: Annotated[Sensitivity, _WORD] = Sensitivity.LOW
    """How badly disclosure could hurt."""
    embargo_until: Instant | None = Field(default=None)
    """Held back from everyone but its owner until then."""

    @model_validator(mode="before")
    @classmethod
    def _read_words(cls, data: Any) -> Any:
        if isinstance(data, dict):
            data = dict(data)
            for field, kind in (("tlp", Tlp), ("sensitivity", Sensitivity)):
                if field in data:
                    data[field] = kind.from_word(data[field])
        return data

    def combine(self, other: Self) -> Marking:
        """The marking of anything made from both: the strictest of each part."""
        return Marking(
            tlp=max(self.tlp, other.tlp),
            organisations=self._audience(other, "organisations"),
            recipients=self._audience(other, "recipients"),
            actions=self.actions & other.actions,
            purposes=self.purposes & other.purposes,
            caveats=self.caveats | other.caveats,
            sensitivity=max(self.sensitivity, other.sensitivity),
            embargo_until=_later(self.embargo_until, other.embargo_until),
        )

    def _audience(self, other: Marking, field: str) -> frozenset[str]:
        # Up to `green` a class, not a list, says who is reached: such a marking doesn't narrow a list.
        mine: frozenset[str] = getattr(self, field)
        theirs: frozenset[str] = getattr(other, field)
        if self.tlp <= Tlp.GREEN and other.tlp <= Tlp.GREEN:
            return mine & theirs
        if self.tlp <= Tlp.GREEN:
            return theirs
        return mine if other.tlp <= Tlp.GREEN else mine & theirs


def strictest(markings: Iterable[Marking]) -> Marking:
    """The combination of one or more markings.

    Raises:
        TypeError: there are none; nothing has no marking.
    """
    return reduce(Marking.combine, markings)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return max(one, other)
