"""The timeline of one situation as plain data: every step as it became known, withheld ones by their place alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import line, noted
from forestall.clock import format_instant
from forestall.memory.question import Question
from forestall.records.entry import Entry
from forestall.respond.stages import Stamp
from forestall.runs.response.decisions import Status
from forestall.runs.response.timeline import Clock, Step, timeline_of

_TITLES = ("headline", "summary", "followed", "promise", "shows", "text", "finding")
_PLAIN_TITLES = ("label",)


def timeline(here: Visit, name: str) -> dict[str, Any]:
    """The situation that a record belongs to.

    Raises:
        NotFound: there is no such record, or none this reader may see.
    """
    start = noted(here, name, Question(record_id=name, states=True))
    found = timeline_of(here.node.ledger, here.reader, name)
    numbers = {step.id: number for number, step in enumerate(found.steps, 1)}
    return {
        "name": name,
        "exercise": start.exercise,
        "steps": [_step(step, numbers) | _reached(step, found.stamps) for step in found.steps],
        "stages": _stages(found.stamps),
        "clocks": {alert_id: [_status(each) for each in rows] for alert_id, rows in found.clocks.items()},
        "is_cut": found.is_cut,
    }


def _reached(step: Step, stamps: Sequence[Stamp]) -> dict[str, Any]:
    """The stages that a step reached; none of one that is withheld."""
    return {} if step.entry is None else {"stages": [stamp.stage for stamp in stamps if stamp.entry == step.id]}


def _stages(stamps: Sequence[Stamp]) -> list[dict[str, Any]]:
    """The stages that were reached, each with the seconds since the one before."""
    rows = []
    for before, stamp in zip((None, *stamps), stamps, strict=False):
        passed = round((stamp.at - before.at).total_seconds()) if before and stamp.at >= before.at else None
        rows.append(
            {"stage": stamp.stage, "at": format_instant(stamp.at), "entry": stamp.entry, "after_seconds": passed}
        )
    return rows


def _step(step: Step, numbers: Mapping[str, int]) -> dict[str, Any]:
    number = numbers[step.id]
    if step.entry is None:
        return {"number": number, "id": step.id, "withheld": True}
    return {
        **line(step.entry),
        "number": number,
        "withheld": False,
        "lane": step.lane,
        "title": title_of(step.entry),
        "choice": step.entry.body.get("kind") if step.lane == "decision" else None,
        "grounds": [{"id": entry_id, "number": numbers[entry_id]} for entry_id in step.grounds],
        "clock": _clock(step.clock) if step.clock else None,
    }


def title_of(entry: Entry) -> dict[str, str] | None:
    """What an entry is about in a line of its own words; None where it has none, and for reviews."""
    body = entry.body
    if entry.kind.startswith("review."):
        return None
    for field in _TITLES:
        if isinstance(body.get(field), dict) and {"text", "language"} <= set(body[field]):
            return {"text": body[field]["text"], "language": body[field]["language"]}
    populations = body.get("populations")
    if populations:
        return {"text": populations[0]["text"], "language": populations[0]["language"]}
    plain = next((body[field] for field in _PLAIN_TITLES if isinstance(body.get(field), str)), None)
    return {"text": plain, "language": ""} if plain else None


def _clock(clock: Clock) -> dict[str, str]:
    return {"due_at": format_instant(clock.due_at), "state": clock.state}


def _status(status: Status) -> dict[str, Any]:
    return {
        "organisation": status.organisation,
        "acknowledge_by": format_instant(status.acknowledge_by),
        "acknowledged_at": format_instant(status.acknowledged_at) if status.acknowledged_at else None,
        "decide_by": format_instant(status.decide_by),
        "status": status.status,
        "kind": status.kind,
        "decision": status.decision,
    }
