"""What is to be looked out for, as plain data: requests that stand, and one with what was answered."""

from __future__ import annotations

from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import line, noted, states
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.collection_request import CollectionRequest
from forestall.records.entry import Entry
from forestall.runs.warning.collection import STANDING
from forestall.runs.warning.steps import held

ANSWER = "answer_request"
SORT = "collection_request"
_LONGEST = 200


def standing(here: Visit, *, exercise: bool, after: str | None) -> dict[str, Any]:
    """The requests that stand and reach the reader, and where to go on."""
    found = states(here, SORT, exercise=exercise, after=after)
    rows = [_row(entry) for entry in found.entries if entry.kind in STANDING]
    return {"exercise": exercise, "requests": rows, "after": found.after}


def one_request(here: Visit, name: str) -> dict[str, Any]:
    """One request.

    Raises:
        NotFound: there is none, or none this reader may see.
        InvalidField: a record of another sort.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    told = held(state, CollectionRequest)
    answers = read(here.node.ledger, here.reader, Question(entry_ids=told.answers)).entries if told.answers else ()
    history = read(here.node.ledger, here.reader, Question(record_id=name, limit=_LONGEST)).entries
    return {
        **_row(state),
        "exercise": state.exercise,
        "request": told.to_json(),
        "answers": [line(entry) for entry in answers],
        "may": [ANSWER] if state.kind in STANDING and here.may(ANSWER, state) else [],
        "history": [line(entry) for entry in history],
    }


def _row(entry: Entry) -> dict[str, Any]:
    told = held(entry, CollectionRequest)
    return {
        "request_id": entry.record_id,
        "what": told.what.to_json(),
        "country": told.place.to_json().get("country"),
        "admin1": told.place.to_json().get("admin1"),
        "assessment": told.assessment,
        "asked_at": told.to_json()["asked_at"],
        "n_answers": len(told.answers),
        "stands": entry.kind in STANDING,
        "marking": entry.marking.tlp.word,
    }
