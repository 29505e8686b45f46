"""A past case replayed: what was known by a day, and how long it took from a sign to what could be decided and done.

What is dated after the day asked for is not there, so that nobody judges by what came later. A time that had not ended
by then is given as still running, never as a number of days. Where an end is not on record, that is said: the record
holds what was checked, and silence in it is no finding that nothing was done.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from forestall.respond.cases.record import Case, CaseEvent, EventSort, Weight

Is = Callable[[CaseEvent], bool]


@dataclass(frozen=True, slots=True)
class Span:
    """The days from one event to another."""

    name: str
    """Which: one of `SPANS`."""
    begins: CaseEvent | None
    """None where none is on record by then."""
    ends: CaseEvent | None
    """None where none is on record by then."""
    days: int | None
    """From one to the other; None while either is missing."""
    running_days: int | None
    """From its beginning to the day asked for, where it had not ended by then; None otherwise."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A case as it stood on a day."""

    case: Case
    as_of: date | None
    """The day asked for; None for all that is on record."""
    events: tuple[CaseEvent, ...]
    """What was known by then, in order."""
    spans: tuple[Span, ...]
    """How long things took."""


def replay(case: Case, as_of: date | None = None) -> Replay:
    """A case as it stood on a day.

    Args:
        case: which.
        as_of: the day; everything on record when not given.
    """
    known = case.events
    if as_of is not None:
        known = tuple(dataclasses.replace(event, later=None) for event in case.events if event.day <= as_of)
    return Replay(case, as_of, known, tuple(_spans(known, as_of)))


def _is(sort: EventSort) -> Is:
    return lambda event: event.sort is sort


def _decided(*weights: Weight) -> Is:
    return lambda event: event.sort is EventSort.DECISION and event.weight in weights


_ANY_DECISION = _decided(Weight.WORDS, Weight.BINDING, Weight.OTHER)
SPANS: dict[str, tuple[Is, Is]] = {
    "warning to decision": (_is(EventSort.WARNING), _ANY_DECISION),
    "warning to resolution": (_is(EventSort.WARNING), _decided(Weight.BINDING)),
    "trigger to decision": (_is(EventSort.TRIGGER), _ANY_DECISION),
    "trigger to resolution": (_is(EventSort.TRIGGER), _decided(Weight.BINDING)),
    "trigger to deployment": (_is(EventSort.TRIGGER), _is(EventSort.DEPLOY)),
    "harm to deployment": (_is(EventSort.HARM), _is(EventSort.DEPLOY)),
}
"""What begins and what ends each span; its beginning is the first such event, its end the first on or after that."""


def _spans(known: tuple[CaseEvent, ...], as_of: date | None) -> Iterator[Span]:
    for name, (begins, ends) in SPANS.items():
        first = next((event for event in known if begins(event)), None)
        last = next((event for event in known if first is not None and event.day >= first.day and ends(event)), None)
        days = (last.day - first.day).days if first and last else None
        is_running = first is not None and last is None and as_of is not None
        running = (as_of - first.day).days if is_running and as_of and first else None
        yield Span(name, first, last, days, running)
