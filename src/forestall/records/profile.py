"""The numbers under which evidence is counted and rounds are closed, agreed and signed by named people.

Not a setting: whoever runs a node can't change it in a file, and an assessment names the profile it was made
under. The lists of the vocabulary it counts by are pinned by their digests, so that no number moves unseen.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from forestall.records.parts.approval import Approval, check_distinct
from forestall.records.record import Record
from forestall.records.values.probability import Probability
from forestall.records.values.reference import Sha256
from forestall.records.values.strict import Natural, Ordinal
from forestall.records.values.term import TermOf
from forestall.records.values.text import Line

PhaseOrder = Annotated[int, Field(strict=True, ge=1, le=5)]


class ListDigest(Record):
    """One list of the vocabulary as it stood."""

    name: Line
    """The list's name."""
    digest: Sha256
    """SHA-256 of its terms as canonical JSON."""


class Quorum(Record):
    """Who must take part before a round counts."""

    analysts: Ordinal
    """At least so many analysts."""
    constituencies: Ordinal
    """From at least so many sides."""
    counted: Annotated[tuple[Annotated[str, TermOf("constituency")], ...], Field(min_length=1)]
    """The sides that count."""
    outsider_from_phase: PhaseOrder
    """From this phase on somebody from outside the state concerned must be among them."""


class Consensus(Record):
    """When a round ends in one phase."""

    share: Probability
    """At least this share of the analysts."""
    within_phases: Natural
    """Within so many phases of the median."""


class Panel(Record):
    """When an outside panel looks at the result, without holding anything back."""

    from_phase: PhaseOrder
    """A consensus from this phase on."""
    split_from_phase: PhaseOrder
    """A split in which anybody holds this phase or a graver one."""
    members: Ordinal
    """People on the panel."""
    hours: Ordinal
    """Hours it has."""


class Profile(Record):
    """One version of the numbers."""

    title: Line
    """What it is called."""
    version: Ordinal
    """Counted from 1; another version is another entry."""
    quorum: Quorum
    """Who must take part."""
    consensus: Consensus
    """How near to each other analysts must be for one phase."""
    panel: Panel
    """When an outside panel looks."""
    never_alone_from_phase: PhaseOrder
    """From this phase on a direct piece is needed that is neither model, own report nor hate speech."""
    answer_hours: Ordinal
    """Hours in which people answer a trigger that is met: use it, or hold it with a reason."""
    lists: tuple[ListDigest, ...] = ()
    """The lists it counts by, pinned; none in a draft."""
    signed_by: tuple[Approval, ...] = ()
    """Who signed it; none while it is a draft."""

    @model_validator(mode="after")
    def _check_signed(self) -> Self:
        check_distinct(self.signed_by)
        if self.signed_by and not self.lists:
            raise ValueError("the lists it counts by, before anybody signs")
        if self.quorum.constituencies > len(set(self.quorum.counted)):
            raise ValueError("no more constituencies needed than count")
        return self
