"""Evidence as plain data: what waits for a grade, and one piece with as much of it as its next judge may see.

Whoever judges credibility judges what is said, not who says it: until that is done, the answer for one piece leaves
out who told, by which way, and for whom. The record itself can be read by whom its marking reaches.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import line, noted
from forestall.clock import format_instant
from forestall.errors import InvalidField
from forestall.memory.question import Question
from forestall.memory.read import read_all
from forestall.records.entry import Entry
from forestall.runs.metrics.gathering import Told
from forestall.runs.metrics.verification import verify_by
from forestall.runs.warning.evidence import GRADED_AS, Weighing, piece_of
from forestall.runs.warning.grading import CREDIBILITY, Graded, graded, graded_lately, waiting_for_grades
from forestall.warn.classification.diagonal import diagonal_of
from forestall.warn.classification.evidence import weigh

GRADE = "grade_evidence"
_SOURCE = (
    "channel", "informant", "identity", "consent", "captured_by", "captured_with", "custody", "content", "exact_place",
    "answer_wanted", "dataset", "source", "source_row",
)  # fmt: skip


def waiting(here: Visit, *, exercise: bool) -> dict[str, Any]:
    """What waits for a grade, what was graded lately, and how often one part mirrored the other."""
    ledger, person = here.node.ledger, here.person
    found, is_cut = waiting_for_grades(ledger, person, exercise=exercise)
    lately = graded_lately(ledger, person, exercise=exercise)
    diagonal = diagonal_of(each.grade.grade for each in lately if each.grade)
    return {
        "exercise": exercise,
        "waiting": [_row(here, each) for each in found],
        "graded": [_row(here, each) for each in lately if each.waits_for is None],
        "diagonal": {
            "n_grades": diagonal.n_grades, "n_on_it": diagonal.n_on_it, "is_alarming": diagonal.is_alarming,
        },
        "is_cut": is_cut,
    }  # fmt: skip


def one_piece(here: Visit, name: str) -> dict[str, Any]:
    """One piece with its grade, and whether its next part is for the reader to judge.

    Raises:
        NotFound: there is none, or none this reader may see.
        InvalidField: a record of another sort.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    if name.partition("-")[0] not in GRADED_AS:
        raise InvalidField(
            expected=f"the id of a {', '.join(GRADED_AS)}", found="another", where=name, remedy="Check the id."
        )
    each = graded(here.node.ledger, here.person, state)
    is_hidden = each.waits_for == CREDIBILITY
    body = {field: value for field, value in state.body.items() if not (is_hidden and field in _SOURCE)}
    due = _verify_by(here, each)
    return {
        **_row(here, each),
        "exercise": state.exercise,
        "body": body,
        "source_is_hidden": is_hidden,
        "verify_by": format_instant(due) if due else None,
        "is_late": due is not None and due <= here.now,
        "has_feedback": _has_feedback(here, state, is_hidden=is_hidden),
        "organisation": None if is_hidden else state.author.organisation,
        "grade": _grade(each),
        "weight": _weight(here, each),
        "may": [GRADE] if each.is_for(here.person) and here.may(GRADE, state) else [],
        "history": [] if is_hidden else [line(entry) for entry in (state, each.entry) if entry],
    }


def _verify_by(here: Visit, each: Graded) -> datetime | None:
    """By when a report that nobody has judged is to be verified; None for what has no such clock, or was judged."""
    name = each.state.record_id
    if each.waits_for != CREDIBILITY or not name.startswith("report-"):
        return None
    return verify_by(Told(tuple(read_all(here.node.ledger, here.reader, Question(record_id=name)))))


def _has_feedback(here: Visit, state: Entry, *, is_hidden: bool) -> bool:
    # Whoever judges unseen isn't told that somebody wants an answer; whoever owes it is, and at once.
    is_wanted = bool(state.body.get("answer_wanted"))
    return is_wanted and (not is_hidden or here.may("give_feedback", state))


def title_of(state: Entry) -> dict[str, str] | None:
    """What a record tells of, in the words of whoever took it down; None where only its kind is known."""
    body = state.body
    return body.get("summary") or body.get("shows") or body.get("original")


def _row(here: Visit, each: Graded) -> dict[str, Any]:
    state = each.state
    place = state.body.get("place") or {}
    return {
        "record_id": state.record_id,
        "kind": state.kind,
        "title": title_of(state),
        "event_types": state.body.get("event_types", []),
        "country": place.get("country"),
        "admin1": place.get("admin1"),
        "dated": state.body.get("occurred") or state.body.get("made") or state.body.get("last_seen"),
        "recorded_at": line(state)["recorded_at"],
        "marking": state.marking.tlp.word,
        "waits_for": each.waits_for,
        "is_mine": each.is_for(here.person) and here.may(GRADE, state),
        "grade_so_far": str(each.grade.grade) if each.grade else None,
    }


def _grade(each: Graded) -> dict[str, Any] | None:
    return each.grade.to_json() if each.grade else None


def _weight(here: Visit, each: Graded) -> dict[str, Any]:
    piece = piece_of(here.node.ledger, here.person, each.state, Weighing(), each.grade)
    weighed = weigh(piece, here.now.date())
    return {
        "grade": str(piece.grade),
        "method": piece.method,
        "time": weighed.time,
        "reliability": weighed.reliability,
        "ground": piece.ground,
        "origin": piece.origin,
        "repeats": each.state.body.get("repeats") or each.state.body.get("copy_of"),
    }
