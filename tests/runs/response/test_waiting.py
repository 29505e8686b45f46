"""What waits on the desks of those who act, look, review, follow promises and tell."""

from typing import Any

from forestall.clock import format_instant
from forestall.memory.ledger import Ledger
from forestall.records.commitment import Commitment
from forestall.records.review import Answer, Change
from forestall.runs.desk import waiting_for
from forestall.runs.permissions import Person
from forestall.runs.response.actions import complete_action, plan_action, start_action
from forestall.runs.response.commitments import make_commitment
from forestall.runs.response.feedback import Word, give_feedback
from forestall.runs.response.reviews import close_review, judge_moment, open_review, opened_review, show_outcome
from forestall.vocabulary.load import vocabulary
from ledgers import HandClock
from record_samples import SAMPLES, said
from response_people import DECIDER, INTAKE, OWNER, REVIEWER, WATCHER, case, decided, step, told
from warning_messages import issued
from warning_people import TERMS, TODAY, report


def waits(ledger: Ledger, person: Person, verb: str) -> list[Any]:
    return [each for each in waiting_for(ledger, person, ledger.clock.now()).waiting if each.verb == verb]


def test_a_decision_waits_to_be_carried_out_and_a_step_for_its_owner(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    decision = decided(ledger, issued(ledger))
    assert [each.record_id for each in waits(ledger, DECIDER, "plan_action")] == [decision.record_id]
    planned = plan_action(ledger, DECIDER, step(decision))
    assert waits(ledger, DECIDER, "plan_action") == []
    assert [each.is_late for each in waits(ledger, OWNER, "carry_out_action")] == [False]
    clock.move(days=5)
    assert [each.is_late for each in waits(ledger, OWNER, "carry_out_action")] == [True]
    start_action(ledger, OWNER, planned.record_id)
    complete_action(ledger, OWNER, planned.record_id)
    assert waits(ledger, OWNER, "carry_out_action") == []
    assert [each.record_id for each in waits(ledger, OWNER, "check_effect")] == [planned.record_id]


def test_a_review_waits_for_its_reviewer_and_its_changes_for_their_owners(ledger: Ledger, clock: HandClock) -> None:
    entries = case(ledger, clock)
    (call,) = waits(ledger, REVIEWER, "conduct_review")
    name = call.record_id
    opened = open_review(ledger, REVIEWER, entries["alert"].record_id, "reviewer", name)
    assert [each.record_id for each in waits(ledger, REVIEWER, "conduct_review")] == [name]
    state = opened
    while opened_review(ledger, REVIEWER.reader, state).now_judging:
        state = judge_moment(ledger, REVIEWER, name, told("Warn."))
    show_outcome(ledger, REVIEWER, name)
    answers = [Answer(question=one, answer=told("As it stands.")) for one in vocabulary("review_question")]
    change = Change.parse({"label": said("A deputy."), "owner": OWNER.user, "due_on": "2027-02-01"})
    close_review(ledger, REVIEWER, name, answers, [change], told("In time."))
    assert waits(ledger, REVIEWER, "conduct_review") == []
    (waiting,) = waits(ledger, OWNER, "close_change")
    assert (waiting.record_id, waiting.title, str(waiting.due_at.date())) == (name, "A deputy.", "2027-02-01")


def test_a_promise_waits_when_its_date_is_near(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    promise = Commitment.parse({**SAMPLES["commitment"], "status": "open", "rests_on": [], "due": "2026-12-20"})
    made = make_commitment(ledger, WATCHER, promise, TERMS)
    assert waits(ledger, WATCHER, "track_commitment") == []
    clock.move(days=16)
    assert [each.record_id for each in waits(ledger, WATCHER, "track_commitment")] == [made.record_id]


def test_who_reported_waits_for_word_at_the_intake_that_knows_them(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    asked = report(ledger, 1, answer_wanted=True, received_at=format_instant(TODAY))
    clock.move(hours=1)
    (waiting,) = waits(ledger, INTAKE, "give_feedback")
    assert (waiting.record_id, waiting.is_late) == (asked.record_id, True)
    assert waiting.title.isdecimal()
    give_feedback(ledger, INTAKE, asked.record_id, Word("telephone", is_last=True))
    assert waits(ledger, INTAKE, "give_feedback") == []
