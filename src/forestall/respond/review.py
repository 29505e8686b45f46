"""A look back that hindsight can't colour: moment by moment from what was known, the outcome last.

Each moment is judged before the next is shown, and all of them before the outcome. Moments at which somebody had
to choose are shown as they stood just before the choice; those at which something was learned, just after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forestall.errors import BadTransition, InvalidField
from forestall.records.entry import Entry
from forestall.records.review import Answer, Change, Moment, Review
from forestall.records.values.text import LanguageText
from forestall.respond.stages import stamps_of
from forestall.vocabulary.load import vocabulary

CHOICES = ("t3", "t6", "t7", "t9")
"""Stages at which people chose; the others are things they learned."""
_JUST_BEFORE = timedelta(microseconds=1)
_INSTEAD = {
    "t3": ("trigger.activated", "trigger.held", "assessment.published"),
    "t6": ("decision.missed", "decision.lapsed"),
}
"""What marks the moment of a choice that nobody made, or that was made without an alert."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A moment to be judged: nothing recorded after `as_of` is shown for it."""

    stage: str
    """An id of vocabulary/chain_stage.yml."""
    as_of: datetime
    """The moment."""


def moments_of(entries: Iterable[Entry]) -> tuple[Frozen, ...]:
    """The moments of a chain, in order of time; of two at one instant the later stage stands for both.

    Args:
        entries: the chain as it was when the review was opened.
    """
    chain = sorted(entries, key=lambda entry: entry.sequence)
    at = {stamp.stage: stamp.at for stamp in stamps_of(chain)}
    for stage, kinds in _INSTEAD.items():
        first = next((entry for entry in chain if entry.kind in kinds), None)
        if stage not in at and first is not None:
            at[stage] = first.recorded_at
    by_instant = {moment - _JUST_BEFORE if stage in CHOICES else moment: stage for stage, moment in sorted(at.items())}
    return tuple(Frozen(stage, moment) for moment, stage in sorted(by_instant.items()))


def check_independent(reviewer: str, entries: Iterable[Entry]) -> None:
    """Return when the reviewer was no part of what is reviewed; to have looked back on it before is no part in it.

    Raises:
        InvalidField: they wrote one of its entries.
    """
    steps = (entry for entry in entries if not entry.body.get("set_off_by"))
    if any(entry.author.user == reviewer for entry in steps):
        raise InvalidField(
            expected="a reviewer who was no part of it",
            found="somebody who was",
            where="Review.reviewer",
            remedy="Ask a colleague who took no step in this chain.",
        )


def next_moment(review: Review, moments: Sequence[Frozen]) -> Frozen | None:
    """The moment to be judged now; None once all are."""
    return moments[len(review.moments)] if len(review.moments) < len(moments) else None


def judged(review: Review, moment: Frozen | None, judgement: LanguageText, now: datetime) -> Review:
    """The review with a judgement on the moment that was shown; it can't be changed any more.

    Raises:
        BadTransition: every moment is judged, or the outcome was shown.
    """
    if moment is None or review.outcome_shown_at is not None:
        raise BadTransition(
            expected="a moment that is still to be judged, with the outcome hidden",
            found="none",
            where="Review.moments",
            remedy="Judgements are written once, before the outcome is shown; go on to the questions.",
        )
    told = Moment(stage=moment.stage, as_of=moment.as_of, judgement=judgement, judged_at=now)
    return _with(review, moments=(*review.moments, told))


def outcome_shown(review: Review, moments: Sequence[Frozen], now: datetime) -> Review:
    """The review from when its reviewer is shown what happened.

    Raises:
        BadTransition: a moment isn't judged yet, or it was shown before.
    """
    left = len(moments) - len(review.moments)
    if left > 0 or not moments or review.outcome_shown_at is not None:
        raise BadTransition(
            expected="every moment judged, and the outcome not yet shown",
            found="shown already" if review.outcome_shown_at else f"{left} to be judged" if moments else "no moment",
            where="Review.outcome_shown_at",
            remedy="Write first what a reasonable team would have judged, or go on to the questions.",
        )
    return _with(review, outcome_shown_at=now)


def closed(
    review: Review, answers: Sequence[Answer], changes: Sequence[Change], finding: LanguageText, today: date
) -> Review:
    """The review with the five questions answered and what will change, each change with an owner and a date.

    Raises:
        BadTransition: the outcome wasn't shown yet.
        InvalidField: a question left open, or a change that is closed or due already.
    """
    if review.outcome_shown_at is None:
        raise BadTransition(
            expected="a review whose outcome was shown",
            found="one where it is hidden",
            where="Review.answers",
            remedy="Judge the moments first.",
        )
    missing = set(vocabulary("review_question")) - {answer.question for answer in answers}
    if missing:
        raise InvalidField(
            expected="an answer to each of the five questions",
            found=f"none to {', '.join(sorted(missing))}",
            where="Review.answers",
            remedy="Answer it, if only by saying that nothing was found.",
        )
    if any(change.closed_on is not None or change.due_on <= today for change in changes):
        raise InvalidField(
            expected="changes that are open, with a date ahead",
            found="one that is closed or due already",
            where="Review.changes",
            remedy="Say by when it can be done; evidence closes it then.",
        )
    return _with(review, answers=tuple(answers), changes=tuple(changes), finding=finding)


def change_closed(review: Review, number: int, entry_ids: Sequence[str], today: date) -> Review:
    """The review with one of its changes closed by evidence.

    Args:
        review: as it stands.
        number: which change, counted from 1.
        entry_ids: the entries that show it.
        today: the present day.

    Raises:
        InvalidField: no such change, or no evidence.
        BadTransition: it is closed.
    """
    if not 1 <= number <= len(review.changes) or not entry_ids:
        raise InvalidField(
            expected=f"a change out of {len(review.changes)}, and the entries that show it made",
            found="another number, or no entry",
            where="Review.changes",
            remedy="A change stays open until evidence closes it.",
        )
    change = review.changes[number - 1]
    if change.closed_on is not None:
        raise BadTransition(
            expected="a change that is open",
            found="one that was closed",
            where="Review.changes",
            remedy="Nothing is left to do.",
        )
    made = change.model_copy(update={"closed_on": today, "closed_by": tuple(entry_ids)})
    return _with(review, changes=(*review.changes[: number - 1], made, *review.changes[number:]))


def open_changes(review: Review) -> tuple[tuple[int, Change], ...]:
    """The changes that no evidence closed yet, with their numbers from 1."""
    return tuple((number, change) for number, change in enumerate(review.changes, 1) if change.closed_on is None)


def _with(review: Review, **parts: object) -> Review:
    return Review.parse(review.model_copy(update=parts).to_json())
