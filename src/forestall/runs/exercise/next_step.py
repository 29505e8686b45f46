"""What comes next in an exercise, and whose step it is: from an alert that nobody wrote yet to a recorded decision.

It reads the ledger as anybody of the exercise may, and takes nobody's step for them.
"""

from __future__ import annotations

from dataclasses import dataclass

from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.entry import Entry
from forestall.runs.exercise.cast import Cast
from forestall.runs.order import state_of
from forestall.runs.response.matters import sides
from forestall.runs.warning.alerts import IN_FORCE_STATES

WRITER, SECOND, DECIDER = "duty_officer", "approver", "decision_maker"
"""Who plays the three parts of a first alert: who writes it, who stands behind it and sends it, who decides."""
DECIDED = "decided"
"""The step of an alert on which somebody has decided: nothing more is asked."""
_AFTER = {"alert.drafted": ("review_alert", SECOND), "alert.reviewed": ("issue_alert", SECOND)}
_STATES = (*_AFTER, *IN_FORCE_STATES)
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step, and who takes it."""

    step: str
    """An id of vocabulary/verb.yml, or `DECIDED`."""
    part: str
    """Whose it is, by the name in the cast."""
    record_id: str | None = None
    """What it is about; None where nothing is there yet."""


def next_step(ledger: Ledger, cast: Cast) -> NextStep:
    """The step that comes next.

    Args:
        ledger: of the exercise.
        cast: who takes part.
    """
    state = _newest_alert(ledger, cast)
    if state is None:
        return NextStep("draft_alert", WRITER)
    if state.kind in _AFTER:
        step, part = _AFTER[state.kind]
        return NextStep(step, part, state.record_id)
    decisions = [side.decision for side in sides(ledger, state)]
    is_decided = any(entry is not None and entry.kind == "decision.recorded" for entry in decisions)
    return NextStep(DECIDED if is_decided else "record_decision", DECIDER, state.record_id)


def _newest_alert(ledger: Ledger, cast: Cast) -> Entry | None:
    reader = cast[SECOND].reader
    questions = [Question(kind=kind, exercise=True, newest_first=True, limit=_LOOKED_AT) for kind in _STATES]
    found = [entry for question in questions for entry in read(ledger, reader, question).entries]
    for entry in sorted(found, key=lambda entry: entry.sequence, reverse=True):
        state = state_of(ledger, reader, entry.record_id)
        if state is not None and state.id == entry.id:
            return entry
    return None
