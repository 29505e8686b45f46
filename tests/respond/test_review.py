"""A review's order: moment by moment, the outcome last, five answers, and changes that only evidence closes."""

from datetime import date, timedelta
from typing import Any

import pytest

from forestall.errors import BadTransition, InvalidField
from forestall.records.review import Answer, Change, Review
from forestall.respond.review import Frozen, change_closed, closed, judged, next_moment, open_changes, outcome_shown
from forestall.respond.review_calls import is_drawn
from forestall.vocabulary.load import vocabulary
from record_samples import DIGEST, said
from response_people import told
from warning_people import TODAY

MOMENTS = tuple(Frozen(stage, TODAY - timedelta(days=9 - number)) for number, stage in enumerate(("t1", "t3", "t6")))
DAY = TODAY.date()
ANSWERS = [Answer(question=question, answer=told("As the record shows.")) for question in vocabulary("review_question")]
CHANGE = Change.parse({"label": said("A deputy for every desk."), "owner": "user-l", "due_on": "2027-02-01"})


def begun() -> Review:
    return Review(about=("alert-1",), set_off_by="lapsed_clock", reviewer="user-r", role="reviewer")


def all_judged() -> Review:
    review = begun()
    for _ in MOMENTS:
        review = judged(review, next_moment(review, MOMENTS), told("Warn."), TODAY)
    return review


def test_moments_are_judged_in_their_order_and_once() -> None:
    review = all_judged()
    assert [moment.stage for moment in review.moments] == ["t1", "t3", "t6"]
    assert next_moment(review, MOMENTS) is None
    with pytest.raises(BadTransition, match="still to be judged"):
        judged(review, next_moment(review, MOMENTS), told("Wait."), TODAY)


def test_the_outcome_is_shown_once_and_only_when_all_is_judged() -> None:
    with pytest.raises(BadTransition, match="found 3 to be judged"):
        outcome_shown(begun(), MOMENTS, TODAY)
    shown = outcome_shown(all_judged(), MOMENTS, TODAY)
    with pytest.raises(BadTransition, match="shown already"):
        outcome_shown(shown, MOMENTS, TODAY)
    with pytest.raises(BadTransition, match="with the outcome hidden"):
        judged(shown, MOMENTS[0], told("I knew it."), TODAY)


def test_it_closes_with_five_answers_and_open_changes() -> None:
    shown = outcome_shown(all_judged(), MOMENTS, TODAY)
    with pytest.raises(BadTransition, match="hidden"):
        closed(all_judged(), ANSWERS, [CHANGE], told("A weekend."), DAY)
    with pytest.raises(InvalidField, match="none to why"):
        closed(shown, [one for one in ANSWERS if one.question != "why"], [CHANGE], told("A weekend."), DAY)
    late = CHANGE.model_copy(update={"due_on": DAY})
    with pytest.raises(InvalidField, match="a date ahead"):
        closed(shown, ANSWERS, [late], told("A weekend."), DAY)
    done = closed(shown, ANSWERS, [CHANGE], told("A weekend."), DAY)
    assert open_changes(done) == ((1, CHANGE),)


def test_a_change_stays_open_until_evidence_closes_it() -> None:
    done = closed(outcome_shown(all_judged(), MOMENTS, TODAY), ANSWERS, [CHANGE], told("A weekend."), DAY)
    evidence: tuple[int, list[str]]
    for evidence in ((1, []), (2, [DIGEST]), (0, [DIGEST])):
        with pytest.raises(InvalidField, match="a change out of 1"):
            change_closed(done, *evidence, DAY)
    made = change_closed(done, 1, [DIGEST], date(2027, 1, 15))
    assert open_changes(made) == ()
    assert made.changes[0].closed_by == (DIGEST,)
    with pytest.raises(BadTransition, match="open"):
        change_closed(made, 1, [DIGEST], DAY)


def test_the_lot_falls_the_same_each_time_and_on_one_in_twenty() -> None:
    ids: list[Any] = [f"{number:064x}" for number in range(20_000)]
    drawn = [entry_id for entry_id in ids if is_drawn(entry_id)]
    assert drawn == [entry_id for entry_id in ids if is_drawn(entry_id)]
    assert 900 < len(drawn) < 1100
    assert not is_drawn(ids[0], 0)
    assert is_drawn(ids[0], 1)
