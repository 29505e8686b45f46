"""How a record may be handled, and the rule that combining records takes the strictest.

A marking is never a bare tag: it says who may hold the record (TLP 2.0 and, from `amber` on, which
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

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.reference import RecordId
from forestall.records.values.term import TermOf
from forestall.records.values.text import Line

LARGEST_AUDIENCE = 10_000


class Ordered(IntEnum):
    """Words in order of strictness, written and read by name."""

    @classmethod
    def from_word(cls, word: Any) -> Self:
        """The member with that vocabulary id; members pass through."""
        if isinstance(word, cls):
            return word
        for member in cls:
            if member.word == word:
                return member
        raise ValueError(f"one of {', '.join(member.word for member in cls)}")

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

    @property
    def has_audience(self) -> bool:
        """True when lists say who is reached; `clear` and `green` reach a class."""
        return self >= Tlp.AMBER


class Sensitivity(Ordered):
    """Sensitivity classes of data responsibility practice (IASC / OCHA)."""

    LOW = 0
    MODERATE = 1
    HIGH = 2
    SEVERE = 3


def _words_of(kind: type[Ordered]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": [member.word for member in kind]})


_WORD = PlainSerializer(lambda value: value.word, return_type=str)
_NAMES = PlainSerializer(sorted, return_type=list[str])
_LIMIT = Field(max_length=LARGEST_AUDIENCE)
TlpWord = Annotated[Tlp, BeforeValidator(Tlp.from_word), _WORD, _words_of(Tlp)]
SensitivityWord = Annotated[Sensitivity, BeforeValidator(Sensitivity.from_word), _WORD, _words_of(Sensitivity)]
Audience = Annotated[frozenset[RecordId], _LIMIT, _NAMES]
Actions = Annotated[frozenset[Annotated[str, TermOf("permissible_action")]], _LIMIT, _NAMES]
Purposes = Annotated[frozenset[Annotated[str, TermOf("purpose")]], _LIMIT, _NAMES]
Caveats = Annotated[frozenset[Line], _LIMIT, _NAMES]


class Marking(Record):
    """Handling terms of one record.

    `clear` reaches the public, `green` any signed-in member of the network. From `amber` on only the
    organisations in `organisations` (staff and, for plain amber, their clients) and the people in
    `recipients` are reached; `red` reaches `recipients` alone. A list that its class would not heed
    is refused, since whoever wrote it believed that it narrows.
    """

    tlp: TlpWord
    """Who may hold it, as a class."""
    organisations: Audience = frozenset()
    """Ids of the organisations it is shared with, at `amber` and `amber+strict`; empty shares with none."""
    recipients: Audience = frozenset()
    """Ids of the people named as recipients, from `amber` on; the only readers at `red`."""
    actions: Actions = frozenset()
    """What a holder may do: ids of vocabulary/permissible_action.yml; none means read only."""
    purposes: Purposes = frozenset()
    """What it was given for: ids of vocabulary/purpose.yml; none means reading for the record only."""
    caveats: Caveats = frozenset()
    """What must travel with it, such as a jurisdiction or a source's condition."""
    sensitivity: SensitivityWord = Sensitivity.LOW
    """How badly disclosure could hurt."""
    embargo_until: Instant | None = None
    """Held back from everyone but its owner until then."""

    @model_validator(mode="after")
    def _check_lists(self) -> Self:
        if self.recipients and not self.tlp.has_audience:
            raise ValueError(f"no recipients at {self.tlp.word}, which reaches more; choose amber or red")
        if self.organisations and (self.tlp == Tlp.RED or not self.tlp.has_audience):
            raise ValueError(f"no organisations at {self.tlp.word}; choose amber or amber+strict")
        return self

    def combine(self, other: Self) -> Marking:
        """The marking of anything made from both: the strictest of each part.

        The audience is the intersection list by list. A person named in one and reached through an
        organisation in the other is therefore dropped: too strict at worst, never too loose.
        """
        tlp = max(self.tlp, other.tlp)
        return Marking(
            tlp=tlp,
            organisations=frozenset() if tlp == Tlp.RED else self._audience(other, "organisations"),
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
        if not self.tlp.has_audience:
            return theirs
        return mine & theirs if other.tlp.has_audience else mine


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
