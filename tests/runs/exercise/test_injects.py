"""What comes in as an exercise goes on: each inject once, through the run of the real thing, marked as an exercise."""

from dataclasses import dataclass

import pytest

from forestall.clock import StoryClock
from forestall.errors import InvalidField
from forestall.memory.keys import NodeKey
from forestall.memory.ledger import Ledger, create_ledger
from forestall.memory.pace import Pace
from forestall.memory.question import Question
from forestall.memory.read import read_all
from forestall.records.alert import Alert
from forestall.records.entry import Author, Entry
from forestall.records.grade import Grade
from forestall.respond.decisions import Choice
from forestall.runs.exercise.brief import brief
from forestall.runs.exercise.injects import line_is_down, told_id
from forestall.runs.exercise.next_step import DECIDED, next_step
from forestall.runs.exercise.opening import bring_injects, open_exercise
from forestall.runs.exercise.playing import BEGINS_AT
from forestall.runs.exercise.stage import Stage, said
from forestall.runs.exercise.story import Answering, story_of
from forestall.runs.exercise.warning_act import report_id
from forestall.runs.order import state_of
from forestall.runs.response.decisions import record_decision
from forestall.runs.response.matters import CLOCKWORK
from forestall.runs.undelivered import send_again, undelivered
from forestall.runs.warning.alerts import draft_alert, issue_alert, review_alert
from forestall.runs.warning.evidence import Judged, grade_evidence
from ledgers import damages, verified

KEEPER = Author(user="user-keeper", organisation="organisation-exercise-office")
LATE = next(seed for seed in range(100) if story_of(seed).answering is Answering.LATE)
DOWN = next(seed for seed in range(100) if line_is_down(story_of(seed)))
UP = next(seed for seed in range(100) if not line_is_down(story_of(seed)))


@dataclass
class Drill:
    """An exercise that people play, with a clock that is moved by hand."""

    ledger: Ledger
    stage: Stage
    pace: Pace

    def after(self, hours: float) -> tuple[Entry, ...]:
        """What came in by then."""
        self.stage.wait_hours(hours)
        return bring_injects(self.ledger, KEEPER, self.pace)

    def issue(self) -> Entry:
        """The first alert, begun from what the exercise knows, by the two people it takes."""
        cast = self.stage.cast
        judged = {
            "headline": said(f"Attack on people in {self.stage.story.province_name} before June"),
            "question": said("Send mediators before market day?"),
            "no_estimate_because": "One report so far.",
            "confidence": "low",
            "confidence_because": said("One report so far, of one origin."),
            "short": "EXERCISE: decide on mediators.",
            "drafted_by": cast["duty_officer"].user,
        }
        known = {name: part for name, part in brief(self.ledger, cast, self.stage.story).items() if name != "estimate"}
        draft = draft_alert(self.ledger, cast["duty_officer"], Alert.parse(known | judged), cast.handling)
        check = self.stage.harm_check(cast["approver"])
        review_alert(self.ledger, cast["approver"], draft.record_id, "approver", check)
        return issue_alert(self.ledger, cast["approver"], draft.record_id)


def drill(address: str, seed: int) -> Drill:
    ledger = create_ledger(address, NodeKey(b"k" * 32), StoryClock(BEGINS_AT))
    pace = Pace(seed, BEGINS_AT, 24.0)
    return Drill(ledger, open_exercise(ledger, KEEPER, pace), pace)


def test_the_first_report_is_there_from_the_beginning_and_the_rest_comes_once(address: str) -> None:
    played = drill(address, 1)
    with played.ledger as ledger:
        story = played.stage.story
        assert [entry.record_id for entry in played.after(0)] == [report_id(story, 1)]
        kinds = [entry.kind for entry in played.after(24 * 5)]
        assert kinds.count("report.received") == len(story.signs) + 1
        assert kinds.count("report.corrected") == 1
        assert played.after(24 * 5) == ()
        assert all(entry.exercise for entry in read_all(ledger, CLOCKWORK, Question(exercise=True)))
        assert {entry.kind for entry in read_all(ledger, CLOCKWORK, Question())} <= {"node.created"}
        assert damages(verified(ledger)) == set()


def test_a_report_contradicts_the_first_of_the_same_day_and_place_from_an_origin_of_its_own(address: str) -> None:
    played = drill(address, 1)
    with played.ledger as ledger:
        played.after(24 * 5)
        reader, story = played.stage.cast["monitor"].reader, played.stage.story
        first, other = (
            state_of(ledger, reader, name) for name in (report_id(story, 1), told_id(story, "contradiction"))
        )
        assert first is not None
        assert other is not None
        assert other.body["nothing_seen"] is True
        assert [other.body[name] for name in ("place", "occurred")] == [
            first.body[name] for name in ("place", "occurred")
        ]
        assert other.body["origin"] != first.body["origin"]


def test_a_states_word_on_its_own_conduct_is_graded_no_better_than_c3(address: str) -> None:
    played = drill(address, 1)
    with played.ledger as ledger:
        played.after(24 * 5)
        name = told_id(played.stage.story, "own conduct")
        with pytest.raises(InvalidField):
            grade_evidence(ledger, played.stage.cast["grader"], name, Judged("Said on air.", credibility="2"))
        believed = grade_evidence(ledger, played.stage.cast["grader"], name, Judged("Said on air.", credibility="3"))
        assert Grade.parse(believed.body).about_own_conduct


def test_a_correction_leaves_the_first_telling_on_record(address: str) -> None:
    played = drill(address, 1)
    with played.ledger as ledger:
        played.after(24 * 5)
        question = Question(record_id=report_id(played.stage.story, 2))
        told, corrected = read_all(ledger, played.stage.cast["monitor"].reader, question)
        assert corrected.supersedes == told.id
        changed = {name for name in corrected.body if corrected.body[name] != told.body.get(name)}
        assert changed in ({"place"}, {"deaths"})


def test_a_message_that_does_not_arrive_waits_for_somebody_to_send_it_again(address: str) -> None:
    played = drill(address, DOWN)
    with played.ledger as ledger:
        played.after(0)
        alert, approver = played.issue(), played.stage.cast["approver"]
        played.after(1)
        played.after(1)
        (failed,) = undelivered(ledger, approver.reader, alert.record_id)
        assert failed.exercise
        assert failed.kind == "delivery.failed"
        send_again(ledger, approver, alert.record_id, failed.record_id)
        played.after(1)
        assert undelivered(ledger, approver.reader, alert.record_id) == ()
        state = state_of(ledger, CLOCKWORK, failed.record_id)
        assert state is not None
        assert state.kind == "delivery.confirmed"


def test_where_the_line_is_up_the_message_arrives(address: str) -> None:
    played = drill(address, UP)
    with played.ledger as ledger:
        played.after(0)
        alert = played.issue()
        played.after(1)
        arrived = list(read_all(ledger, CLOCKWORK, Question(kind="delivery.confirmed", exercise=True)))
        assert [entry.body["alert"] for entry in arrived] == [alert.record_id]


def test_a_late_ministry_acknowledges_once_after_its_clock_has_run_out(address: str) -> None:
    played = drill(address, LATE)
    with played.ledger as ledger:
        played.after(0)
        alert = played.issue()
        early = [entry.kind for entry in played.after(1)]
        late = [entry for entry in played.after(24 * 3) if entry.kind == "alert.acknowledged"]
        assert "alert.acknowledged" not in early
        assert [entry.body["alert"] for entry in late] == [alert.record_id]
        assert "decision.unacknowledged" in {
            entry.kind for entry in read_all(ledger, CLOCKWORK, Question(exercise=True))
        }
        assert [entry.kind for entry in played.after(1) if entry.kind == "alert.acknowledged"] == []


def test_what_comes_next_follows_the_record_to_a_decision(address: str) -> None:
    played = drill(address, UP)
    with played.ledger as ledger:
        played.after(0)
        cast, steps = played.stage.cast, []
        steps.append(next_step(ledger, cast))
        alert = played.issue()
        steps.append(next_step(ledger, cast))
        defer = Choice(kind="decline", role="decision_maker", reason_codes=("no_resources",))
        record_decision(played.stage.clockwork, cast["decision_maker"], alert.record_id, defer)
        steps.append(next_step(ledger, cast))
        assert [(each.step, each.record_id) for each in steps] == [
            ("draft_alert", None), ("record_decision", alert.record_id), (DECIDED, alert.record_id),
        ]  # fmt: skip
