"""The record of past cases: events that a source bears out, each with its source and how far it is confirmed.

What is only recalled is not carried: it stands in no timeline. Persons are named by their office.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from forestall.errors import NotFound
from forestall.vocabulary.plain_yaml import read_plain_yaml

FOLDER = Path(__file__).parent
CONFIRMED = "confirmed_in_source"


class EventSort(StrEnum):
    """What an event is in the chain from a warning to an outcome."""

    WARNING = "warning"
    TRIGGER = "trigger"
    HARM = "harm"
    DECISION = "decision"
    DEPLOY = "deploy"
    OUTCOME = "outcome"


class Weight(StrEnum):
    """What a decision could bring about: a press statement is one, and so is a resolution."""

    WORDS = "words"
    """A statement, an appeal, a condemnation."""
    BINDING = "binding"
    """A resolution of the Security Council."""
    BLOCKED = "blocked"
    """A draft that was vetoed: nothing was decided."""
    OTHER = "other"
    """A mission, an inquiry, a prosecutor's step."""


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One dated event."""

    day: date
    sort: EventSort
    weight: Weight | None
    """Of a decision; None for everything else."""
    text: str
    """What happened, as it was known on its day."""
    later: str | None
    """What became known of it afterwards; nobody is shown it as of a day."""
    source: str
    confidence: str
    """An id of vocabulary/reference_confidence.yml."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case."""

    slug: str
    """What it is called on the command line."""
    title: str
    country: str
    """By its three letters."""
    events: tuple[CaseEvent, ...]
    """In order of their days."""
    left_out: int
    """How many more are recalled and not checked."""


@cache
def cases() -> dict[str, Case]:
    """Every case by its slug, the one that began first before the others."""
    events: dict[str, list[CaseEvent]] = {}
    with (FOLDER / "case_events.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            events.setdefault(row["case_id"], []).append(_event(row))
    listed = read_plain_yaml(FOLDER / "cases.yml")["cases"]
    found = [
        Case(
            slug=row["slug"],
            title=row["title"],
            country=row["country"],
            events=tuple(sorted(events[row["id"]], key=lambda event: event.day)),
            left_out=row["left_out"],
        )
        for row in listed
    ]
    return {case.slug: case for case in sorted(found, key=lambda case: case.events[0].day)}


def case_of(slug: str) -> Case:
    """One case.

    Raises:
        NotFound: none of that name.
    """
    found = cases().get(slug)
    if found is None:
        raise NotFound(
            expected=f"one of {', '.join(cases())}",
            found="another name",
            where="the record of cases",
            remedy="Choose one of them.",
        )
    return found


def _event(row: dict[str, str]) -> CaseEvent:
    return CaseEvent(
        day=date.fromisoformat(row["date"]),
        sort=EventSort(row["type"]),
        weight=Weight(row["weight"]) if row["weight"] else None,
        text=row["event"],
        later=row["later"] or None,
        source=row["source"],
        confidence=row["confidence"],
    )
