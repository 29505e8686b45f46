"""The stages of a chain of entries, from the first sign to the close: when each was reached, and by which entry.

Instants are those at which the node learned of a stage, since a review may use nothing else; only the first sign
is dated by what is said of it. What comes of entries that don't reach the reader isn't there.

Source:
    vocabulary/chain_stage.yml, our own design.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from forestall.records.action import OVER, Action
from forestall.records.alert import Alert
from forestall.records.entry import Entry
from forestall.records.event import Event
from forestall.records.grade import Grade
from forestall.records.record import Record
from forestall.records.report import Report

ISSUED = ("alert.issued", "alert.updated")
BORNE_OUT = ("1", "2")
"""Credibility at which a report counts as verified: confirmed, or probably true."""
_LOOKED = ("outcome.observed",)


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a stage was reached."""

    stage: str
    """An id of vocabulary/chain_stage.yml."""
    at: datetime
    """When."""
    entry: str
    """The entry that shows it."""


def stamps_of(entries: Iterable[Entry]) -> tuple[Stamp, ...]:
    """The stages that a chain reached, in the order of the stages; those it didn't reach are left out.

    Args:
        entries: the chain, in the order in which it was recorded.
    """
    chain = sorted(entries, key=lambda entry: entry.sequence)
    records = [(entry, entry.record()) for entry in chain]
    received = _first(chain, ("report.received",))
    issued = _first(chain, ISSUED)
    acknowledged = _first(chain, ("alert.acknowledged",))
    found = [
        _first_sign(records, received),
        _stamp("t1", received),
        _stamp("t2", _verified(records)),
        _stamp("t3", issued),
        _stamp("t4", acknowledged),
        _stamp("t5", _options_shown(issued, acknowledged, chain)),
        _stamp("t6", _first(chain, ("decision.recorded",))),
        _stamp("t7", _first(chain, ("action.started",))),
        _stamp("t8", _looked_at(records)),
        _stamp("t9", _closed(records)),
    ]
    return tuple(stamp for stamp in found if stamp is not None)


def _stamp(stage: str, entry: Entry | None) -> Stamp | None:
    return Stamp(stage, entry.recorded_at, entry.id) if entry else None


def _first(chain: Sequence[Entry], kinds: tuple[str, ...]) -> Entry | None:
    return next((entry for entry in chain if entry.kind in kinds), None)


def _first_sign(records: Sequence[tuple[Entry, Record]], received: Entry | None) -> Stamp | None:
    dated = [(at, entry) for entry, record in records if (at := _occurred(record)) is not None]
    if not dated:
        return None
    at, entry = min(dated, key=lambda pair: pair[0])
    # What is said to have happened on the day it was told has no hour of its own.
    return Stamp("t0", min(at, received.recorded_at) if received else at, entry.id)


def _occurred(record: Record) -> datetime | None:
    day = record.occurred if isinstance(record, Report) else record.first_day if isinstance(record, Event) else None
    return None if day is None else datetime.combine(day.earliest(), time(), UTC)


def _verified(records: Sequence[tuple[Entry, Record]]) -> Entry | None:
    for entry, record in records:
        is_borne_out = isinstance(record, Grade) and record.credibility in BORNE_OUT
        if is_borne_out or entry.kind == "event.confirmed":
            return entry
    return None


def _options_shown(issued: Entry | None, acknowledged: Entry | None, chain: Sequence[Entry]) -> Entry | None:
    # Options that came with the alert lay before somebody once it was read.
    alert = issued.record() if issued else None
    if isinstance(alert, Alert) and alert.options and acknowledged is not None:
        return acknowledged
    presented = _first(chain, ("decision.presented",))
    return presented or next(
        (entry for entry in chain if entry.kind == "decision.recorded" and entry.body.get("options")), None
    )


def _looked_at(records: Sequence[tuple[Entry, Record]]) -> Entry | None:
    for entry, record in records:
        checked = isinstance(record, Action) and record.effect_check is not None
        if checked or entry.kind in _LOOKED:
            return entry
    return None


def _closed(records: Sequence[tuple[Entry, Record]]) -> Entry | None:
    """The entry with which nothing was due any more: an outcome is on record, and no action is open."""
    outcome = next((entry for entry, _ in records if entry.kind in _LOOKED), None)
    newest = {entry.record_id: (entry, record) for entry, record in records if isinstance(record, Action)}
    if outcome is None or any(not _is_over(record) for _, record in newest.values()):
        return None
    return max([outcome, *_ends(newest.values())], key=lambda entry: entry.sequence)


def _is_over(record: Record) -> bool:
    return isinstance(record, Action) and record.status in (*OVER, "not_done")


def _ends(actions: Iterable[tuple[Entry, Record]]) -> Iterator[Entry]:
    return (entry for entry, _ in actions)
