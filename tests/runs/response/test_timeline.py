"""The timeline of one situation: every step with its grounds and clock, and what is withheld in its place."""

from forestall.memory.ledger import Ledger
from forestall.records.entry import Draft
from forestall.records.values.marking import Marking
from forestall.runs.response.timeline import timeline_of
from ledgers import HandClock
from response_people import DECIDER, OWNER, REVIEWER, case, decided, step
from warning_messages import issued
from warning_people import TODAY


def test_every_step_says_what_it_rests_on_and_whether_it_was_in_time(ledger: Ledger, clock: HandClock) -> None:
    entries = case(ledger, clock)
    told = timeline_of(ledger, REVIEWER.reader, entries["alert"].record_id)
    steps = {one.entry.kind: one for one in told.steps if one.entry}
    assert steps["decision.recorded"].grounds == (entries["alert"].id,)
    assert [steps[kind].lane for kind in ("alert.acknowledged", "action.started")] == ["acknowledgement", "action"]
    clocks = {kind: one.clock.state for kind, one in steps.items() if one.clock}
    assert clocks == {"alert.acknowledged": "kept", "decision.recorded": "kept", "action.planned": "kept"}
    assert [stamp.stage for stamp in told.stamps] == ["t3", "t4", "t5", "t6", "t7", "t8", "t9"]


def test_a_step_that_is_still_due_runs_and_one_not_begun_in_time_is_missed(ledger: Ledger, clock: HandClock) -> None:
    from forestall.runs.response.actions import plan_action, start_action

    clock.present = TODAY
    alert = issued(ledger)
    planned = plan_action(ledger, DECIDER, step(decided(ledger, alert)))

    def state() -> str:
        steps = timeline_of(ledger, REVIEWER.reader, alert.record_id).steps
        (found,) = (one.clock.state for one in steps if one.entry and one.clock and one.entry.kind == "action.planned")
        return found

    assert state() == "running"
    clock.move(days=4)
    assert state() == "missed"
    start_action(ledger, OWNER, planned.record_id)
    assert state() == "late"


def test_what_was_narrowed_stands_withheld_before_the_step_that_names_it(ledger: Ledger, clock: HandClock) -> None:
    entries = case(ledger, clock)
    told = timeline_of(ledger, REVIEWER.reader, entries["planned"].record_id)
    (first,) = (one for one in told.steps if one.entry and one.entry.record_id == "report-1")
    assert first.entry
    narrowed = Draft.parse(
        {
            "kind": "report.corrected",
            "record_id": "report-1",
            "body": first.entry.body,
            "author": first.entry.author,
            "marking": first.entry.marking.combine(Marking.parse({"tlp": "red", "recipients": ["user-m"]})),
            "supersedes": first.id,
        }
    )
    ledger.append([narrowed])
    again = timeline_of(ledger, REVIEWER.reader, entries["planned"].record_id)
    (place,) = (number for number, one in enumerate(again.steps) if one.entry is None)
    assert again.steps[place].id == first.id
    named_by = again.steps[place + 1].entry
    assert named_by
    assert named_by.id == entries["looked"].id
