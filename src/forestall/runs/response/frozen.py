"""What was known at a moment: the only way in which a review reads, and nothing recorded later comes through it.

What is shown is chosen by what the moment itself knew: the records that hung together with what is reviewed by then,
and what else was on record about its countries, used or not. From later comes one thing alone: what the review is
about, with what that rested on when it was begun; whoever reviews is told so from the start. Only the markings are
those of today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forestall.errors import NotFound
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read
from forestall.memory.trace import trace
from forestall.records.entry import Entry
from forestall.runs.response.chain import chain_of

LOOKED_AT = 60
BESIDE = (
    "forecast.issued", "report.received", "event.coded", "event.confirmed", "assessment.published", "trigger.met",
    "alert.issued",
)  # fmt: skip
"""Kinds of which the newest are looked through for what else was on record."""
GRADED = ("report.graded", "evidence.graded")
"""Kinds that belong to what they grade, whatever country that lies in."""
_REVIEWS = "review-"


@dataclass(frozen=True, slots=True)
class Case:
    """What a review is about, as it was begun: nothing that followed on it has a part in this."""

    about: str
    """The record that is reviewed."""
    grounds: tuple[str, ...]
    """The records it rested on when it was begun."""
    countries: frozenset[str]
    """The countries they speak of."""
    exercise: bool
    """Whether it is an exercise."""


def case_of(ledger: Ledger, reader: Reader, about: str, *, exercise: bool) -> Case:
    """The case of a record; an empty one where it doesn't reach the reader."""
    first = read(ledger, reader, Question(record_id=about, limit=1)).entries
    hops = trace(ledger, reader, first[0].id).hops if first else ()
    begun_on = [hop.entry for hop in hops if hop.entry is not None and hop.distance <= 0]
    names = tuple(dict.fromkeys(entry.record_id for entry in begun_on))
    return Case(about, names, frozenset(code for entry in begun_on for code in _countries(entry.body)), exercise)


def known_at(ledger: Ledger, reader: Reader, case: Case, as_of: datetime) -> tuple[Entry, ...]:
    """The records as they stood at a moment, in the order in which they became known.

    Nothing in the answer depends on what was recorded after the moment.

    Raises:
        LookAhead: a moment that has not come.
    """
    names = dict.fromkeys((*case.grounds, *_hanging_together(ledger, reader, case.about, as_of)))
    found = {record_id: _state(ledger, reader, record_id, as_of) for record_id in names}

    def look_through(kind: str, belongs: Callable[[Entry], bool]) -> None:
        question = Question(kind=kind, as_of=as_of, newest_first=True, exercise=case.exercise, limit=LOOKED_AT)
        for entry in read(ledger, reader, question).entries:
            if entry.record_id not in found and belongs(entry):
                found[entry.record_id] = _state(ledger, reader, entry.record_id, as_of)

    for kind in BESIDE:
        look_through(kind, lambda entry: not case.countries.isdisjoint(_countries(entry.body)))
    for kind in GRADED:
        look_through(kind, lambda entry: found.get(str(entry.body["about"])) is not None)
    return tuple(sorted(_there(found.values()), key=lambda entry: entry.sequence))


def _hanging_together(ledger: Ledger, reader: Reader, about: str, as_of: datetime) -> Iterator[str]:
    """The records of the chain as it was at a moment, but for reviews; none before what is reviewed was begun."""
    try:
        entries = chain_of(ledger, reader, about, as_of=as_of).entries
    except NotFound:
        return
    yield from (entry.record_id for entry in entries if not entry.record_id.startswith(_REVIEWS))


def _there(states: Iterable[Entry | None]) -> Iterator[Entry]:
    return (state for state in states if state is not None)


def _state(ledger: Ledger, reader: Reader, record_id: str, as_of: datetime) -> Entry | None:
    found = read(ledger, reader, Question(record_id=record_id, states=True, as_of=as_of)).entries
    return found[0] if found else None


def _countries(value: Any) -> Iterator[str]:
    """The countries named in a body, wherever a place stands in it."""
    if isinstance(value, dict):
        country = value.get("country")
        if isinstance(country, str):
            yield country
        for inner in value.values():
            yield from _countries(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _countries(inner)
