"""After-action reviews with the ledger: what waits for one, and each step of one, the outcome hidden until judged.

The outcome is hidden by this run and its pages. Whoever may read the record can look elsewhere; that is noted, as
every look is, and a guard against hindsight is no wall against a colleague.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain as joined

from forestall.errors import AlreadyThere, InvalidField, NotFound
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read, read_all
from forestall.memory.trace import Trace
from forestall.records.action import Action
from forestall.records.alert import Alert
from forestall.records.assessment import Assessment
from forestall.records.decision import Decision
from forestall.records.entry import Entry
from forestall.records.outcome import Outcome
from forestall.records.review import Answer, Change, Review
from forestall.records.values.text import LanguageText
from forestall.respond.review import (
    Frozen,
    change_closed,
    check_independent,
    closed,
    judged,
    moments_of,
    next_moment,
    outcome_shown,
)
from forestall.respond.review_calls import FAST_CLOCKS, REVIEW_WITHIN, is_drawn, is_quiet_call, misses
from forestall.runs.order import state_of
from forestall.runs.permissions import Person, check_role
from forestall.runs.response.chain import chain_of
from forestall.runs.response.frozen import Case, case_of, known_at
from forestall.runs.warning.steps import Handling, begin, follow, held, named_id, read_entries, state_for
from forestall.vocabulary.load import vocabulary
from forestall.warn.wording.lint import check_texts

LOOKED_AT = 200
BY_HAND = "election_cycle"
"""The trigger that no entry tells of by itself: somebody says that an election that was watched is over."""


@dataclass(frozen=True, slots=True)
class Call:
    """Something that calls for a review."""

    review_id: str
    """The id that its review has, or will have: there is one for each call."""
    set_off_by: str
    """An id of vocabulary/review_trigger.yml; not shown to the reviewer before the outcome is."""
    about: str
    """The record to be reviewed."""
    due_at: datetime
    """By when."""
    marking: str
    """The TLP class of what calls for it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A review as it stands, with the moments fixed when it was opened."""

    state: Entry
    """Its newest entry."""
    review: Review
    """What it holds."""
    moments: tuple[Frozen, ...]
    """The moments to be judged."""
    case: Case
    """What it is about."""
    chain: Trace
    """The chain as it was when the review was opened."""

    @property
    def now_judging(self) -> Frozen | None:
        """The moment to be judged now; None once all are."""
        return next_moment(self.review, self.moments)


def reviews_called_for(ledger: Ledger, reader: Reader, *, exercise: bool = False) -> tuple[Call, ...]:
    """Everything that calls for a review and has none yet, as far as the reader may see, the oldest first.

    Of each sort the newest two hundred are looked at.
    """
    lapses = tuple(_lapses(ledger, reader, exercise=exercise))
    found = joined(
        _activations(ledger, reader, exercise=exercise),
        lapses,
        _responses(ledger, reader, {call.about for call in lapses}, exercise=exercise),
        _from_assessments(ledger, reader, exercise=exercise),
    )
    waiting = {call.review_id: call for call in found if state_of(ledger, reader, call.review_id) is None}
    return tuple(sorted(waiting.values(), key=lambda call: call.due_at))


def open_review(ledger: Ledger, by: Person, about: str, role: str, review_id: str | None = None) -> Entry:
    """The entry by which a review begins; nothing but what it is about is settled by whoever opens it.

    Args:
        ledger: where it goes.
        by: who reviews; no part of what is reviewed.
        about: the record to be reviewed.
        role: the role in which they review.
        review_id: of the call it answers; without one it is the review of an election cycle.

    Raises:
        InvalidField: the reviewer took a step in it, or no such call waits.
        AlreadyThere: somebody opened it before.
    """
    state = state_for(ledger, by, about, "conduct_review")
    record_id = review_id or named_id("review", BY_HAND, about)
    if state_of(ledger, by.reader, record_id) is not None:
        raise AlreadyThere(
            expected="a review that nobody opened yet",
            found="one that is open or closed",
            where=record_id,
            remedy="Nothing is left to do; each call has one review.",
        )
    check_independent(by.user, chain_of(ledger, by.reader, about).entries)
    set_off_by = _what_called(ledger, by.reader, state, review_id) if review_id else BY_HAND
    review = Review(about=(about,), set_off_by=set_off_by, reviewer=by.user, role=check_role(by, role))
    return begin(ledger, by, "review.opened", review, Handling.of(state), rests_on=[state], record_id=record_id)


def opened_review(ledger: Ledger, reader: Reader, state: Entry) -> Opened:
    """A review with its moments as they were when it was opened, and its case.

    Raises:
        InvalidField: the record is no review, or a check of another's work.
    """
    review = held(state, Review)
    history = read(ledger, reader, Question(record_id=state.record_id, limit=1)).entries
    if not history or history[0].kind != "review.opened":
        raise InvalidField(
            expected="a review of a response",
            found="a word on somebody's work",
            where=state.record_id,
            remedy="Check the id.",
        )
    about = review.about[0]
    chain = _chain_before(ledger, reader, about, history[0])
    case = case_of(ledger, reader, about, exercise=state.exercise)
    return Opened(state, review, moments_of(chain.entries), case, chain)


def known_then(ledger: Ledger, reader: Reader, opened: Opened, moment: Frozen) -> tuple[Entry, ...]:
    """What was known at one moment of a review, and nothing recorded after it."""
    return known_at(ledger, reader, opened.case, moment.as_of)


def judge_moment(ledger: Ledger, by: Person, review_id: str, judgement: LanguageText) -> Entry:
    """The review with a judgement on the moment that is shown; the next is shown after it.

    Raises:
        BadTransition: every moment is judged, or the outcome was shown.
        InvalidField: somebody else's review, or words that name a person or a place.
    """
    opened = _own(ledger, by, review_id)
    check_texts("Review.moments", [judgement])
    told = judged(opened.review, opened.now_judging, judgement, ledger.clock.now())
    return follow(ledger, by, "review.recorded", opened.state, told)


def show_outcome(ledger: Ledger, by: Person, review_id: str) -> Entry:
    """The entry from which on the reviewer is shown what happened.

    Raises:
        BadTransition: a moment isn't judged yet, or it was shown before.
    """
    opened = _own(ledger, by, review_id)
    told = outcome_shown(opened.review, opened.moments, ledger.clock.now())
    return follow(ledger, by, "review.recorded", opened.state, told)


def close_review(
    ledger: Ledger,
    by: Person,
    review_id: str,
    answers: Sequence[Answer],
    changes: Sequence[Change],
    finding: LanguageText,
) -> Entry:
    """The review with its five answers and the changes it asks for; those stay open until evidence closes them.

    Raises:
        BadTransition: the outcome wasn't shown yet.
        InvalidField: a question without an answer, a change without a date ahead, or words that may not stand.
    """
    opened = _own(ledger, by, review_id)
    texts = [*(answer.answer for answer in answers), *(change.label for change in changes), finding]
    check_texts("Review", texts)
    told = closed(opened.review, answers, changes, finding, ledger.clock.now().date())
    followed = [entry for entry in opened.chain.entries if entry.kind.startswith("outcome.")]
    return follow(ledger, by, "review.closed", opened.state, told, followed)


def close_change(ledger: Ledger, by: Person, review_id: str, number: int, entry_ids: Sequence[str]) -> Entry:
    """The review with one of its changes closed by evidence, by whoever owns the change or reviewed.

    Raises:
        InvalidField: somebody else closes it, no such change, or no evidence.
        BadTransition: it is closed.
        NotFound: an entry isn't there for the person.
    """
    state = state_for(ledger, by, review_id, "close_change")
    review = held(state, Review)
    evidence = read_entries(ledger, by, entry_ids)
    told = change_closed(review, number, entry_ids, ledger.clock.now().date())
    if by.user not in (review.changes[number - 1].owner, review.reviewer):
        raise InvalidField(
            expected="the owner of the change, or the reviewer",
            found="somebody else",
            where="Change.owner",
            remedy="Give its owner the evidence.",
        )
    return follow(ledger, by, "review.updated", state, told, evidence)


def _own(ledger: Ledger, by: Person, review_id: str) -> Opened:
    state = state_for(ledger, by, review_id, "conduct_review")
    opened = opened_review(ledger, by.reader, state)
    if opened.review.reviewer != by.user:
        raise InvalidField(
            expected="its reviewer",
            found="somebody else",
            where="Review.reviewer",
            remedy="A review has one reviewer; a colleague's view is a review of its own.",
        )
    return opened


def _chain_before(ledger: Ledger, reader: Reader, about: str, opening: Entry) -> Trace:
    try:
        return chain_of(ledger, reader, about, before=opening)
    except NotFound:
        return Trace((), is_cut=False)  # the review reaches the reader, and what it is about does not


def _what_called(ledger: Ledger, reader: Reader, about: Entry, review_id: str) -> str:
    for call in reviews_called_for(ledger, reader, exercise=about.exercise):
        if (call.review_id, call.about) == (review_id, about.record_id):
            return call.set_off_by
    raise InvalidField(
        expected="a review that is called for",
        found="none under that id",
        where="Review.set_off_by",
        remedy="Choose one of those that wait.",
    )


def _activations(ledger: Ledger, reader: Reader, *, exercise: bool) -> Iterator[Call]:
    for entry in _newest(ledger, reader, "trigger.activated", exercise=exercise):
        yield _call("activation", entry, entry.record_id)


def _lapses(ledger: Ledger, reader: Reader, *, exercise: bool) -> Iterator[Call]:
    for kind in ("decision.missed", "decision.lapsed"):
        for entry in _newest(ledger, reader, kind, exercise=exercise):
            alert_id = held(entry, Decision).alert
            alert = state_of(ledger, reader, alert_id)
            if alert is not None and held(alert, Alert).clock in FAST_CLOCKS:
                yield _call("lapsed_clock", entry, alert_id)


def _responses(ledger: Ledger, reader: Reader, lapsed: set[str], *, exercise: bool) -> Iterator[Call]:
    """One for each alert of which it is written what followed; a lapse has called for its review already."""
    called: set[str] = set()
    for entry in _newest(ledger, reader, "outcome.observed", exercise=exercise):
        for name in held(entry, Outcome).about:
            alert_id = _alert_of(ledger, reader, name)
            if alert_id is not None and alert_id not in lapsed | called:
                called.add(alert_id)
                due = entry.recorded_at + REVIEW_WITHIN
                yield Call(named_id("review", "response", alert_id), "response", alert_id, due, entry.marking.tlp.word)


def _alert_of(ledger: Ledger, reader: Reader, name: str) -> str | None:
    if name.startswith("alert-"):
        return name
    state = state_of(ledger, reader, name)
    said = state.record() if state else None
    if isinstance(said, Action) and said.decision is not None and said.alert is None:
        return _alert_of(ledger, reader, said.decision)
    return said.alert if isinstance(said, (Action, Decision)) else None


def _from_assessments(ledger: Ledger, reader: Reader, *, exercise: bool) -> Iterator[Call]:
    published = list(read_all(ledger, reader, Question(kind="assessment.published", exercise=exercise)))
    for entry in misses(published):
        yield _call("miss", entry, entry.record_id)
    for entry in published:
        if is_drawn(entry.id) and is_quiet_call(held(entry, Assessment)):
            yield _call("quiet_sample", entry, entry.record_id)


def _newest(ledger: Ledger, reader: Reader, kind: str, *, exercise: bool) -> tuple[Entry, ...]:
    question = Question(kind=kind, exercise=exercise, newest_first=True, limit=LOOKED_AT)
    return read(ledger, reader, question).entries


def _call(set_off_by: str, entry: Entry, about: str) -> Call:
    vocabulary("review_trigger").term(set_off_by)
    due = entry.recorded_at + REVIEW_WITHIN
    return Call(named_id("review", set_off_by, entry.id), set_off_by, about, due, entry.marking.tlp.word)
