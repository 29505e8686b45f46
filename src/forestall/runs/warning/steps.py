"""The one way in which a step is taken: read the state, check the right, append what follows on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from forestall.errors import InvalidField, NotFound
from forestall.identifiers import content_id, new_record_id
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import read, read_one
from forestall.records.entry import Draft, Entry
from forestall.records.record import Record
from forestall.records.values.marking import Marking, strictest
from forestall.runs.permissions import Person, check_right
from forestall.runs.recording import record_statement

R = TypeVar("R", bound=Record)
_ID_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Handling:
    """How something new may be handled."""

    marking: Marking
    """Who may hold it, and what they may do with it."""
    exercise: bool = False
    """Whether it belongs to an exercise; such entries never mix with real ones."""

    @classmethod
    def of(cls, *entries: Entry) -> Handling:
        """The handling that all of these ask for together: the strictest marking, and their world."""
        return cls(strictest(entry.marking for entry in entries), entries[0].exercise)


def state_for(ledger: Ledger, by: Person, record_id: str, verb: str) -> Entry:
    """The state of a record, once the person may do this to it.

    Raises:
        NotFound: no such record, or none that reaches the person.
        AccessError: it does, and they may not.
    """
    state = read_one(ledger, by.reader, Question(record_id=record_id, states=True), record_id)
    check_right(by, verb, ledger.clock.now(), state)
    return state


def read_entries(ledger: Ledger, by: Person, entry_ids: Sequence[str]) -> tuple[Entry, ...]:
    """The entries with these ids, in that order.

    Raises:
        NotFound: one isn't there, or doesn't reach the person.
    """
    if not entry_ids:
        return ()
    found = read(ledger, by.reader, Question(entry_ids=tuple(entry_ids), limit=len(entry_ids))).entries
    missing = set(entry_ids) - {entry.id for entry in found}
    if missing:
        raise NotFound(
            expected="an entry or a record of this ledger",
            found="nothing",
            where=min(missing),
            remedy="Check the id, and as whom and as of when you ask.",
        )
    return found


def held(entry: Entry, record_class: type[R]) -> R:
    """The record that an entry holds, known to be of a class.

    Raises:
        InvalidField: it is of another.
    """
    record = entry.record()
    if isinstance(record, record_class):
        return record
    raise InvalidField(
        expected=f"an id of a record of class {record_class.__name__}",
        found=f"one of class {type(record).__name__}",
        where=entry.record_id,
        remedy="Check the id.",
    )


def begin(
    ledger: Ledger,
    by: Person,
    kind: str,
    record: Record,
    handling: Handling,
    *,
    rests_on: Sequence[Entry] = (),
    record_id: str | None = None,
) -> Entry:
    """The first entry of a record.

    Args:
        ledger: where it goes.
        by: in whose name.
        kind: an id of vocabulary/entry_kind.yml.
        record: what is said.
        handling: how it may be handled; the ledger refuses a marking looser than what it rests on.
        rests_on: its causes.
        record_id: the record's id where it isn't left to chance.
    """
    name = type(record).__name__
    prefix = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
    causes = tuple(entry.id for entry in rests_on)
    draft = Draft.of(
        kind,
        record_id or new_record_id(prefix),
        record,
        by.author,
        handling.marking,
        causes=causes,
        exercise=handling.exercise,
    )
    return record_statement(ledger, draft, ledger.clock.now())


def follow(
    ledger: Ledger,
    by: Person,
    kind: str,
    state: Entry,
    record: Record,
    rests_on: Sequence[Entry] = (),
    marking: Marking | None = None,
) -> Entry:
    """The next entry of a record, in place of the state that was read: of two people who both read it, one is first.

    Its marking is that of the state and of all it rests on, the strictest of each, unless one is given, as
    where releases among its causes allow another.

    Raises:
        BadTransition: somebody took a step in between, or this step doesn't follow.
    """
    draft = following(by, kind, state, record, rests_on, marking)
    return record_statement(ledger, draft, ledger.clock.now())


def following(
    by: Person,
    kind: str,
    state: Entry,
    record: Record,
    rests_on: Sequence[Entry] = (),
    marking: Marking | None = None,
) -> Draft:
    """The draft that `follow` appends, for steps that append several at once."""
    return Draft.of(
        kind,
        state.record_id,
        record,
        by.author,
        marking or strictest([state.marking, *(entry.marking for entry in rests_on)]),
        causes=tuple(entry.id for entry in rests_on),
        supersedes=state.id,
        exercise=state.exercise,
    )


def named_id(prefix: str, *parts: str) -> str:
    """A record id that follows from what the record is about, so that there is only one of it."""
    return f"{prefix}-{content_id(list(parts))[:_ID_LENGTH]}"
