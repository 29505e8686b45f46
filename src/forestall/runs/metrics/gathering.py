"""What measures are reckoned from: alerts, decisions, actions and reports that reach a reader, as of a time.

Nothing is counted by person, and nothing that doesn't reach the reader. Exercises and the real world are never in one
count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all
from forestall.records.action import Action
from forestall.records.decision import Decision
from forestall.records.entry import Entry
from forestall.records.report import Report
from forestall.respond.stages import ISSUED, Stamp, stamps_of
from forestall.runs.response.chain import chain_of
from forestall.runs.response.decisions import decisions_on, statuses
from forestall.runs.warning.steps import held

MOST_ALERTS = 500


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at."""

    since: datetime
    """From when on something must have been recorded to begin with."""
    as_of: datetime
    """What was recorded later isn't there."""
    exercise: bool = False
    """Exercises, in place of the real world."""

    def begun(self, kind: str) -> Question:
        """The entries of a kind that were recorded in it."""
        return Question(kind=kind, since=self.since, as_of=self.as_of, exercise=self.exercise)

    def standing(self, prefix: str) -> Question:
        """The records of a sort as they stood at its end, however old."""
        return Question(prefix=prefix, states=True, as_of=self.as_of, exercise=self.exercise)


@dataclass(frozen=True, slots=True)
class Due:
    """One addressee's side of one alert."""

    acknowledge_by: datetime
    acknowledged_at: datetime | None
    decide_by: datetime
    decided_at: datetime | None
    """When the first decision was recorded, if only to decline or to defer."""
    ended_at: datetime | None
    """When the alert was replaced or taken back."""


@dataclass(frozen=True, slots=True)
class Warned:
    """One alert that asked for a decision, and what came of it."""

    issue: Entry
    stamps: tuple[Stamp, ...]
    """The stages its chain had reached."""
    dues: tuple[Due, ...]
    decisions: tuple[Decision, ...]
    """Every choice that was recorded."""
    n_missed: int
    """How often no decision was recorded in time."""


@dataclass(frozen=True, slots=True)
class Told:
    """One report, as it came and as it stood later."""

    states: tuple[Entry, ...]
    """What was recorded of it, the receipt first."""

    @property
    def received(self) -> Entry:
        """The entry by which it came."""
        return self.states[0]

    @property
    def report(self) -> Report:
        """What it held in the end."""
        return held(self.states[-1], Report)

    @property
    def withdrawn_at(self) -> datetime | None:
        """When it was taken back; None where it stands."""
        return next((entry.recorded_at for entry in self.states if entry.kind == "report.withdrawn"), None)


def warnings_in(ledger: Ledger, reader: Reader, scope: Scope) -> tuple[tuple[Warned, ...], bool]:
    """The alerts issued in a scope, the newest first, and whether older ones were left out."""
    issued = sorted(
        (entry for kind in ISSUED for entry in read_all(ledger, reader, scope.begun(kind))),
        key=lambda entry: -entry.sequence,
    )
    return tuple(_warned(ledger, reader, entry, scope.as_of) for entry in issued[:MOST_ALERTS]), len(
        issued
    ) > MOST_ALERTS


def actions_in(ledger: Ledger, reader: Reader, scope: Scope) -> Iterator[tuple[Entry, Action]]:
    """The actions planned in a scope, as they stood."""
    for planned in read_all(ledger, reader, scope.begun("action.planned")):
        *_, newest = read_all(ledger, reader, Question(record_id=planned.record_id, as_of=scope.as_of))
        yield planned, held(newest, Action)


def reports_in(ledger: Ledger, reader: Reader, scope: Scope) -> tuple[Told, ...]:
    """The reports received in a scope, in the order in which they came."""
    states: dict[str, list[Entry]] = {}
    for kind in ("report.received", "report.corrected", "report.withdrawn"):
        for entry in read_all(ledger, reader, scope.begun(kind)):
            states.setdefault(entry.record_id, []).append(entry)
    chains = (sorted(entries, key=lambda entry: entry.sequence) for entries in states.values())
    return tuple(Told(tuple(entries)) for entries in chains if entries[0].kind == "report.received")


def _warned(ledger: Ledger, reader: Reader, issue: Entry, as_of: datetime) -> Warned:
    name = issue.record_id
    chain = chain_of(ledger, reader, name, as_of=as_of).entries
    said = decisions_on(ledger, reader, name, as_of)
    ended = next(
        (entry.recorded_at for entry in chain if entry.kind == "alert.superseded" and entry.record_id == name), None
    )
    dues = tuple(
        Due(
            acknowledge_by=status.acknowledge_by,
            acknowledged_at=status.acknowledged_at,
            decide_by=status.decide_by,
            decided_at=_first_choice(said, status.organisation),
            ended_at=ended,
        )
        for status in statuses(ledger, reader, name, as_of)
    )
    return Warned(
        issue=issue,
        stamps=stamps_of(chain),
        dues=dues,
        decisions=tuple(held(entry, Decision) for entry in said if entry.kind == "decision.recorded"),
        n_missed=sum(entry.kind == "decision.missed" for entry in said),
    )


def _first_choice(said: Iterable[Entry], organisation: str) -> datetime | None:
    chosen = (e.recorded_at for e in said if e.kind == "decision.recorded" and e.body["organisation"] == organisation)
    return next(chosen, None)
