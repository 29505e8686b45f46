"""Reviews as plain data: what waits for one, and one as far as its reviewer may see it now.

To its reviewer a review under way shows the moment to be judged and nothing recorded after it: neither how many
moments follow, nor what called for it.
"""

from __future__ import annotations

from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import READ, label, line, noted
from forestall.api.answers.timeline import title_of
from forestall.clock import format_instant
from forestall.errors import NotFound
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.entry import Entry
from forestall.records.review import Review
from forestall.respond.review import Frozen, open_changes
from forestall.runs.order import state_of
from forestall.runs.response.chain import chain_of
from forestall.runs.response.reviews import Opened, known_then, opened_review, reviews_called_for
from forestall.runs.warning.steps import held

CONDUCT = "conduct_review"
CLOSED = ("review.closed", "review.updated")
_LONGEST = 200


def reviews(here: Visit, *, exercise: bool) -> dict[str, Any]:
    """What waits for a review, without saying what called for it, and the reviews there are."""
    calls = reviews_called_for(here.node.ledger, here.reader, exercise=exercise) if here.may(CONDUCT) else ()
    waiting = [
        {
            "review_id": call.review_id,
            "about": call.about,
            "due_at": format_instant(call.due_at),
            "is_late": call.due_at < here.now,
        }
        for call in calls
    ]
    question = Question(kind="review.opened", newest_first=True, exercise=exercise, limit=_LONGEST)
    opened = read(here.node.ledger, here.reader, question).entries
    found = [state for one in opened if (state := state_of(here.node.ledger, here.reader, one.record_id)) is not None]
    return {
        "exercise": exercise,
        "waiting": waiting,
        "reviews": [_row(entry) for entry in found],
        "may": ["open_by_hand"] if here.may(CONDUCT) else [],
    }


def one_review(here: Visit, name: str) -> dict[str, Any]:
    """One review: the moment to be judged as it was known then, or all of it once the outcome was shown.

    Of one that waits to be opened: what it would be about, and nothing else.

    Raises:
        NotFound: there is none, or none this reader may see.
        InvalidField: a record of another sort.
    """
    waiting = _waiting(here, name)
    if waiting is not None:
        here.note(READ, name, was_shown=True)
        return waiting
    state = noted(here, name, Question(record_id=name, states=True))
    opened = opened_review(here.node.ledger, here.reader, state)
    review = opened.review
    is_shown = review.outcome_shown_at is not None
    history = read(here.node.ledger, here.reader, Question(record_id=name, limit=_LONGEST)).entries
    return {
        **_row(state),
        "exercise": state.exercise,
        "about": list(review.about),
        "role": review.role,
        "set_off_by": review.set_off_by if is_shown else None,
        "judged": [_judged(moment) for moment in review.to_json().get("moments", [])],
        "now": _moment(here, opened, opened.now_judging) if not is_shown and opened.now_judging else None,
        "outcome_shown_at": format_instant(review.outcome_shown_at) if review.outcome_shown_at else None,
        "happened": _happened(here, review) if is_shown else None,
        "answers": review.to_json().get("answers", []),
        "changes": _changes(review),
        "finding": review.finding.to_json() if review.finding else None,
        "may": _steps(here, state, opened),
        "history": [line(entry) for entry in history],
    }


def _waiting(here: Visit, name: str) -> dict[str, Any] | None:
    """A review that is called for and was not opened yet, in either world; None where there is no such call."""
    if not here.may(CONDUCT) or state_of(here.node.ledger, here.reader, name) is not None:
        return None
    for exercise in (False, True):
        for call in reviews_called_for(here.node.ledger, here.reader, exercise=exercise):
            if call.review_id == name:
                return {
                    "review_id": name,
                    "state": None,
                    "exercise": exercise,
                    "about": [call.about],
                    "due_at": format_instant(call.due_at),
                    "marking": call.marking,
                    "may": ["open_review"],
                }
    return None


def _steps(here: Visit, state: Entry, opened: Opened) -> list[str]:
    review = opened.review
    is_own = review.reviewer == here.reader.user and here.may(CONDUCT, state) and state.kind not in CLOSED
    fits = {
        "judge_moment": is_own and opened.now_judging is not None,
        "show_outcome": is_own and bool(opened.moments) and not opened.now_judging and not review.outcome_shown_at,
        "close_review": is_own and review.outcome_shown_at is not None,
        "close_change": bool(_closable(here, state, review)),
    }
    return [step for step, is_time in fits.items() if is_time]


def _closable(here: Visit, state: Entry, review: Review) -> list[int]:
    if state.kind not in CLOSED or not here.may("close_change", state):
        return []
    user = here.reader.user
    return [number for number, change in open_changes(review) if user in (change.owner, review.reviewer)]


def _moment(here: Visit, opened: Opened, moment: Frozen) -> dict[str, Any]:
    known = known_then(here.node.ledger, here.reader, opened, moment)
    return {
        "number": len(opened.review.moments) + 1,
        "stage": moment.stage,
        "as_of": format_instant(moment.as_of),
        "known": [_known(entry) for entry in known],
    }


def _known(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "label": label(entry),
        "record_id": entry.record_id,
        "recorded_at": format_instant(entry.recorded_at),
        "organisation": entry.author.organisation,
        "marking": entry.marking.tlp.word,
        "title": title_of(entry),
        "body": entry.body,
    }


def _judged(moment: dict[str, Any]) -> dict[str, Any]:
    return {"stage": moment["stage"], "as_of": moment["as_of"], "judgement": moment["judgement"]}


def _happened(here: Visit, review: Review) -> dict[str, Any]:
    try:
        entries = chain_of(here.node.ledger, here.reader, review.about[0]).entries
    except NotFound:
        entries = ()  # the review reaches the reader, and what it is about does not
    newest = {entry.record_id: entry for entry in entries if entry.kind.startswith("outcome.")}
    steps = [entry for entry in entries if not entry.record_id.startswith("review-")]
    return {"outcomes": [_known(entry) for entry in newest.values()], "steps": [line(entry) for entry in steps]}


def _changes(review: Review) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = review.to_json().get("changes", [])
    return [change | {"number": number} for number, change in enumerate(changes, 1)]


def _row(entry: Entry) -> dict[str, Any]:
    review = held(entry, Review)
    return {
        "review_id": entry.record_id,
        "state": entry.kind,
        "reviewer": review.reviewer,
        "is_closed": entry.kind in CLOSED,
        "n_open_changes": len(open_changes(review)),
        "recorded_at": format_instant(entry.recorded_at),
        "marking": entry.marking.tlp.word,
    }
