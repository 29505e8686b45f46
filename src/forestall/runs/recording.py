"""Taking a statement into the ledger: what only the places can tell is checked on the way.

A record checks itself; whether its country stood on that day, and whether its point lies in that
country, takes the ground. Every door that lets a person write goes through here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from forestall.clock import ExerciseClock
from forestall.errors import InvalidField
from forestall.identifiers import new_record_id
from forestall.memory.ledger import Ledger
from forestall.memory.read import Reader
from forestall.places.admin1 import Areas
from forestall.places.check import check_place
from forestall.records.entry import Draft, Entry
from forestall.records.record import Record
from forestall.records.values.partial_date import PartialDate
from forestall.records.values.place import Place
from forestall.runs.doors import check_doors
from forestall.runs.order import check_order, has_order
from forestall.vocabulary.load import vocabulary

_OF_THE_NODE = ("doors.set", "node.updated", "node.retired")
"""What is said of a node itself and of nothing in the world."""


def record_statement(
    ledger: Ledger,
    draft: Draft,
    now: datetime,
    areas: Areas | None = None,
    looking_as: Reader | None = None,
    on: Mapping[str, str | None] | None = None,
) -> Entry:
    """The entry that a draft became, once every place in it was held against the ground.

    Args:
        ledger: where it goes.
        draft: what is said, by whom, and how it may be handled.
        now: the present; the day a place is checked for when the record names none.
        areas: first-level areas to check codes against, where at hand.
        looking_as: who looks at how the record stood; its author when left out.
        on: other records that must still stand as they were found: the id of each one's newest entry, or None.

    Raises:
        InvalidField: a field of the draft or of a place in it, named from the record on.
        UnknownTerm: a word outside its vocabulary.
        BadTransition: a step that the record's life has no place for.
        StorageError: the ledger can't be written; nothing was.
    """
    return record_statements(ledger, [draft], now, areas, looking_as, on)[0]


def record_statements(
    ledger: Ledger,
    drafts: Sequence[Draft],
    now: datetime,
    areas: Areas | None = None,
    looking_as: Reader | None = None,
    on: Mapping[str, str | None] | None = None,
) -> tuple[Entry, ...]:
    """The entries that drafts became, all of them or none, each checked as `record_statement` does.

    A node made for an exercise takes nothing in that is meant in earnest.
    While the doors of the node are shut, or open for reading only, nothing is taken in, whoever says it.
    Where steps have an order, a record must still stand where it was found: of two people who take the same step
    at once, or two workers, one is first and the other is refused.
    """
    check_doors(ledger)
    _check_world(ledger, drafts)
    found: dict[str, str | None] = {**(on or {})}
    for draft in drafts:
        state = check_order(ledger, draft, looking_as)
        if has_order(draft.kind):
            found.setdefault(draft.record_id, state.id if state else None)
    written = [_checked(draft, now, areas) for draft in drafts]
    return ledger.append(written, found)


def _check_world(ledger: Ledger, drafts: Sequence[Draft]) -> None:
    told = (draft for draft in drafts if draft.kind not in _OF_THE_NODE)
    if isinstance(ledger.clock, ExerciseClock) and not all(draft.exercise for draft in told):
        raise InvalidField(
            expected="an exercise: the days of this node aren't real",
            found="something meant in earnest",
            where="Draft.exercise",
            remedy="Say it at a node that is no exercise.",
        )


def _checked(draft: Draft, now: datetime, areas: Areas | None) -> Draft:
    record = draft.record()
    day = day_of(record) or (draft.valid_from or now).date()
    for path, place in _places(record):
        try:
            check_place(place, day, exercise=draft.exercise, areas=areas)
        except InvalidField as error:
            field = error.where.removeprefix("Place.")
            raise InvalidField(
                expected=error.expected,
                found=error.found,
                where=f"{type(record).__name__}.{path}.{field}",
                remedy=error.remedy,
            ) from None
    # A person may leave out what has a default; the ledger holds the record as the record writes itself.
    return draft.model_copy(update={"body": record.to_json()})


def new_id_for(kind: str) -> str:
    """A fresh id for the thing that entries of this kind are about.

    Raises:
        UnknownTerm: no such kind.
    """
    return new_record_id(vocabulary("entry_kind").term(kind).extra["record"])


def day_of(record: Record) -> date | None:
    """The last day on which what a record tells of can have been, when it says when.

    The last, since a year alone must not refuse a state that began within it.
    """
    days = (getattr(record, field) for field in type(record).model_fields)
    return next((day.latest() for day in days if isinstance(day, PartialDate)), None)


def _places(value: Any, path: str = "") -> Iterator[tuple[str, Place]]:
    if isinstance(value, Place):
        yield path, value
    elif isinstance(value, BaseModel):
        for field in type(value).model_fields:
            yield from _places(getattr(value, field), f"{path}.{field}".lstrip("."))
    elif isinstance(value, tuple | list):
        for index, item in enumerate(value):
            yield from _places(item, f"{path}.{index}")
