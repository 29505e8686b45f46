"""What calls for a review, and one review from its opening to the last change closed."""

from typing import Any

import pytest

from forestall.errors import AlreadyThere, BadTransition, InvalidField, NotFound
from forestall.identifiers import content_id
from forestall.memory.ledger import Ledger
from forestall.records.entry import Draft, Entry
from forestall.records.review import Answer, Change
from forestall.respond.review_calls import is_drawn
from forestall.runs.recording import record_statement
from forestall.runs.response.reviews import (
    close_change,
    close_review,
    judge_moment,
    known_then,
    open_review,
    opened_review,
    reviews_called_for,
    show_outcome,
)
from forestall.vocabulary.load import vocabulary
from ledgers import HandClock
from record_samples import LATER, SAMPLES, said
from response_people import OTHER_REVIEWER, OWNER, REVIEWER, case, told
from warning_messages import issued
from warning_people import CIRCLE, LEAD, OUTSIDER, TODAY, report

ANSWERS = [Answer(question=question, answer=told("As the record shows.")) for question in vocabulary("review_question")]
CHANGE = Change.parse({"label": said("A deputy for every desk."), "owner": OWNER.user, "due_on": "2027-02-01"})


def recorded(ledger: Ledger, kind: str, record_id: str, body: dict[str, Any], *causes: str, **terms: Any) -> Entry:
    """An entry as another part of the system, or another node's history, leaves it."""
    draft = Draft.parse(
        {"kind": kind, "record_id": record_id, "body": body, "author": LEAD.author, "marking": CIRCLE, "causes": causes}
        | terms
    )
    draft = draft.model_copy(update={"body": draft.record().to_json()})
    return ledger.append([draft])[0]


def assessed(ledger: Ledger, phase: str, place: dict[str, Any], record_id: str) -> Entry:
    body = SAMPLES["assessment"] | {"phase": phase, "place": place, "outcome": "consensus", "positions": []}
    body = {key: value for key, value in body.items() if key not in ("withdrawn_because", "panel_due_at", "panel")}
    return recorded(
        ledger, "assessment.published", record_id, body | {"evidence_level": "L2", "confidence": "moderate"}
    )


def missed(ledger: Ledger, alert: Entry) -> Entry:
    body = {
        "alert": alert.record_id, "organisation": "organisation-ministry", "status": "no_decision_recorded",
        "due_at": LATER,
    }  # fmt: skip
    return recorded(ledger, "decision.missed", f"decision-{alert.record_id[6:]}", body, alert.id)


def called(ledger: Ledger) -> list[tuple[str, str]]:
    return [(call.set_off_by, call.about) for call in reviews_called_for(ledger, REVIEWER.reader)]


def judge_all(ledger: Ledger, review_id: str, state: Entry) -> None:
    while opened_review(ledger, REVIEWER.reader, state).now_judging is not None:
        state = judge_moment(ledger, REVIEWER, review_id, told("A reasonable team would have warned."))


def test_a_review_goes_from_frozen_moments_to_changes_closed_by_evidence(ledger: Ledger, clock: HandClock) -> None:
    entries = case(ledger, clock)
    state = open_review(ledger, REVIEWER, entries["alert"].record_id, "reviewer")
    review_id = state.record_id
    first = opened_review(ledger, REVIEWER.reader, state)
    assert first.now_judging is not None
    shown = known_then(ledger, REVIEWER.reader, first, first.now_judging)
    assert {entry.kind for entry in shown} == {"report.received", "report.graded"}
    with pytest.raises(BadTransition):
        show_outcome(ledger, REVIEWER, review_id)
    judge_all(ledger, review_id, state)
    show_outcome(ledger, REVIEWER, review_id)
    done = close_review(ledger, REVIEWER, review_id, ANSWERS, [CHANGE], told("Everybody was in time."))
    assert entries["followed"].id in done.causes
    evidence = report(ledger, 9)
    made = close_change(ledger, OWNER, review_id, 1, [evidence.id])
    assert made.body["changes"][0]["closed_by"] == [evidence.id]


def test_who_took_part_does_not_review_and_nobody_works_on_anothers_review(ledger: Ledger, clock: HandClock) -> None:
    from response_people import DECIDER

    entries = case(ledger, clock)
    part = type(DECIDER)(DECIDER.reader, frozenset({"reviewer"}))
    with pytest.raises(InvalidField, match="no part of it"):
        open_review(ledger, part, entries["alert"].record_id, "reviewer")
    with pytest.raises(NotFound):
        open_review(ledger, OUTSIDER, entries["alert"].record_id, "reviewer")
    opened = open_review(ledger, REVIEWER, entries["alert"].record_id, "reviewer")
    with pytest.raises(InvalidField, match="expected its reviewer"):
        judge_moment(ledger, OTHER_REVIEWER, opened.record_id, told("Wait."))
    with pytest.raises(AlreadyThere):
        open_review(ledger, OTHER_REVIEWER, entries["alert"].record_id, "reviewer")


def test_a_judgement_that_is_written_cannot_be_changed_through_any_door(ledger: Ledger, clock: HandClock) -> None:
    entries = case(ledger, clock)
    state = open_review(ledger, REVIEWER, entries["alert"].record_id, "reviewer")
    state = judge_moment(ledger, REVIEWER, state.record_id, told("Warn the ministry."))
    moments = [state.body["moments"][0] | {"judgement": said("I knew it would come.")}]
    draft = Draft.parse(
        {"kind": "review.recorded", "record_id": state.record_id, "body": state.body | {"moments": moments},
         "author": REVIEWER.author, "marking": state.marking}
    )  # fmt: skip
    with pytest.raises(InvalidField, match="a change of what was written"):
        record_statement(ledger, draft, clock.now())


def test_a_missed_fast_clock_calls_for_one_review_and_a_slow_one_for_none(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    fast, slow = issued(ledger, clock="urgent"), issued(ledger, clock="routine")
    clock.move(days=4)
    for alert in (fast, slow):
        missed(ledger, alert)
    assert called(ledger) == [("lapsed_clock", fast.record_id)]
    (call,) = reviews_called_for(ledger, REVIEWER.reader)
    state = open_review(ledger, REVIEWER, fast.record_id, "reviewer", call.review_id)
    assert (state.record_id, state.body["set_off_by"]) == (call.review_id, "lapsed_clock")
    assert called(ledger) == []
    opened = opened_review(ledger, REVIEWER.reader, state)
    assert [moment.stage for moment in opened.moments] == ["t3", "t6"]


def test_a_miss_is_a_grave_phase_that_nothing_forewarned_of(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    north, south = (
        {"precision": "admin1", "country": "SDN", "admin1": "SD-DN"},
        {"precision": "country", "country": "SSD"},
    )
    assessed(ledger, "3", north, "assessment-1")
    assessed(ledger, "4", north, "assessment-2")
    assert called(ledger) == []
    sudden = assessed(ledger, "4", south, "assessment-3")
    assert called(ledger) == [("miss", sudden.record_id)]
    assessed(ledger, "5", south, "assessment-4")
    assert called(ledger) == [("miss", sudden.record_id)]


def test_an_alert_that_was_acted_on_ends_in_one_review(ledger: Ledger, clock: HandClock) -> None:
    alert = case(ledger, clock)["alert"].record_id
    assert called(ledger) == [("response", alert)]
    (call,) = reviews_called_for(ledger, REVIEWER.reader)
    open_review(ledger, REVIEWER, alert, "reviewer", call.review_id)
    assert called(ledger) == []


def test_an_activation_calls_for_a_review_in_its_own_world(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    evidence = report(ledger, 1)
    used = recorded(ledger, "trigger.activated", "activation-1", SAMPLES["activation"], evidence.id)
    assert called(ledger) == [("activation", used.record_id)]
    assert reviews_called_for(ledger, REVIEWER.reader, exercise=True) == ()


def test_quiet_calls_are_drawn_by_lot_and_no_others(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    place = {"precision": "country", "country": "SSD"}
    entries = []
    for number in range(60):
        clock.move(seconds=1)
        entries.append(assessed(ledger, "2", place, f"assessment-{number}"))
    drawn = {entry.record_id for entry in entries if is_drawn(entry.id)}
    assert {about for trigger, about in called(ledger)} == drawn
    assert {trigger for trigger, _ in called(ledger)} <= {"quiet_sample"}


def test_no_review_is_opened_for_a_call_that_nobody_made(ledger: Ledger, clock: HandClock) -> None:
    entries = case(ledger, clock)
    made_up = f"review-{content_id(['mine'])[:32]}"
    with pytest.raises(InvalidField, match="a review that is called for"):
        open_review(ledger, REVIEWER, entries["alert"].record_id, "reviewer", made_up)
