"""What waits for a grade, and what was graded lately: the newest first, as far as a reader may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.entry import Entry
from forestall.records.grade import Grade
from forestall.runs.order import state_of
from forestall.runs.permissions import Person
from forestall.runs.warning.evidence import GRADED_AS
from forestall.runs.warning.rounds import WITHDRAWN
from forestall.runs.warning.steps import held, named_id

LOOKED_AT = 40
CAME_IN = ("report.received", "evidence.preserved", "statement.made")
CREDIBILITY, RELIABILITY = "credibility", "reliability"


@dataclass(frozen=True, slots=True)
class Graded:
    """A piece as it stands, with its grade as far as it was given."""

    state: Entry
    """The report, item or statement."""
    entry: Entry | None
    """The newest entry of its grade; None while nobody judged."""
    grade: Grade | None
    """Its grade; None while nobody judged."""

    @property
    def waits_for(self) -> str | None:
        """The part that is judged next; None once both stand."""
        if self.grade is None or self.grade.credibility_by is None:
            return CREDIBILITY
        return RELIABILITY if self.grade.reliability_by is None else None

    def is_for(self, person: Person) -> bool:
        """Whether the next part is for this person: reliability is judged by another than credibility."""
        if self.waits_for is None:
            return False
        return self.grade is None or self.grade.credibility_by != person.user


def graded(ledger: Ledger, by: Person, state: Entry) -> Graded:
    """A piece with its grade."""
    entry = state_of(ledger, by.reader, named_id("grade", state.record_id))
    return Graded(state, entry, held(entry, Grade) if entry else None)


def waiting_for_grades(ledger: Ledger, by: Person, *, exercise: bool = False) -> tuple[list[Graded], bool]:
    """What lacks a part of its grade among the newest of each sort, and whether older ones were left out."""
    found: list[Graded] = []
    is_cut = False
    for kind in CAME_IN:
        question = Question(kind=kind, exercise=exercise, newest_first=True, limit=LOOKED_AT)
        answer = read(ledger, by.reader, question)
        is_cut = is_cut or answer.after is not None
        found.extend(_standing(ledger, by, answer.entries))
    found.sort(key=lambda each: each.state.recorded_at, reverse=True)
    return [each for each in found if each.waits_for], is_cut


def graded_lately(ledger: Ledger, by: Person, *, exercise: bool = False, limit: int = LOOKED_AT) -> list[Graded]:
    """What somebody judged a part of lately, each piece once."""
    entries: dict[str, Entry] = {}
    for kind in GRADED_AS.values():
        question = Question(kind=kind, exercise=exercise, newest_first=True, limit=limit)
        for entry in read(ledger, by.reader, question).entries:
            entries.setdefault(entry.record_id, entry)
    newest = sorted(entries.values(), key=lambda entry: entry.recorded_at, reverse=True)
    pieces = ((state_of(ledger, by.reader, held(entry, Grade).about), entry) for entry in newest)
    return [Graded(state, entry, held(entry, Grade)) for state, entry in pieces if state is not None]


def _standing(ledger: Ledger, by: Person, entries: tuple[Entry, ...]) -> Iterator[Graded]:
    for entry in entries:
        state = state_of(ledger, by.reader, entry.record_id)
        if state is not None and not state.kind.endswith(WITHDRAWN):
            yield graded(ledger, by, state)
