"""What a verification can find wrong, and the list it is kept in: places and kinds, never contents."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Damage(StrEnum):
    """The kinds of damage, by the words they are reported in."""

    ALTERED = "altered"
    """The bytes of an entry aren't those of its id."""
    MISSING = "missing"
    """An entry between two others, or one that was signed for, isn't there."""
    INSERTED = "inserted"
    """An entry stands where no signature covers it."""
    OUT_OF_ORDER = "out of order"
    """An entry says that its place is another one."""
    CHAIN_BROKEN = "chain broken"
    """An entry names another entry as the one before it."""
    NOT_AS_SIGNED = "not as signed"
    """The entries of an append aren't those that were signed."""
    FORGED = "forged signature"
    """A signature that the key beside it didn't make."""
    WRONG_KEY = "wrong key"
    """A signature by a key that isn't the node's."""
    APPENDS_BROKEN = "appends broken"
    """A signed append doesn't continue the one before it."""
    OTHER_NODE = "other node"
    """An entry says that another node recorded it."""
    TIME_WENT_BACK = "time went back"
    """An entry was recorded before the one in front of it."""
    NOT_CANONICAL = "not canonical"
    """The bytes of an entry aren't canonical JSON."""
    COLUMN_DIFFERS = "column differs"
    """An index column doesn't say what the entry says."""
    LINK_DIFFERS = "link differs"
    """The index of causes doesn't say what the entry says, or a cause doesn't stand before it."""
    CURRENT_DIFFERS = "current differs"
    """The table of newest entries doesn't follow from the entries."""
    TRUNCATED = "truncated"
    """The chain ends before a place that was anchored, or the file before its end."""
    REWRITTEN = "rewritten"
    """The entry at an anchored place isn't the one that was anchored."""
    ANCHOR_UNTRUSTED = "anchor not trusted"
    """An anchor that proves nothing: not by a pinned witness, not for this node, or not as signed."""
    UNREADABLE = "unreadable"
    """The database or file can't be read there."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place and what is wrong there."""

    damage: Damage
    sequence: int
    """The entry's place in the chain; 0 when it isn't about one entry."""
    detail: str
    """Which part, in words that hold nothing of the contents."""

    def to_json(self) -> dict[str, str | int]:
        """The finding as a flat JSON object."""
        return {"damage": self.damage.value, "sequence": self.sequence, "detail": self.detail}


@dataclass(slots=True)
class Findings:
    """The first findings in full, and the number of all."""

    limit: int
    listed: list[Finding] = field(default_factory=list)
    counts: Counter[Damage] = field(default_factory=Counter)

    def add(self, damage: Damage, sequence: int, detail: str) -> None:
        """Take note of one more."""
        self.counts[damage] += 1
        if len(self.listed) < self.limit:
            self.listed.append(Finding(damage, sequence, detail))

    @property
    def n_all(self) -> int:
        """How many were found, listed or not."""
        return self.counts.total()


@dataclass(frozen=True, slots=True)
class Verification:
    """The result: what was looked at, and what was found."""

    node: str
    n_entries: int
    n_appends: int
    n_withheld: int
    """Entries of a bundle that came as ids only; the chain holds for them, their bytes weren't seen."""
    head: str
    """Id of the last entry."""
    n_anchors: int
    """Anchors by pinned witnesses that were held against the chain."""
    findings: tuple[Finding, ...]
    counts: dict[str, int]
    """The number of findings by kind, listed or not."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.counts

    def to_json(self) -> dict[str, Any]:
        """The result as plain JSON data."""
        findings = [finding.to_json() for finding in self.findings]
        return {**asdict(self), "findings": findings, "is_sound": self.is_sound}
