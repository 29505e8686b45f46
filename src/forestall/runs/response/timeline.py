"""One situation from the first sign to the review: every step that reaches the reader, with its grounds and its clock.

What is withheld stands there as withheld, before the step that names it, and nothing else is told of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from forestall.memory.ledger import Ledger
from forestall.memory.read import Reader
from forestall.memory.trace import Hop
from forestall.records.action import Action
from forestall.records.decision import Decision
from forestall.records.entry import Entry
from forestall.respond.stages import ISSUED, Stamp, stamps_of
from forestall.runs.response.chain import chain_of
from forestall.runs.response.decisions import Status, statuses

MOST_STEPS = 300
LANES = (
    "forecast", "report", "verification", "assessment", "protocol", "alert", "acknowledgement", "decision", "action",
    "outcome", "feedback", "review", "other",
)  # fmt: skip
"""What sort of step each is, in the order in which a situation is told."""
_LANE_OF = {
    "forecast": "forecast", "report": "report", "statement": "report", "event": "report", "evidence": "report",
    "assessment": "assessment", "collection": "assessment", "trigger": "protocol", "alert": "alert",
    "decision": "decision", "action": "action", "outcome": "outcome", "commitment": "outcome",
    "feedback": "feedback", "review": "review",
}  # fmt: skip
_VERIFYING = ("report.graded", "statement.graded", "evidence.graded", "event.confirmed")


@dataclass(frozen=True, slots=True)
class Clock:
    """By when a step was due, and how it was kept."""

    due_at: datetime
    """By when."""
    state: str
    """`kept`, `late`, `missed`, or `running` where it is still to come."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a situation, or the place of one that is withheld."""

    id: str
    """The entry's id."""
    entry: Entry | None
    """None where it is withheld."""
    lane: str
    """Which sort of step: one of `LANES`."""
    grounds: tuple[str, ...]
    """The entries it rests on, as far as they stand in the timeline."""
    clock: Clock | None
    """The clock it answers or starts; None where it has none."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A situation, told."""

    steps: tuple[Step, ...]
    """In the order in which they became known."""
    stamps: tuple[Stamp, ...]
    """When each stage of the chain was reached."""
    clocks: Mapping[str, tuple[Status, ...]]
    """By alert: how it stands with each addressee."""
    is_cut: bool
    """Whether it is longer than is shown."""


def timeline_of(ledger: Ledger, reader: Reader, name: str) -> Timeline:
    """The timeline of the situation that a record belongs to.

    Args:
        ledger: where to look.
        reader: who asks.
        name: the record's id.

    Raises:
        NotFound: no such record, or none that reaches the reader.
    """
    chain = chain_of(ledger, reader, name)
    shown = chain.hops[:MOST_STEPS]
    now = ledger.clock.now()
    issued = dict.fromkeys(entry.record_id for entry in chain.entries if entry.kind in ISSUED)
    clocks = {alert_id: statuses(ledger, reader, alert_id) for alert_id in issued}
    known = {hop.id for hop in shown}
    begun = _begun(chain.entries)
    steps = tuple(_step(hop, known, _clock(hop.entry, clocks, begun, now)) for hop in shown)
    return Timeline(steps, stamps_of(chain.entries), clocks, chain.is_cut or len(chain.hops) > MOST_STEPS)


def lane_of(kind: str) -> str:
    """Which sort of step an entry of a kind is: one of `LANES`."""
    if kind in _VERIFYING:
        return "verification"
    if kind == "alert.acknowledged":
        return "acknowledgement"
    return _LANE_OF.get(kind.partition(".")[0], "other")


def _step(hop: Hop, known: set[str], clock: Clock | None) -> Step:
    if hop.entry is None:
        return Step(hop.id, None, "other", (), None)
    named = (*hop.entry.causes, *([hop.entry.supersedes] if hop.entry.supersedes else []))
    grounds = tuple(dict.fromkeys(entry_id for entry_id in named if entry_id in known))
    return Step(hop.id, hop.entry, lane_of(hop.entry.kind), grounds, clock)


def _clock(
    entry: Entry | None, clocks: Mapping[str, tuple[Status, ...]], begun: Mapping[str, datetime], now: datetime
) -> Clock | None:
    if entry is None:
        return None
    if entry.kind == "alert.acknowledged":
        return _acknowledged(entry, clocks)
    if entry.kind in ("decision.recorded", "decision.missed"):
        decision = entry.record()
        return _decided(entry, decision) if isinstance(decision, Decision) else None
    if entry.kind == "action.planned":
        action = entry.record()
        return _planned(entry, action, begun, now) if isinstance(action, Action) else None
    return None


def _acknowledged(entry: Entry, clocks: Mapping[str, tuple[Status, ...]]) -> Clock | None:
    for status in clocks.get(str(entry.body["alert"]), ()):
        if status.organisation == entry.body["organisation"]:
            in_time = entry.recorded_at <= status.acknowledge_by
            return Clock(status.acknowledge_by, "kept" if in_time else "late")
    return None


def _decided(entry: Entry, decision: Decision) -> Clock:
    if entry.kind == "decision.missed":
        return Clock(decision.due_at, "missed")
    return Clock(decision.due_at, "late" if decision.status == "recorded_late" else "kept")


def _planned(entry: Entry, action: Action, begun: Mapping[str, datetime], now: datetime) -> Clock:
    at = begun.get(entry.record_id)
    if at is not None:
        return Clock(action.due_at, "kept" if at <= action.due_at else "late")
    return Clock(action.due_at, "missed" if now > action.due_at else "running")


def _begun(entries: Iterable[Entry]) -> dict[str, datetime]:
    """When each action began, by its record."""
    return dict(_starts(entries))


def _starts(entries: Iterable[Entry]) -> Iterator[tuple[str, datetime]]:
    return ((entry.record_id, entry.recorded_at) for entry in entries if entry.kind == "action.started")
