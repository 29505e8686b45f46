"""The shapes of what the API answers, as its OpenAPI shows them."""

from __future__ import annotations

from typing import Any

from ninja import Schema


class Problem(Schema):
    """Why a call was refused; of what isn't there or not for you, only that nothing was found."""

    error: str
    expected: str | None = None
    where: str | None = None
    remedy: str | None = None


class Line(Schema):
    """An entry as lists show it."""

    id: str
    number: int
    kind: str
    label: str
    record_id: str
    recorded_at: str
    author: str
    organisation: str
    marking: str
    exercise: bool


class EntryLines(Schema):
    """Entries, newest first, and where to go on."""

    kind: str | None
    exercise: bool
    entries: list[Line]
    after: str | None


class OneEntry(Schema):
    """One entry, as signed."""

    entry: dict[str, Any]
    label: str
    exercise: bool
    may: list[str]


class OneRecord(Schema):
    """One thing: its newest entry, and a line for each."""

    record_id: str
    state: dict[str, Any]
    label: str
    exercise: bool
    history: list[Line]


class Hop(Schema):
    """One place of a chain; of a withheld one, the place alone."""

    distance: int
    id: str
    withheld: bool = False
    kind: str | None = None
    label: str | None = None
    record_id: str | None = None
    recorded_at: str | None = None
    author: str | None = None
    organisation: str | None = None
    marking: str | None = None


class Chain(Schema):
    """What an entry rests on and what rests on it."""

    name: str
    exercise: bool
    hops: list[Hop]
    is_cut: bool


class WaitingRow(Schema):
    """One thing that waits."""

    step: str
    record_id: str
    title: str
    language: str
    due_at: str | None
    is_late: bool
    marking: str


class Desk(Schema):
    """What waits for the caller."""

    exercise: bool
    user: str
    organisation: str
    roles: list[str]
    waiting: list[WaitingRow]
    is_cut: bool


class AlertLine(Schema):
    """An alert as lists show it."""

    alert_id: str
    headline: dict[str, str]
    issued_at: str
    due_at: str | None
    country: str | None
    addressees: list[str]
    marking: str


class AlertLines(Schema):
    """Alerts in force, the newest first."""

    exercise: bool
    alerts: list[AlertLine]
    is_cut: bool


class Taken(Schema):
    """The entry by which a step was taken."""

    entry_id: str
    record_id: str
    kind: str
