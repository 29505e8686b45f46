"""The watch: what ran out is written once, at any lateness, with its step up; and pauses only by rule."""

from dataclasses import replace
from datetime import timedelta

import pytest

from deciding import DECIDER, KEEPER, MINISTRY, choice, clockwork, ministry, office, passes, written
from forestall.errors import ClockWentBack
from forestall.memory.ledger import Ledger, open_ledger
from forestall.records.decision import Decision
from forestall.records.delivery import Delivery
from forestall.records.entry import Draft, Entry
from forestall.records.focal_point import FocalPoint
from forestall.records.values.marking import Marking
from forestall.runs.recording import record_statement
from forestall.runs.response.clocks import Watch, was_written_late, write_overdue
from forestall.runs.response.decisions import record_decision, statuses
from forestall.runs.response.matters import sides
from forestall.runs.warning.alerts import acknowledge_alert, draft_alert, update_alert
from forestall.runs.warning.steps import Handling, begin, held
from ledgers import KEY, HandClock
from record_samples import said
from warning_messages import MINISTER, WRITER, issued, message, send
from warning_people import CIRCLE, FACILITATOR, OFFICER, TODAY


@pytest.fixture
def alert(ledger: Ledger, clock: HandClock) -> Entry:
    """An urgent alert to the ministry, issued today: 12 hours to acknowledge, 69.5 to decide."""
    clock.present = TODAY
    return issued(ledger)


def test_a_missed_clock_is_written_once_however_often_and_by_whomever_it_is_watched(
    ledger: Ledger, clock: HandClock, alert: Entry, address: str
) -> None:
    watch = Watch(clockwork(ledger))
    assert watch.keep() == {}
    clock.move(hours=12)
    assert watch.keep() == {"decision.unacknowledged": 1}
    clock.move(hours=57, minutes=30)
    with open_ledger(address, KEY, clock) as other:
        assert watch.keep() == {"decision.missed": 1}
        assert passes(other) == watch.keep() == {}
    told = [held(entry, Decision) for entry in written(ledger)]
    assert [one.status for one in told] == ["due", "no_decision_recorded"]
    assert {entry.record_id for entry in written(ledger)} == {written(ledger)[0].record_id}
    assert all(entry.author == KEEPER and not was_written_late(entry) for entry in written(ledger))


def test_two_workers_at_the_same_moment_write_each_thing_once(
    ledger: Ledger, clock: HandClock, alert: Entry, address: str
) -> None:
    clock.move(days=4)
    with open_ledger(address, KEY, clock) as other:
        (mine,), (theirs,) = sides(ledger, alert), sides(other, alert)  # both look before either writes
        assert len(write_overdue(clockwork(ledger), mine)) == 2
        assert write_overdue(clockwork(other), theirs) == []
    assert len(written(ledger)) == 2


@pytest.mark.parametrize("down", [timedelta(hours=1), timedelta(days=40)])
def test_after_a_time_without_a_watch_nothing_is_missing_and_what_is_late_says_so(
    ledger: Ledger, clock: HandClock, alert: Entry, down: timedelta
) -> None:
    clock.present = TODAY + timedelta(hours=69, minutes=30) + down
    assert passes(ledger) == {"decision.unacknowledged": 1, "decision.missed": 1}
    first, second = written(ledger)
    assert (first.valid_from, second.valid_from) == (TODAY + timedelta(hours=12), TODAY + timedelta(hours=69.5))
    assert was_written_late(first)
    assert was_written_late(second)


def test_an_acknowledgement_that_came_late_while_nobody_watched_leaves_the_miss_and_bothers_nobody(
    ledger: Ledger, clock: HandClock, alert: Entry
) -> None:
    ministry(ledger)
    clock.move(hours=13)
    acknowledge_alert(ledger, MINISTER, alert.record_id, "web_form")
    assert passes(ledger) == {"decision.unacknowledged": 1}
    assert held(written(ledger)[0], Decision).escalated_to == ()


def test_a_decision_in_time_leaves_no_miss_and_one_after_a_miss_is_late(
    ledger: Ledger, clock: HandClock, alert: Entry
) -> None:
    clock.move(hours=11)
    record_decision(clockwork(ledger), DECIDER, alert.record_id, choice("decline"))
    clock.move(days=40)
    assert passes(ledger) == {}
    second = issued(ledger, due_at="2027-01-04T12:00:00.000000Z", expires_at="2027-02-01T12:00:00.000000Z")
    clock.move(days=4)  # nobody watched: the decision writes first what ran out before it
    told = record_decision(clockwork(ledger), DECIDER, second.record_id, choice())
    kinds = [entry.kind for entry in written(ledger) if entry.record_id == told.record_id]
    assert kinds == ["decision.unacknowledged", "decision.missed", "decision.recorded"]
    assert held(told, Decision).status == "recorded_late"
    assert held(told, Decision).escalated_to == ()  # nobody else needs to be asked any more
    assert passes(ledger) == {}


def test_a_message_that_is_still_on_its_way_starts_no_clock_before_its_time_to_acknowledge(
    ledger: Ledger, clock: HandClock, alert: Entry
) -> None:
    deliver(ledger, alert, "delivery.begun", "begun")
    (side,) = sides(ledger, alert)
    assert side.matter.clocks.began_at == TODAY + timedelta(hours=12)  # at the latest
    clock.move(hours=5)
    deliver(ledger, alert, "delivery.accepted", "accepted")
    (side,) = sides(ledger, alert)
    until = side.matter.clocks
    assert until.began_at == TODAY + timedelta(hours=5)
    assert until.acknowledge_by == TODAY + timedelta(hours=17)
    assert until.decide_by == TODAY + timedelta(hours=74, minutes=30)


def test_an_embargo_holds_the_clocks_of_those_outside_and_nobody_else_can(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    held_back = CIRCLE.model_copy(update={"embargo_until": TODAY + timedelta(hours=6)})
    draft = draft_alert(ledger, WRITER, message(), Handling(held_back))
    alert = send(ledger, draft)
    (side,) = sides(ledger, alert)
    assert side.matter.clocks.began_at == TODAY + timedelta(hours=6)


def test_a_message_that_was_replaced_ends_the_clocks_that_still_ran_and_no_other(
    ledger: Ledger, clock: HandClock, alert: Entry
) -> None:
    clock.move(hours=20)
    told = message(because="A second sign.", kind="update", follows=[alert.id])
    send(ledger, update_alert(ledger, WRITER, alert.record_id, told))
    clock.move(hours=5)  # the first message's acknowledgement ran out before it was replaced, nobody watching
    assert passes(ledger) == {"decision.unacknowledged": 1}
    assert held(written(ledger)[0], Decision).alert == alert.record_id
    assert held(written(ledger)[0], Decision).escalated_to == ()


def test_clocks_run_for_what_no_keeper_may_read_and_its_issuer_sees_how_it_stands(
    ledger: Ledger, clock: HandClock
) -> None:

    clock.present = TODAY
    red = Marking.parse({"tlp": "red", "recipients": ["user-d2", "user-a5", "user-p", "user-o"],
                         "sensitivity": "high"})  # fmt: skip
    alert = send(ledger, draft_alert(ledger, WRITER, message(), Handling(red)))
    clock.move(days=4)
    assert passes(ledger) == {"decision.unacknowledged": 1, "decision.missed": 1}
    record_decision(clockwork(ledger), DECIDER, alert.record_id, choice())
    (status,) = statuses(ledger, OFFICER.reader, alert.record_id)
    assert (status.status, status.kind, status.due_at) == ("recorded_late", "act_as_recommended", None)


def deliver(
    ledger: Ledger, alert: Entry, kind: str, status: str, name: str = "delivery-1", organisation: str = MINISTRY
) -> None:
    told = Delivery.parse(
        {"message": alert.id, "alert": alert.record_id, "organisation": organisation, "to": "user-d2",
         "channel": "email", "status": status, "n_attempts": 1, "at": ledger.clock.now()}
    )  # fmt: skip
    draft = Draft.of(kind, name, told, KEEPER, alert.marking, causes=(alert.id,))
    record_statement(ledger, draft, ledger.clock.now())


def test_an_answer_that_came_after_the_watch_looked_and_in_time_is_no_miss(
    ledger: Ledger, clock: HandClock, alert: Entry, address: str
) -> None:
    clock.move(hours=12, seconds=-1)
    with open_ledger(address, KEY, clock) as other:
        (side,) = sides(other, alert)  # looked at a second before the clock runs out
        acknowledge_alert(ledger, MINISTER, alert.record_id, "web_form")
        clock.move(seconds=2)
        assert write_overdue(clockwork(other), side) == []
        late = replace(side, seen_at=clock.now())  # and even had it looked at the clock again
        assert write_overdue(clockwork(other), late) == []
    assert passes(ledger) == {}
    assert written(ledger) == []


def test_a_clock_that_was_set_back_writes_nothing_until_it_is_right_again(
    ledger: Ledger, clock: HandClock, alert: Entry
) -> None:
    clock.move(hours=13)
    issued(ledger)  # the newest entry
    clock.move(minutes=-30)
    with pytest.raises(ClockWentBack):
        passes(ledger)
    assert written(ledger) == []
    clock.move(minutes=31)
    assert passes(ledger) == {"decision.unacknowledged": 1}
    assert written(ledger)[0].valid_from == TODAY + timedelta(hours=12)


def test_one_watch_over_weeks_sees_a_deferral_lapse_and_each_that_follows_it(
    ledger: Ledger, clock: HandClock, alert: Entry
) -> None:
    watch = Watch(clockwork(ledger))
    for _ in range(2):
        until = clock.now() + timedelta(days=2)
        record_decision(clockwork(ledger), DECIDER, alert.record_id, choice("defer", deferred_until=until))
        clock.move(days=1)
        assert watch.keep() == watch.keep() == {}
        clock.move(days=1)
        assert watch.keep() == {"decision.lapsed": 1}
        assert watch.keep() == {}


def test_late_is_what_was_written_more_than_five_minutes_after_its_clock(
    ledger: Ledger, clock: HandClock, alert: Entry
) -> None:
    clock.move(hours=12, minutes=5)
    passes(ledger)
    clock.move(hours=57, minutes=30, microseconds=1)
    passes(ledger)
    assert [was_written_late(entry) for entry in written(ledger)] == [False, True]


def test_the_clocks_of_an_exercise_run_in_its_own_world(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    office(ledger, "focal_point-1")  # a real office, which no exercise bothers
    told = FocalPoint.parse({"organisation": MINISTRY, "office": said("An office of the story")})
    play = Handling(CIRCLE, exercise=True)
    begin(ledger, FACILITATOR, "focal_point.appointed", told, play, record_id="focal_point-2")
    send(ledger, draft_alert(ledger, WRITER, message(), play))
    watch = Watch(clockwork(ledger))
    clock.move(days=4)
    assert watch.keep() == {"decision.unacknowledged": 1, "decision.missed": 1}
    assert all(entry.exercise for entry in written(ledger))
    assert [one.focal_point for one in held(written(ledger)[-1], Decision).escalated_to] == ["focal_point-2", None]


def test_what_is_brought_to_others_or_of_another_message_moves_no_clock(
    ledger: Ledger, clock: HandClock, alert: Entry
) -> None:
    other = issued(ledger)
    deliver(ledger, other, "delivery.begun", "begun")
    (side,) = sides(ledger, alert)
    assert side.matter.clocks.began_at == TODAY
    deliver(ledger, alert, "delivery.begun", "begun", "delivery-2", organisation="organisation-academy")
    (side,) = sides(ledger, alert)
    assert side.matter.clocks.began_at == TODAY


def test_the_first_of_several_people_who_are_reached_starts_the_clock(
    ledger: Ledger, clock: HandClock, alert: Entry
) -> None:
    for name in ("delivery-1", "delivery-2"):
        deliver(ledger, alert, "delivery.begun", "begun", name=name)
    for name, kind in (("delivery-1", "delivery.confirmed"), ("delivery-2", "delivery.accepted")):
        clock.move(hours=2)
        deliver(ledger, alert, kind, "accepted" if kind == "delivery.accepted" else "delivered", name=name)
    (side,) = sides(ledger, alert)
    assert side.matter.clocks.began_at == TODAY + timedelta(hours=2)


def test_one_addressee_who_has_answered_stops_nobody_elses_clock(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    both = [{"organisation": MINISTRY}, {"organisation": "organisation-academy"}]
    alert = issued(ledger, addressees=both)
    record_decision(clockwork(ledger), DECIDER, alert.record_id, choice("decline"))
    watch = Watch(clockwork(ledger))
    assert watch.keep() == watch.keep() == {}
    clock.move(days=4)
    assert watch.keep() == {"decision.unacknowledged": 1, "decision.missed": 1}
    assert {held(entry, Decision).organisation for entry in written(ledger)[1:]} == {"organisation-academy"}


def test_a_matter_that_is_put_off_again_and_again_still_lapses_long_after_its_alert(
    ledger: Ledger, clock: HandClock
) -> None:
    clock.present = TODAY
    alert = issued(ledger)
    watch = Watch(clockwork(ledger))
    for _ in range(16):
        until = clock.now() + timedelta(days=30)
        record_decision(clockwork(ledger), DECIDER, alert.record_id, choice("defer", deferred_until=until))
        clock.move(days=29)
        assert watch.keep() == {}
    clock.move(days=2)
    assert watch.keep() == {"decision.lapsed": 1}
    assert Watch(clockwork(ledger)).keep() == watch.keep() == {}


def test_a_message_that_was_replaced_after_the_watch_looked_leaves_no_miss(
    ledger: Ledger, clock: HandClock, alert: Entry, address: str
) -> None:
    clock.move(hours=12)
    with open_ledger(address, KEY, clock) as other:
        (side,) = sides(other, alert)
        clock.move(hours=-1)
        told = message(because="A second sign.", kind="update", follows=[alert.id])
        send(ledger, update_alert(ledger, WRITER, alert.record_id, told))
        clock.move(hours=1)
        assert write_overdue(clockwork(other), side) == []
    assert written(ledger) == []


def test_an_embargo_holds_no_clock_of_the_organisation_that_set_it(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    held_back = CIRCLE.model_copy(update={"embargo_until": TODAY + timedelta(hours=6)})
    ours = message(addressees=[{"organisation": "organisation-union"}])
    (side,) = sides(ledger, send(ledger, draft_alert(ledger, WRITER, ours, Handling(held_back))))
    assert side.matter.clocks.began_at == TODAY


def test_a_decision_in_an_exercise_that_comes_after_all_was_settled_is_watched_again(
    ledger: Ledger, clock: HandClock
) -> None:
    clock.present = TODAY
    alert = send(ledger, draft_alert(ledger, WRITER, message(), Handling(CIRCLE, exercise=True)))
    watch = Watch(clockwork(ledger))
    clock.move(days=4)
    watch.keep()
    assert watch.keep() == {}  # settled
    until = clock.now() + timedelta(days=2)
    record_decision(clockwork(ledger), DECIDER, alert.record_id, choice("defer", deferred_until=until))
    clock.move(days=3)
    assert watch.keep() == {"decision.lapsed": 1}


def test_to_whom_it_is_referred_has_the_time_that_whoever_referred_it_had(
    ledger: Ledger, clock: HandClock, alert: Entry
) -> None:
    deliver(ledger, alert, "delivery.begun", "begun")
    clock.move(hours=5)
    deliver(ledger, alert, "delivery.accepted", "accepted")
    refer = choice("refer", referred_to="organisation-academy")
    record_decision(clockwork(ledger), DECIDER, alert.record_id, refer)
    ours, theirs = sides(ledger, alert)
    assert theirs.matter.clocks == ours.matter.clocks
    assert theirs.matter.clocks.began_at == TODAY + timedelta(hours=5)
