"""Assessments as plain data: the question, the fourteen factors, the rounds, and what the reader may do now.

What an analyst judged in a round that is open is shown to them alone.
"""

from __future__ import annotations

from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import line, noted, states
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.assessment import Assessment
from forestall.records.entry import Entry
from forestall.runs.order import state_of
from forestall.runs.warning.assessment import framework_of
from forestall.runs.warning.rounds import judgement_id
from forestall.runs.warning.steps import held
from forestall.warn.classification.closing import N_ROUNDS
from forestall.warn.framework.workbench import unasked

_LONGEST = 200
_OPEN = ("assessment.opened", "assessment.revised", "assessment.locked")


def assessments(here: Visit, *, exercise: bool, after: str | None) -> dict[str, Any]:
    """The assessments that reach the reader, and where to go on."""
    found = states(here, "assessment", exercise=exercise, after=after)
    return {"exercise": exercise, "assessments": [_row(entry) for entry in found.entries], "after": found.after}


def one_assessment(here: Visit, name: str) -> dict[str, Any]:
    """One assessment as it stands.

    Raises:
        NotFound: there is none, or none this reader may see.
        InvalidField: a record of another sort.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    told = held(state, Assessment)
    bench = framework_of(here.node.ledger, here.reader, state)
    number = len(told.rounds) + 1
    history = read(here.node.ledger, here.reader, Question(record_id=name, limit=_LONGEST)).entries
    return {
        "assessment_id": name,
        "exercise": state.exercise,
        "marking": state.marking.to_json(),
        "state": state.kind,
        "assessment": told.to_json(),
        "factors": bench.to_json()["factors"],
        "count_with_warning": bench.count_with_warning(),
        "not_asked": list(unasked(told)),
        "round": number if number <= N_ROUNDS and state.kind in _OPEN else None,
        "my_judgement": _mine(here, name, told, number),
        "may": _steps(here, state, told),
        "history": [line(entry) for entry in history],
    }


def _mine(here: Visit, name: str, told: Assessment, number: int) -> dict[str, Any] | None:
    if here.reader.user not in told.authors:
        return None
    record_id = judgement_id(name, told.version, min(number, N_ROUNDS), str(here.reader.user))
    found = state_of(here.node.ledger, here.reader, record_id)
    return found.body if found else None


def _steps(here: Visit, state: Entry, told: Assessment) -> list[str]:
    is_open, n_locked = state.kind in _OPEN, len(told.rounds)
    leads = here.reader.user == told.facilitator
    fits = {
        "submit_judgement": is_open and n_locked < N_ROUNDS and here.reader.user in told.authors,
        "lock_round": is_open and n_locked < N_ROUNDS and leads,
        "close_assessment": state.kind == "assessment.locked" and n_locked == N_ROUNDS and leads,
    }
    return [verb for verb, is_time in fits.items() if is_time and here.may(verb, state)]


def _row(entry: Entry) -> dict[str, Any]:
    told = held(entry, Assessment)
    return {
        **line(entry),
        "country": told.place.to_json().get("country"),
        "window": told.window,
        "version": told.version,
        "outcome": told.outcome,
        "phase": told.phase,
    }
