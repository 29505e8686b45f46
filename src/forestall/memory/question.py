"""What can be asked of the ledger, and the rows that answer, before anyone decided who may see them.

Only `read.read` calls this: rows leave it with their marking undecided.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import orjson

from forestall.clock import format_instant
from forestall.errors import InvalidField
from forestall.memory.database import Database
from forestall.memory.lookup import id_condition, select_by_id, select_many

_AT_ONCE = 500
_AFTER_LAST = 2**62


@dataclass(frozen=True, slots=True)
class Question:
    """Which entries are wanted; parts that are left out don't narrow.

    With `entry_ids`, `states_of` or `record_id` it asks for those. Without, it lists one world, the real one or the
    exercises, in the order of the chain, or by record id when only `states` are wanted.
    """

    entry_ids: tuple[str, ...] = ()
    """These entries, whatever their record."""
    states_of: tuple[str, ...] = ()
    """The state of each of these records, in this order: all at once, where each alone takes a question of its own."""
    record_id: str | None = None
    """The entries of this record."""
    rests_on: str | None = None
    """Entries that name this one among their causes, in whichever world it is."""
    prefix: str | None = None
    """Records of this sort, such as `report`."""
    kind: str | None = None
    """Entries of this kind, such as `report.received`."""
    states: bool = False
    """Only the state of each record: its newest entry that holds."""
    as_of: datetime | None = None
    """Only what was recorded by then."""
    valid_at: datetime | None = None
    """Only what is true at that time and was not corrected since."""
    since: datetime | None = None
    """Only what was recorded at or after that time."""
    until: datetime | None = None
    """Only what was recorded before that time."""
    exercise: bool | None = False
    """Which world a listing shows; None shows both."""
    newest_first: bool = False
    """List against the order of the chain."""
    after: str | None = None
    """Go on after this; from an earlier answer."""
    limit: int = 100
    """At most so many entries."""


class Found(NamedTuple):
    """A row that answers, its marking undecided."""

    token: str
    """Where a listing goes on after this row."""
    id: str
    payload: bytes
    newest: bytes | None
    """The payload of the newest entry of the same record, whose marking holds too; None where it is this one."""
    is_stand_in: bool
    """Whether it only makes a miss take the steps of a find, and is never shown."""


def find_rows(database: Database, question: Question) -> Iterator[Found]:
    """The rows that answer, in order, read as they are taken.

    Raises:
        InvalidField: `after` isn't from an earlier answer.
    """
    if question.entry_ids:
        return _by_id(database, question.entry_ids)
    if question.states_of:
        return _states_of(database, question, question.states_of)
    if question.record_id is not None:
        if question.states:
            return _state_or_stand_in(database, question, question.record_id)
        return _in_order(database, question)
    return _states(database, question) if question.states else _in_order(database, question)


_ROW = (
    "SELECT e.sequence, e.id, e.payload, CASE WHEN h.sequence = e.sequence THEN NULL ELSE h.payload END, {} "
    "FROM {} JOIN entries h ON h.sequence = "
    "(SELECT MAX(n.sequence) FROM entries n WHERE n.record_id = e.record_id) WHERE "
)
_IS_CORRECTED = (
    "EXISTS (SELECT 1 FROM entries s WHERE s.supersedes = e.id AND s.supersedes <> '' AND s.sequence <= {last})"
)
_EACH = _ROW.format("0", "entries e")
_CURRENT = (
    "SELECT e.sequence, e.id, e.payload, NULL, c.record_id "
    "FROM current c JOIN entries e ON e.sequence = c.sequence WHERE c.record_id IN ({})"
)
# In this order: by its kind alone an entry would be one of thousands.
_EFFECTS = "links l CROSS JOIN entries e"


def _row(question: Question, last: int) -> str:
    # Whether an entry was corrected matters only to what is true at a time, and costs a look for each row.
    is_corrected = "0" if question.valid_at is None else _IS_CORRECTED.format(last=last)
    return _ROW.format(is_corrected, "entries e" if question.rests_on is None else _EFFECTS)


def _found(row: tuple[Any, ...], *, token: str = "", is_stand_in: bool = False) -> Found:
    sequence, entry_id, payload, newest, _ = row
    return Found(token or str(sequence), entry_id, payload, newest, is_stand_in)


def _by_id(database: Database, entry_ids: tuple[str, ...]) -> Iterator[Found]:
    for start in range(0, len(entry_ids), _AT_ONCE):
        some = entry_ids[start : start + _AT_ONCE]
        asked = f"{_EACH} {id_condition(len(some), 'e.id')}"
        rows = {row[1]: row for row in database.rows(asked, (*some, *some))}
        yield from _stand_in(database, wanted=not rows)
        yield from (_found(rows[entry_id]) for entry_id in some if entry_id in rows)


def _states_of(database: Database, question: Question, names: tuple[str, ...]) -> Iterator[Found]:
    if question.as_of is not None or question.valid_at is not None:
        last = _last_sequence(database, question)
        found = (_state(database, question, name, last) for name in names)
        yield from (state for state in found if state is not None)
        return
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        rows = {row[-1]: row for row in select_many(database, _CURRENT, some)}
        yield from _stand_in(database, wanted=not rows)
        yield from (_found(rows[name], token=name) for name in some if name in rows)


def _state_or_stand_in(database: Database, question: Question, record_id: str) -> Iterator[Found]:
    state = _state(database, question, record_id, _last_sequence(database, question))
    yield from _stand_in(database, wanted=state is None)
    if state is not None:
        yield state


def _stand_in(database: Database, *, wanted: bool) -> Iterator[Found]:
    # Asked for in any case, so that a miss and a find ask the database the same things.
    for row in database.rows(_EACH + "e.sequence = 1"):
        if wanted:
            yield _found(row, is_stand_in=True)


def _state(database: Database, question: Question, record_id: str, last: int) -> Found | None:
    before = last + 1
    some = 1 if question.valid_at is None else 20
    while True:
        rows = database.rows(
            f"{_row(question, last)} e.record_id = ? AND e.sequence < ? ORDER BY e.sequence DESC LIMIT {some}",
            (record_id, before),
        )
        for row in rows:
            if _holds(row, question.valid_at):
                return _found(row, token=record_id)
        if len(rows) < some:
            return None
        before = rows[-1][0]


def _states(database: Database, question: Question) -> Iterator[Found]:
    last = _last_sequence(database, question)
    first_id, end_id = _prefix_range(question.prefix)
    after = question.after or ""
    while True:
        listed = database.rows(
            "SELECT c.record_id FROM current c JOIN entries e ON e.sequence = c.sequence "
            "WHERE c.record_id > ? AND c.record_id >= ? AND c.record_id < ? "
            "AND e.exercise IN (?, ?) ORDER BY c.record_id LIMIT ?",
            (after, first_id, end_id, *_worlds(question), _AT_ONCE),
        )
        for (record_id,) in listed:
            state = _state(database, question, record_id, last)
            if state is not None and _is_of_kind(state, question.kind):
                yield state
        if len(listed) < _AT_ONCE:
            return
        after = listed[-1][0]


def _in_order(database: Database, question: Question) -> Iterator[Found]:
    last = _last_sequence(database, question)
    first = 1 if question.since is None else _last_before(database, question.since) + 1
    conditions, values = _conditions(database, question)
    asked, place = _row(question, last), "e.sequence" if question.rests_on is None else "l.effect"
    order = "DESC" if question.newest_first else "ASC"
    some = min(_AT_ONCE, question.limit + 1)  # one more tells that there is more; further ones may not be wanted
    while True:
        first, last = _beyond(question, first, last)
        rows = database.rows(
            f"{asked} {place} >= ? AND {place} <= ? {conditions} ORDER BY {place} {order} LIMIT {some}",
            (first, last, *values),
        )
        yield from (_found(row) for row in rows if _holds(row, question.valid_at))
        if len(rows) < some:
            return
        question, some = replace(question, after=str(rows[-1][0])), _AT_ONCE


def _beyond(question: Question, first: int, last: int) -> tuple[int, int]:
    # What is left of a listing after the place where it is to go on.
    if question.after is None:
        return first, last
    after = _sequence(question.after)
    return (first, min(last, after - 1)) if question.newest_first else (max(first, after + 1), last)


def _conditions(database: Database, question: Question) -> tuple[str, list[Any]]:
    if question.record_id is not None:
        return "AND e.record_id = ?", [question.record_id]
    values: list[Any]
    conditions, values = "AND e.exercise IN (?, ?)", [*_worlds(question)]
    if question.rests_on is not None:
        conditions = "AND l.cause = ? AND e.sequence = l.effect"
        # Nothing rests on what isn't there, and no entry has the place 0.
        values = [next((place for (place,) in select_by_id(database, "sequence", [question.rests_on])), 0)]
    if question.kind is not None:
        conditions += " AND e.kind = ?"
        values.append(question.kind)
    if question.prefix is not None:
        conditions += " AND e.record_id >= ? AND e.record_id < ?"
        values.extend(_prefix_range(question.prefix))
    return conditions, values


def _worlds(question: Question) -> tuple[int, int]:
    return (0, 1) if question.exercise is None else (int(question.exercise),) * 2


def _prefix_range(prefix: str | None) -> tuple[str, str]:
    # Ids of a sort start with its name and "-"; "." is the character after it.
    return ("", "~") if prefix is None else (f"{prefix}-", f"{prefix}.")


def _last_sequence(database: Database, question: Question) -> int:
    last = _AFTER_LAST if question.as_of is None else _last_by(database, question.as_of)
    return last if question.until is None else min(last, _last_before(database, question.until))


def _last_by(database: Database, instant: datetime) -> int:
    return bisect_right(_places(database), format_instant(instant), key=partial(_recorded_at, database))


def _last_before(database: Database, instant: datetime) -> int:
    return bisect_left(_places(database), format_instant(instant), key=partial(_recorded_at, database))


# Recorded times never fall along the chain: halving finds one as an index would, and no append has to keep that.
def _places(database: Database) -> range:
    ((last,),) = database.rows("SELECT MAX(sequence) FROM entries")
    return range(1, 1 + (last or 0))


def _recorded_at(database: Database, sequence: int) -> str:
    ((recorded_at,),) = database.rows(
        "SELECT recorded_at FROM entries WHERE sequence >= ? ORDER BY sequence LIMIT 1", (sequence,)
    )
    return str(recorded_at)


def _sequence(token: str) -> int:
    if not token.isdecimal():
        raise InvalidField(
            expected="what an earlier answer gave to go on after",
            found="something else",
            where="after",
            remedy="Leave it out to begin at the start.",
        )
    return int(token)


def _is_of_kind(state: Found, kind: str | None) -> bool:
    return kind is None or orjson.loads(state.payload)["kind"] == kind


def _holds(row: tuple[Any, ...], valid_at: datetime | None) -> bool:
    if valid_at is None:
        return True
    *_, payload, _, is_corrected = row
    entry = orjson.loads(payload)
    moment = format_instant(valid_at)
    begins = entry.get("valid_from", entry["recorded_at"])
    return not is_corrected and begins <= moment < entry.get("valid_to", "~")
