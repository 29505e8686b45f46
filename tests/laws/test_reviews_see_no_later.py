"""A review made today of a closed case shows nothing that was recorded after the moment it reviews."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from forestall.memory.ledger import create_ledger
from forestall.memory.question import Question
from forestall.memory.read import read_all
from forestall.records.entry import Entry
from forestall.respond.stages import stamps_of
from forestall.runs.response import frozen
from forestall.runs.response.chain import chain_of
from forestall.runs.response.frozen import case_of, known_at
from forestall.runs.response.reviews import known_then, open_review, opened_review
from histories import HAPPENINGS, Story, lived
from ledgers import KEY, HandClock
from response_people import REVIEWER
from warning_people import TODAY

histories = st.lists(st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 90)), min_size=3, max_size=14)
quick = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
FEW = 2
SPREADS = [("elsewhere", 5), ("report", 5), ("outcome", 5), ("updated", 5), ("backdated", 5)]
"""Danger that spreads to another country, and an update that rests on what nobody had thought of before."""


def known_now(story: Story) -> tuple[Entry, ...]:
    """What a review of this very moment would show."""
    case = case_of(story.ledger, REVIEWER.reader, story.alert.record_id, exercise=False)
    return known_at(story.ledger, REVIEWER.reader, case, story.clock.now())


@quick
@given(history=histories, n_beside=st.sampled_from((FEW, 60)))
@example(history=[("reviewed", 5), ("elsewhere", 5), ("outcome", 5), ("narrowed", 5), ("narrowed", 5)], n_beside=60)
@example(history=[("report", 1), ("report", 1), ("forecast", 1), ("report", 1), ("grade", 1)], n_beside=FEW)
def test_what_is_shown_of_a_moment_is_what_would_have_been_shown_at_that_moment(
    fresh_address: Callable[[], str], monkeypatch: pytest.MonkeyPatch, history: list[tuple[str, int]], n_beside: int
) -> None:
    monkeypatch.setattr(frozen, "LOOKED_AT", n_beside)  # few, so that what came later could push out what was there
    clock = HandClock(TODAY)
    with create_ledger(fresh_address(), KEY, clock) as ledger:
        story = Story(ledger, clock)
        lived_through = []
        for happening, minutes in [*history, *SPREADS]:
            if happening != "narrowed" or n_beside != FEW:
                story.live(happening, minutes)
            lived_through.append((clock.now(), known_now(story)))
        clock.move(days=30)
        case = case_of(ledger, REVIEWER.reader, story.alert.record_id, exercise=False)
        for moment, then in lived_through:
            today = known_at(ledger, REVIEWER.reader, case, moment)
            assert all(entry.recorded_at <= moment for entry in today)
            # What another reviewer judged is nothing that was known of the case.
            assert not any(entry.record_id.startswith("review-") for entry in today)
            # Markings alone are those of today: what was narrowed since is not shown of any moment.
            assert list(today) == [entry for entry in then if entry.record_id not in story.narrowed_ids]


@quick
@given(history=histories, cut=st.floats(0, 1))
def test_each_record_of_the_case_stands_as_its_newest_entry_by_then(
    fresh_address: Callable[[], str], history: list[tuple[str, int]], cut: float
) -> None:
    clock = HandClock()
    with create_ledger(fresh_address(), KEY, clock) as ledger:
        story = lived(ledger, clock, history)
        clock.move(days=30)
        everything = list(read_all(ledger, REVIEWER.reader, Question()))
        moment = everything[min(int(cut * len(everything)), len(everything) - 1)].recorded_at
        newest = {entry.record_id: entry.id for entry in everything if entry.recorded_at <= moment}
        case = case_of(ledger, REVIEWER.reader, story.alert.record_id, exercise=False)
        today = {entry.record_id: entry.id for entry in known_at(ledger, REVIEWER.reader, case, moment)}
        assert today.items() <= newest.items()
        # Nothing that hung on the alert by then was left out, but for reviews.
        hung = {entry.record_id for entry in hanging(everything, story.alert) if entry.recorded_at <= moment}
        assert {name for name in hung if not name.startswith("review-")} <= set(today)


def hanging(everything: list[Entry], alert: Entry) -> list[Entry]:
    """All that rests on the message as it was issued, in whatever number of steps; by a walk of its own."""
    found = {alert.id}
    for entry in everything:
        if found & {*entry.causes, entry.supersedes}:
            found.add(entry.id)
    return [entry for entry in everything if entry.id in found]


@quick
@given(history=histories)
def test_no_stage_of_a_chain_comes_before_the_one_it_rests_on(
    fresh_address: Callable[[], str], history: list[tuple[str, int]]
) -> None:
    clock = HandClock()
    with create_ledger(fresh_address(), KEY, clock) as ledger:
        story = lived(ledger, clock, history)
        chain = chain_of(ledger, REVIEWER.reader, story.alert.record_id)
        at = {stamp.stage: stamp.at for stamp in stamps_of(chain.entries)}
        for earlier, later in (("t0", "t1"), ("t1", "t2"), ("t3", "t4"), ("t3", "t6"), ("t6", "t7"), ("t3", "t8")):
            if earlier in at and later in at:
                assert at[earlier] <= at[later], (earlier, later)


@quick
@given(history=histories)
def test_the_moments_of_a_review_and_what_they_show_stay_as_they_were_when_it_was_opened(
    fresh_address: Callable[[], str], history: list[tuple[str, int]]
) -> None:
    clock = HandClock()
    with create_ledger(fresh_address(), KEY, clock) as ledger:
        story = lived(ledger, clock, history)
        clock.move(hours=3)
        state = open_review(ledger, REVIEWER, story.alert.record_id, "reviewer")
        opened = opened_review(ledger, REVIEWER.reader, state)
        shown = [known_then(ledger, REVIEWER.reader, opened, moment) for moment in opened.moments]
        for moment, entries in zip(opened.moments, shown, strict=True):
            assert all(entry.recorded_at <= moment.as_of for entry in entries)
        for happening in set(HAPPENINGS) - {"narrowed"}:
            story.live(happening, 1)
        again = opened_review(ledger, REVIEWER.reader, state)
        assert again.moments == opened.moments
        assert [known_then(ledger, REVIEWER.reader, again, moment) for moment in again.moments] == shown
        assert timedelta(0) <= state.recorded_at - max(moment.as_of for moment in opened.moments)


@quick
@given(history=histories)
@example(history=[("read", 5), ("decision", 5), ("action", 5), ("begun", 5), ("done", 5), ("outcome", 5)])
def test_whoever_had_to_choose_is_shown_before_the_choice(
    fresh_address: Callable[[], str], history: list[tuple[str, int]]
) -> None:
    clock = HandClock()
    with create_ledger(fresh_address(), KEY, clock) as ledger:
        story = lived(ledger, clock, history)
        clock.move(hours=3)
        state = open_review(ledger, REVIEWER, story.alert.record_id, "reviewer")
        opened = opened_review(ledger, REVIEWER.reader, state)
        stamps = {stamp.stage: stamp for stamp in stamps_of(opened.chain.entries)}
        for moment in opened.moments:
            known = {entry.id for entry in known_then(ledger, REVIEWER.reader, opened, moment)}
            if moment.stage in ("t3", "t6", "t7", "t9") and moment.stage in stamps:
                assert stamps[moment.stage].entry not in known
