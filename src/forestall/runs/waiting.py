"""What something that waits for a person is, and how a rule of the desk looks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Answer, read
from forestall.records.entry import Entry
from forestall.runs.permissions import Person

LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits."""

    verb: str
    """What is asked of the person: an id of vocabulary/verb.yml."""
    record_id: str
    title: str
    language: str
    due_at: datetime | None
    is_late: bool
    marking: str


@dataclass(frozen=True, slots=True)
class Look:
    """One look over the newest entries, for one person at one moment."""

    ledger: Ledger
    person: Person
    now: datetime
    exercise: bool
    _seen: dict[str, Answer] = field(default_factory=dict, repr=False, compare=False)

    def newest(self, kind: str) -> tuple[Entry, ...]:
        """Of the newest entries of a kind, those that are still the state of their record."""
        if kind not in self._seen:
            question = Question(kind=kind, exercise=self.exercise, newest_first=True, limit=LOOKED_AT)
            self._seen[kind] = read(self.ledger, self.person.reader, question)
        found = self._seen[kind]
        return tuple(entry for entry in found.entries if entry.id not in found.replaced)

    @property
    def is_cut(self) -> bool:
        """Whether older entries of a kind that was looked at were left out."""
        return any(found.after is not None for found in self._seen.values())

    def waits(self, verb: str, entry: Entry, title: str, language: str, due_at: datetime | None = None) -> Waiting:
        """One thing that waits, late where its time is over."""
        is_late = due_at is not None and due_at < self.now
        return Waiting(verb, entry.record_id, title, language, due_at, is_late, entry.marking.tlp.word)


Rule = Callable[[Look, Entry, str], Waiting | None]
"""Whether an entry leaves something to do for the person, under a verb of vocabulary/verb.yml."""
