"""Assessments as plain data: the question, the fourteen factors, the rounds, and what the reader may do now.

What an analyst judged in a round that is open is shown to them alone; its facilitator is told how many have.
"""

from __future__ import annotations

from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import line, noted, states
from forestall.api.answers.weighing import evidence_of
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.assessment import Assessment
from forestall.records.collection_request import CollectionRequest
from forestall.records.entry import Entry
from forestall.records.review import Review
from forestall.runs.order import state_of
from forestall.runs.warning.assessment import framework_of
from forestall.runs.warning.findings import findings_on
from forestall.runs.warning.rounds import PANEL_MEMBER, judgement_id
from forestall.runs.warning.steps import held, named_id
from forestall.warn.classification.closing import N_ROUNDS, UNDER_REVIEW, raises_priority
from forestall.warn.framework.workbench import unasked

_LONGEST = 200
_OPEN = ("assessment.opened", "assessment.revised", "assessment.locked")
_OVER = ("assessment.closed", "assessment.published", "assessment.withdrawn")


def assessments(here: Visit, *, exercise: bool, after: str | None) -> dict[str, Any]:
    """The assessments that reach the reader, and where to go on."""
    found = states(here, "assessment", exercise=exercise, after=after)
    may = [verb for verb in ("open_assessment",) if here.may(verb)]
    rows = [_row(entry) for entry in found.entries]
    return {"exercise": exercise, "assessments": rows, "after": found.after, "may": may}


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
    findings = _findings(here, state, told, history)
    return {
        "assessment_id": name,
        "exercise": state.exercise,
        "marking": state.marking.to_json(),
        "state": state.kind,
        "assessment": told.to_json(),
        "raises_priority": raises_priority(told),
        "factors": bench.to_json()["factors"],
        "count_with_warning": bench.count_with_warning(),
        "not_asked": list(unasked(told)),
        "evidence": evidence_of(here, told),
        "requests": _requests(here, name, told),
        "round": number if number <= N_ROUNDS and state.kind in _OPEN else None,
        "n_judged": _n_judged(here, name, told, number) if here.reader.user == told.facilitator else None,
        "my_judgement": _mine(here, name, told, number),
        "findings": findings,
        "may": _steps(here, state, told, findings),
        "history": [line(entry) for entry in history],
    }


def beginning(here: Visit, name: str | None, *, exercise: bool) -> dict[str, Any]:
    """What a new assessment begins from: nothing, or the last version of the same question.

    Raises:
        NotFound: the last version isn't there for the reader.
        InvalidField: a record of another sort.
    """
    if not name:
        return {"exercise": exercise, "next_of": None, "last": None}
    state = noted(here, name, Question(record_id=name, states=True))
    return {"exercise": state.exercise, "next_of": name, "last": held(state, Assessment).to_json()}


def _mine(here: Visit, name: str, told: Assessment, number: int) -> dict[str, Any] | None:
    if here.reader.user not in told.authors:
        return None
    found = _judged_by(here, name, told, number, str(here.reader.user))
    return found.body if found else None


def _n_judged(here: Visit, name: str, told: Assessment, number: int) -> int | None:
    if number > N_ROUNDS:
        return None
    return sum(_judged_by(here, name, told, number, analyst) is not None for analyst in told.authors)


def _judged_by(here: Visit, name: str, told: Assessment, number: int, analyst: str) -> Entry | None:
    record_id = judgement_id(name, told.version, min(number, N_ROUNDS), analyst)
    return state_of(here.node.ledger, here.reader, record_id)


def _requests(here: Visit, name: str, told: Assessment) -> list[dict[str, Any]]:
    """What would change the view, each with the request it became, where that reaches the reader."""
    rows = []
    for text in told.what_would_change_our_mind:
        state = state_of(here.node.ledger, here.reader, named_id("collection_request", name, text.text))
        found = held(state, CollectionRequest) if state else None
        rows.append(
            {
                "what": text.to_json(),
                "request_id": state.record_id if state else None,
                "n_answers": len(found.answers) if found else 0,
                "closed_because": found.closed_because if found else None,
            }
        )
    return rows


def _findings(here: Visit, state: Entry, told: Assessment, history: tuple[Entry, ...]) -> list[dict[str, Any]]:
    asked = [entry.recorded_at for entry in history if _asks_panel(entry, told.version)]
    if not asked:
        return []
    found = findings_on(here.node.ledger, here.reader, state, min(asked))
    rows = ((entry, held(entry, Review)) for entry in found)
    return [
        {**line(entry), "stands": review.stands, "finding": review.finding.to_json() if review.finding else None}
        for entry, review in rows
        if review.role == PANEL_MEMBER
    ]


def _asks_panel(entry: Entry, version: int) -> bool:
    is_closing = entry.kind == "assessment.closed" and entry.body["version"] == version
    return is_closing and entry.body.get("outcome") == UNDER_REVIEW


def _steps(here: Visit, state: Entry, told: Assessment, findings: list[dict[str, Any]]) -> list[str]:
    is_open, n_locked, user = state.kind in _OPEN, len(told.rounds), here.reader.user
    leads, judges = user == told.facilitator, user in told.authors
    is_reviewed = told.outcome == UNDER_REVIEW and state.kind != "assessment.withdrawn"
    ended = is_open and n_locked == N_ROUNDS
    fits = {
        "revise_assessment": is_open and judges,
        "submit_judgement": is_open and n_locked < N_ROUNDS and judges,
        "lock_round": is_open and n_locked < N_ROUNDS and leads,
        "close_assessment": leads and (ended or (is_reviewed and bool(findings))),
        "give_finding": is_reviewed and not (leads or judges) and user not in {row["author"] for row in findings},
        "publish_assessment": state.kind == "assessment.closed" and not leads,
        "open_assessment": state.kind in _OVER,
    }
    return [verb for verb, is_time in fits.items() if is_time and here.may(verb, state)]


def _row(entry: Entry) -> dict[str, Any]:
    told = held(entry, Assessment)
    return {
        **line(entry),
        "country": told.place.to_json().get("country"),
        "populations": [people.to_json() for people in told.populations],
        "window": told.window,
        "version": told.version,
        "outcome": told.outcome,
        "phase": told.phase,
        "raises_priority": raises_priority(told),
    }
