"""Measures of the chain: how long its steps took, and how often what was due was done.

Whatever was due by the time asked for stands in the denominator, done or not: a share of what was closed would grow
with everything left open. Declining is a decision. A deferral counts as one when it is made; that it lapsed is counted
beside it. Nothing is counted by person, and no order of offices or officers can be made of it.

Source:
    The chain's stages in vocabulary/chain_stage.yml; our own design.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forestall.records.action import BEGUN, Action
from forestall.records.entry import Entry
from forestall.respond.stages import Stamp
from forestall.runs.metrics.gathering import Due, Warned
from forestall.runs.metrics.measures import Length, Share, length, share

STEPS = (
    ("t0", "t1"), ("t1", "t2"), ("t2", "t3"), ("t3", "t4"), ("t4", "t5"), ("t4", "t6"), ("t6", "t7"), ("t7", "t8"),
    ("t8", "t9"), ("t0", "t7"),
)  # fmt: skip
"""The steps that are timed, and the whole way from the first signal to the first action."""
ISSUED_AT = "t3"
EFFECT_WITHIN = timedelta(days=30)
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Chain:
    """An alert with all that updated it, and what came of it."""

    stamps: tuple[Stamp, ...]
    """The stages it had reached."""
    dues: tuple[Due, ...]
    """Every addressee's side of each of its messages, but of those replaced before the clock ran out."""


@dataclass(frozen=True, slots=True)
class Mix:
    """What was decided."""

    kinds: dict[str, int]
    """Choices by kind: ids of vocabulary/decision_kind.yml."""
    reasons: dict[str, int]
    """How often each reason code was named; a choice may name several."""
    n: int
    """How many choices."""
    n_missed: int
    """How often no decision was recorded in time."""


def chains_of(warned: Iterable[Warned]) -> tuple[Chain, ...]:
    """The chains of these alerts; an alert with all that updated it is one, however many messages it took."""
    found: dict[str, list[Warned]] = {}
    for one in warned:
        first = next((stamp.entry for stamp in one.stamps if stamp.stage == ISSUED_AT), one.issue.id)
        found.setdefault(first, []).append(one)
    return tuple(Chain(messages[0].stamps, _open_dues(messages)) for messages in found.values())


def lengths(chains: Sequence[Chain]) -> tuple[Length, ...]:
    """How long each step of these chains took."""
    reached = [{stamp.stage: stamp.at.timestamp() / _HOUR for stamp in one.stamps} for one in chains]
    return tuple(length(begins, ends, reached) for begins, ends in STEPS)


def acknowledged_in_time(warned: Iterable[Warned], as_of: datetime) -> Share:
    """Addressees who acknowledged in time, of all who had to by then."""
    dues = _due(warned, as_of, lambda due: due.acknowledge_by)
    return share("acknowledged_in_time", (_in_time(due.acknowledged_at, due.acknowledge_by) for due in dues))


def decided_in_time(warned: Iterable[Warned], as_of: datetime) -> Share:
    """Addressees with any recorded decision before their clock ran out, of all whose clock had run out by then."""
    dues = _due(warned, as_of, lambda due: due.decide_by)
    return share("decided_in_time", (_in_time(due.decided_at, due.decide_by) for due in dues))


def decided_at_all(warned: Iterable[Warned], as_of: datetime) -> Share:
    """Addressees with any recorded decision, late or not, of all whose clock had run out by then."""
    dues = _due(warned, as_of, lambda due: due.decide_by)
    return share("decided_at_all", (due.decided_at is not None for due in dues))


def acted_on(chains: Iterable[Chain], as_of: datetime) -> Share:
    """Alerts after which a first step began, of all on which every clock had run out by then."""
    over = (one for one in chains if one.dues and all(due.decide_by <= as_of for due in one.dues))
    return share("acted_on", (any(stamp.stage == "t7" for stamp in one.stamps) for one in over))


def begun_in_time(actions: Iterable[tuple[Entry, Action]], as_of: datetime) -> Share:
    """Actions begun by their date, of all whose date had come by then, given up and forgotten ones among them."""
    due = (action for _, action in actions if action.due_at <= as_of)
    return share("begun_in_time", (_in_time(action.started_at, action.due_at) for action in due))


def effects_looked_at(actions: Iterable[tuple[Entry, Action]], as_of: datetime) -> Share:
    """Actions at whose effect somebody looked within 30 days, of all begun 30 days ago or more."""
    begun = (
        (action, action.started_at)
        for _, action in actions
        if action.status in BEGUN and action.started_at is not None and action.started_at + EFFECT_WITHIN <= as_of
    )
    return share("effects_looked_at", (_looked(action, started_at) for action, started_at in begun))


def mix_of(warned: Iterable[Warned]) -> Mix:
    """What was decided on these alerts, and how often nothing was."""
    known = list(warned)
    decisions = [decision for one in known for decision in one.decisions]
    return Mix(
        kinds=dict(sorted(Counter(str(decision.kind) for decision in decisions).items())),
        reasons=dict(sorted(Counter(code for decision in decisions for code in decision.reason_codes).items())),
        n=len(decisions),
        n_missed=sum(one.n_missed for one in known),
    )


def _open_dues(messages: Iterable[Warned]) -> tuple[Due, ...]:
    dues = (due for one in messages for due in one.dues)
    return tuple(due for due in dues if not _is_void(due, due.decide_by))


def _is_void(due: Due, moment: datetime) -> bool:
    return due.ended_at is not None and due.ended_at <= moment


def _due(warned: Iterable[Warned], as_of: datetime, clock: Callable[[Due], datetime]) -> Iterator[Due]:
    for one in warned:
        for due in one.dues:
            moment = clock(due)
            if moment <= as_of and not _is_void(due, moment):
                yield due


def _in_time(done_at: datetime | None, due_at: datetime) -> bool:
    return done_at is not None and done_at < due_at


def _looked(action: Action, started_at: datetime) -> bool:
    check = action.effect_check
    return check is not None and check.checked_at <= started_at + EFFECT_WITHIN
