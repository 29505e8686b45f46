"""A look back on a piece of work from what was known at each moment, the outcome hidden until judged.

Not a search for who was at fault. The tempting mistake is hindsight: a judgement written after the
outcome was shown is refused.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from forestall.records.record import Record
from forestall.records.values.day import Day
from forestall.records.values.instant import Instant
from forestall.records.values.reference import EntryId, RecordId, UserId
from forestall.records.values.strict import Flag
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText


class Moment(Record):
    """One moment, and what a reasonable team would have judged then."""

    stage: Annotated[str, TermOf("chain_stage")]
    """Which stage of the chain."""
    as_of: Instant
    """The moment: nothing recorded later was shown."""
    judgement: LanguageText
    """What a reasonable team would have judged and done."""
    judged_at: Instant
    """When the reviewer wrote that."""


class Answer(Record):
    """One question of the review, answered."""

    question: Annotated[str, TermOf("review_question")]
    """Which one."""
    answer: LanguageText
    """The answer."""


class Change(Record):
    """Something that will be done differently; open until evidence closes it."""

    label: LanguageText
    """What changes."""
    owner: UserId
    """Who sees to it, by pseudonym."""
    due_on: Day
    """By when."""
    closed_on: Day | None = None
    """When it was closed; empty while open."""
    closed_by: tuple[EntryId, ...] = ()
    """The entries that show it."""

    @model_validator(mode="after")
    def _check_closed(self) -> Self:
        if (self.closed_on is None) != (not self.closed_by):
            raise ValueError("evidence for a change that is closed, and a date")
        return self


class Review(Record):
    """One review."""

    about: Annotated[tuple[RecordId, ...], Field(min_length=1)]
    """What is reviewed."""
    set_off_by: Annotated[str, TermOf("review_trigger")] | None = None
    """What called for it; empty for the ordinary check of a piece of work."""
    reviewer: UserId
    """Who reviews, by pseudonym."""
    role: Annotated[str, TermOf("role")] | None = None
    """The role in which the reviewer speaks."""
    moments: tuple[Moment, ...] = ()
    """Judgements from the information of each moment, in order of those moments."""
    outcome_shown_at: Instant | None = None
    """When the reviewer was shown what happened; empty while it is hidden."""
    answers: tuple[Answer, ...] = ()
    """The questions, answered; after the outcome was shown."""
    changes: tuple[Change, ...] = ()
    """What will be done differently."""
    stands: Flag | None = None
    """Whether a piece of work under check stands as it is; empty while undecided."""
    finding: LanguageText | None = None
    """What was found."""

    @model_validator(mode="after")
    def _check_hindsight(self) -> Self:
        shown = self.outcome_shown_at
        if shown is not None and any(moment.judged_at > shown for moment in self.moments):
            raise ValueError("every judgement written before the outcome was shown")
        if any(moment.judged_at < moment.as_of for moment in self.moments):
            raise ValueError("a judgement no earlier than the moment it is about")
        if any(left.as_of > right.as_of for left, right in pairwise(self.moments)):
            raise ValueError("moments in order")
        if self.answers and shown is None:
            raise ValueError("answers after the outcome was shown")
        return self

    @model_validator(mode="after")
    def _check_answers(self) -> Self:
        questions = [answer.question for answer in self.answers]
        if len(set(questions)) != len(questions):
            raise ValueError("each question once")
        if self.set_off_by is not None and self.answers and not self.moments:
            raise ValueError("a judgement from what was known then, before the outcome")
        return self
