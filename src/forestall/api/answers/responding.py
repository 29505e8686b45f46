"""Actions, outcomes, commitments and word back as plain data: what is open, and one of each with what may be done."""

from __future__ import annotations

from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import line, noted
from forestall.clock import format_instant
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.action import Action
from forestall.records.commitment import Commitment
from forestall.records.decision import Decision
from forestall.records.entry import Entry
from forestall.records.outcome import Outcome
from forestall.respond.actions import is_open, next_due
from forestall.respond.commitments import FINAL, due_on
from forestall.respond.feedback import standing_words
from forestall.runs.response.actions import actions_of, open_actions
from forestall.runs.response.chain import chain_of
from forestall.runs.response.commitments import commitments
from forestall.runs.response.feedback import Owed, feedback_owed, owed_on
from forestall.runs.warning.steps import held

_LONGEST = 200


def response(here: Visit, *, exercise: bool) -> dict[str, Any]:
    """What is open of the response: actions, commitments and word that is owed."""
    ledger, reader = here.node.ledger, here.reader
    actions = [_action_row(here, entry) for entry in open_actions(ledger, reader, exercise=exercise)]
    promises = [
        _commitment_row(here, entry) for entry, due in commitments(ledger, reader, exercise=exercise) if due is not None
    ]
    return {
        "exercise": exercise,
        "actions": sorted(actions, key=lambda row: str(row["due_at"])),
        "commitments": sorted(promises, key=lambda row: str(row["due_on"])),
        "feedback": [_owed_row(here, owed) for owed in feedback_owed(ledger, reader, exercise=exercise)],
        "may": [verb for verb in ("track_commitment",) if here.may(verb)],
    }


def of_decision(here: Visit, name: str) -> dict[str, Any]:
    """The actions that carry out a decision.

    Raises:
        NotFound: there is no such decision, or none this reader may see.
        InvalidField: a record of another sort.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    decision = held(state, Decision)
    return {
        "decision_id": name,
        "exercise": state.exercise,
        "marking": state.marking.tlp.word,
        "decision": decision.to_json(),
        "alert": decision.alert,
        "actions": [_action_row(here, entry) for entry in actions_of(here.node.ledger, here.reader, name)],
        "may": ["plan_action"] if decision.chosen and here.may("plan_action", state) else [],
    }


def one_action(here: Visit, name: str) -> dict[str, Any]:
    """One action: what is agreed, how it stands, what followed, and what the reader may do.

    Raises:
        NotFound: there is none, or none this reader may see.
        InvalidField: a record of another sort.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    action = held(state, Action)
    followed = {
        entry.record_id: entry
        for entry in chain_of(here.node.ledger, here.reader, name).entries
        if entry.kind.startswith("outcome.") and name in entry.body["about"]
    }
    return {
        **_action_row(here, state),
        "exercise": state.exercise,
        "action": action.to_json(),
        "outcomes": [_outcome_row(entry) for entry in followed.values()],
        "may": _steps(here, state, action),
        "history": _history(here, name),
    }


def one_outcome(here: Visit, name: str) -> dict[str, Any]:
    """One outcome, as it stands.

    Raises:
        NotFound: there is none, or none this reader may see.
        InvalidField: a record of another sort.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    return {
        **_outcome_row(state),
        "exercise": state.exercise,
        "outcome": held(state, Outcome).to_json(),
        "may": ["observe_outcome"] if here.may("observe_outcome", state) else [],
        "history": _history(here, name),
    }


def one_commitment(here: Visit, name: str) -> dict[str, Any]:
    """One promise, how it stands, and what the reader may do.

    Raises:
        NotFound: there is none, or none this reader may see.
        InvalidField: a record of another sort.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    commitment = held(state, Commitment)
    may_move = commitment.status not in FINAL and here.may("track_commitment", state)
    return {
        **_commitment_row(here, state),
        "exercise": state.exercise,
        "commitment": commitment.to_json(),
        "may": ["track_commitment"] if may_move else [],
        "history": _history(here, name),
    }


def one_feedback(here: Visit, name: str) -> dict[str, Any]:
    """Where one report stands towards whoever told it, and what may be said.

    Raises:
        NotFound: there is none, or none this reader may see.
        InvalidField: a record of another sort.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    owed = owed_on(here.node.ledger, here.reader, state)
    may_tell = bool(state.body.get("answer_wanted")) and here.may("give_feedback", state)
    return {
        **_owed_row(here, owed),
        "exercise": state.exercise,
        "answer_wanted": bool(state.body.get("answer_wanted")),
        "words": {code: standing_words(owed.status, owed.number, code).text for code in ("en", "fr", "ar")},
        "may": ["give_feedback"] if may_tell else [],
    }


def _steps(here: Visit, state: Entry, action: Action) -> list[str]:
    is_owner = action.owner == here.reader.user
    fits = {
        "carry_out_action": is_owner and action.status in ("planned", "under_way"),
        "check_effect": action.started_at is not None,
        "plan_action": action.status in ("planned", "under_way"),
        "observe_outcome": True,
    }
    return [verb for verb, is_time in fits.items() if is_time and here.may(verb, state)]


def _action_row(here: Visit, entry: Entry) -> dict[str, Any]:
    action = held(entry, Action)
    due = next_due(action)
    return {
        "action_id": entry.record_id,
        "label": action.label,
        "status": action.status,
        "owner": action.owner,
        "organisation": action.organisation,
        "due_at": format_instant(due) if due else None,
        "is_late": due is not None and due < here.now,
        "is_open": is_open(action),
        "was_looked_at": action.effect_check is not None,
        "decision": action.decision,
        "alert": action.alert,
        "marking": entry.marking.tlp.word,
    }


def _outcome_row(entry: Entry) -> dict[str, Any]:
    outcome = held(entry, Outcome)
    return {
        "outcome_id": entry.record_id,
        "followed": outcome.followed.to_json(),
        "attribution": outcome.attribution,
        "about": list(outcome.about),
        "recorded_at": format_instant(entry.recorded_at),
        "marking": entry.marking.tlp.word,
    }


def _commitment_row(here: Visit, entry: Entry) -> dict[str, Any]:
    commitment = held(entry, Commitment)
    due = due_on(commitment)
    return {
        "commitment_id": entry.record_id,
        "promise": commitment.promise.to_json(),
        "by": commitment.by,
        "status": commitment.status,
        "due_on": due.isoformat() if due else None,
        "is_late": due is not None and due < here.now.date(),
        "marking": entry.marking.tlp.word,
    }


def _owed_row(here: Visit, owed: Owed) -> dict[str, Any]:
    return {
        "report_id": owed.report_id,
        "number": owed.number,
        "status": owed.status,
        "told": owed.told,
        "due_at": format_instant(owed.due_at) if owed.due_at else None,
        "is_late": owed.due_at is not None and owed.due_at < here.now,
    }


def _history(here: Visit, name: str) -> list[dict[str, Any]]:
    found = read(here.node.ledger, here.reader, Question(record_id=name, limit=_LONGEST)).entries
    return [line(entry) for entry in found]
