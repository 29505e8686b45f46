"""What something that waits for a person is, and how a rule of the desk looks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.entry import Entry
from forestall.runs.order import state_of
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

    def newest(self, kind: str) -> tuple[tuple[Entry, ...], bool]:
        """The newest entries of a kind, and whether there are older ones."""
        question = Question(kind=kind, exercise=self.exercise, newest_first=True, limit=LOOKED_AT)
        found = read(self.ledger, self.person.reader, question)
        return found.entries, found.after is not None

    def still(self, entry: Entry) -> bool:
        """Whether the entry is the state of its record."""
        state = state_of(self.ledger, self.person.reader, entry.record_id)
        return state is not None and state.id == entry.id

    def waits(self, verb: str, entry: Entry, title: str, language: str, due_at: datetime | None = None) -> Waiting:
        """One thing that waits, late where its time is over."""
        is_late = due_at is not None and due_at < self.now
        return Waiting(verb, entry.record_id, title, language, due_at, is_late, entry.marking.tlp.word)


Rule = Callable[[Look, Entry, str], Waiting | None]
"""Whether an entry leaves something to do for the person, under a verb of vocabulary/verb.yml."""
