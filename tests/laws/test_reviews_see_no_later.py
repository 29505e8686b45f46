"""A review made today of a closed case shows nothing that was recorded after the moment it reviews."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forestall.clock import format_instant
from forestall.memory.ledger import Ledger, create_ledger
from forestall.memory.question import Question
from forestall.memory.read import read_all
from forestall.records.entry import Draft, Entry
from forestall.respond.stages import stamps_of
from forestall.runs.response.chain import chain_of
from forestall.runs.response.frozen import case_of, known_at
from forestall.runs.response.reviews import known_then, open_review, opened_review
from ledgers import KEY, HandClock
from record_samples import SAMPLES, said
from response_people import DECIDER, OWNER, REVIEWER, WATCHER, decided, outcome, step
from warning_messages import issued, message
from warning_people import CIRCLE, GRADERS, TODAY, report

# What may happen in a case, in any order and as often as it likes; each step is a number of minutes after the last.
HAPPENINGS = (
    "report", "grade", "corrected", "elsewhere", "decision", "action", "begun", "outcome", "forecast", "again",
)  # fmt: skip
histories = st.lists(st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 90)), min_size=3, max_size=14)
quick = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


class Story:
    """A history as it is lived, with what the next step can rest on."""

    def __init__(self, ledger: Ledger, clock: HandClock) -> None:
        self.ledger, self.clock, self.number = ledger, clock, 0
        self.newest: dict[str, Entry] = {}
        self.alert = issued(ledger)

    def live(self, happening: str, minutes: int) -> None:
        self.clock.move(minutes=minutes, seconds=1)
        self.number += 1
        entry = getattr(self, happening)()
        if entry is not None:
            self.newest[happening] = entry

    def append(self, kind: str, record_id: str, body: dict[str, Any], by: Any, *causes: Entry, **terms: Any) -> Entry:
        draft = Draft.parse(
            {"kind": kind, "record_id": record_id, "body": body, "author": by.author, "marking": CIRCLE,
             "causes": [cause.id for cause in causes]} | terms
        )  # fmt: skip
        draft = draft.model_copy(update={"body": draft.record().to_json()})
        return self.ledger.append([draft])[0]

    def report(self) -> Entry:
        return report(self.ledger, self.number, summary=said(f"Told as number {self.number}."))

    def elsewhere(self) -> Entry:
        return report(self.ledger, self.number, place={"precision": "country", "country": "SSD"})

    def corrected(self) -> Entry | None:
        first = self.newest.get("report")
        if first is None:
            return None
        body = first.body | {"summary": said(f"Set right as number {self.number}.")}
        return self.append("report.corrected", first.record_id, body, person_of(first))

    def grade(self) -> Entry | None:
        about = self.newest.get("report")
        if about is None:
            return None
        body = {"about": about.record_id, "credibility": "2", "credibility_by": GRADERS[0].user, "reason": "It fits."}
        return self.append("report.graded", f"grade-{self.number}", body, GRADERS[0], about)

    def forecast(self) -> Entry:
        body = {key: value for key, value in SAMPLES["forecast"].items() if key != "withdrawn_because"}
        return self.append("forecast.issued", f"forecast-{self.number}", body, WATCHER)

    def again(self) -> Entry:
        return issued(self.ledger, **message().to_json())

    def decision(self) -> Entry | None:
        return None if "decision" in self.newest else decided(self.ledger, self.alert)

    def action(self) -> Entry | None:
        decision = self.newest.get("decision")
        if decision is None:
            return None
        body = step(decision).to_json()
        return self.append("action.planned", f"action-{self.number}", body, DECIDER, decision)

    def begun(self) -> Entry | None:
        planned = self.newest.pop("action", None)
        if planned is None:
            return None
        body = planned.body | {"status": "under_way", "started_at": format_instant(self.clock.now())}
        return self.append("action.started", planned.record_id, body, OWNER, supersedes=planned.id)

    def outcome(self) -> Entry:
        body = outcome(self.alert.record_id, followed=said(f"What followed as number {self.number}.")).to_json()
        return self.append("outcome.observed", f"outcome-{self.number}", body, WATCHER, self.alert)


def person_of(entry: Entry) -> Any:
    return type("Author", (), {"author": entry.author})


def lived(ledger: Ledger, clock: HandClock, history: list[tuple[str, int]]) -> Story:
    clock.present = TODAY
    story = Story(ledger, clock)
    for happening, minutes in history:
        story.live(happening, minutes)
    return story


@quick
@given(history=histories, cut=st.floats(0, 1))
def test_what_is_shown_of_a_moment_is_what_a_ledger_that_ended_there_would_show(
    fresh_address: Callable[[], str], history: list[tuple[str, int]], cut: float
) -> None:
    clock = HandClock()
    with create_ledger(fresh_address(), KEY, clock) as ledger:
        story = lived(ledger, clock, history)
        clock.move(days=30)
        case = case_of(chain_of(ledger, REVIEWER.reader, story.alert.record_id))
        everything = list(read_all(ledger, REVIEWER.reader, Question()))
        moment = everything[min(int(cut * len(everything)), len(everything) - 1)].recorded_at
        today = known_at(ledger, REVIEWER.reader, case, moment)
        assert all(entry.recorded_at <= moment for entry in today)
        # Nothing was left out either: each record of the case stands as its newest entry by then.
        newest = {entry.record_id: entry.id for entry in everything if entry.recorded_at <= moment}
        assert {entry.record_id: entry.id for entry in today}.items() <= newest.items()
        assert {name for name in case.record_ids if name in newest} <= {entry.record_id for entry in today}
        # However much is recorded later, the answer stays the same.
        for number in range(3):
            clock.move(minutes=1)
            story.live(HAPPENINGS[number], 1)
            story.outcome()
        assert known_at(ledger, REVIEWER.reader, case, moment) == today


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
        for happening in HAPPENINGS:
            story.live(happening, 1)
        again = opened_review(ledger, REVIEWER.reader, state)
        assert again.moments == opened.moments
        assert [known_then(ledger, REVIEWER.reader, again, moment) for moment in again.moments] == shown
        assert timedelta(0) <= state.recorded_at - max(moment.as_of for moment in opened.moments)
