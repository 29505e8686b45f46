"""When clocks begin, what holds them and which have run out, at the very instants where it changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from deciding import MINISTRY, choice
from forestall.records.decision import Decision
from forestall.respond.clocks import Clocks, Matter, Overdue, Reach, began_at, clocks, due_by, is_settled, overdue
from forestall.respond.decisions import Setting, decided, lapsed
from forestall.respond.decisions import overdue as overdue_decision
from warning_messages import message

ISSUED = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)
UNTIL = Clocks(ISSUED, ISSUED + 12 * HOUR, ISSUED + 72 * HOUR)
SETTING = Setting(message(), "alert-1", MINISTRY, "user-d2", ISSUED + HOUR, ISSUED, UNTIL.decide_by)
AWAITED, MISSED = overdue_decision(SETTING, "due"), overdue_decision(SETTING, "no_decision_recorded")
DECLINED = decided(choice("decline"), SETTING)
DEFERRED = decided(choice("defer", deferred_until=ISSUED + 100 * HOUR), SETTING)
LATER = ISSUED + 101 * HOUR
BOTH = [Overdue.UNACKNOWLEDGED, Overdue.MISSED]


def kinds(matter: Matter, now: datetime) -> list[Overdue]:
    return [kind for kind, _ in overdue(matter, now)]


def test_the_clock_of_a_message_on_its_way_begins_with_whatever_first_shows_that_it_came() -> None:
    at = ISSUED + 3 * HOUR
    assert began_at("urgent", Reach(ISSUED, True, at, ISSUED + 5 * HOUR)) == at
    assert began_at("urgent", Reach(ISSUED, True, None, at)) == at
    assert began_at("urgent", Reach(ISSUED, True, ISSUED + 30 * HOUR)) == ISSUED + 12 * HOUR
    assert began_at("urgent", Reach(ISSUED, False, at)) == ISSUED
    assert began_at("urgent", Reach(ISSUED, embargo_until=at)) == at


@pytest.mark.parametrize(("due_after", "decides_after"), [(24, 24), (72, 72), (500, 72)])
def test_the_time_to_decide_is_the_alerts_and_never_longer_than_its_profile(due_after: int, decides_after: int) -> None:
    due_at = (ISSUED + due_after * HOUR).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    told = message(clock="urgent", due_at=due_at, expires_at="2027-02-01T00:00:00.000000Z")
    assert clocks(told, Reach(ISSUED)).decide_by == ISSUED + decides_after * HOUR


@pytest.mark.parametrize(
    ("zone", "before"),
    [
        ("Europe/Paris", datetime(2026, 10, 25, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 3, 14, 6, tzinfo=UTC)),
    ],
)
def test_a_night_in_which_clocks_are_put_back_or_forward_has_the_hours_that_pass(zone: str, before: datetime) -> None:
    until = clocks(message(clock="urgent"), Reach(before.astimezone(ZoneInfo(zone)), True))
    assert until.began_at - before == 12 * HOUR
    assert until.acknowledge_by - before == 24 * HOUR


def test_at_the_very_instant_a_clock_runs_out_it_is_late() -> None:
    assert kinds(Matter(UNTIL), UNTIL.acknowledge_by - MOMENT) == []
    assert kinds(Matter(UNTIL), UNTIL.acknowledge_by) == [Overdue.UNACKNOWLEDGED]
    in_time, late = Matter(UNTIL, UNTIL.acknowledge_by - MOMENT), Matter(UNTIL, UNTIL.acknowledge_by)
    assert kinds(in_time, UNTIL.acknowledge_by + HOUR) == []
    assert kinds(late, UNTIL.acknowledge_by + HOUR) == [Overdue.UNACKNOWLEDGED]
    assert kinds(Matter(UNTIL, ended_at=UNTIL.acknowledge_by), UNTIL.decide_by) == []
    assert kinds(Matter(UNTIL, ended_at=UNTIL.acknowledge_by + MOMENT), UNTIL.decide_by) == [Overdue.UNACKNOWLEDGED]


@pytest.mark.parametrize(("decide_after", "found"), [(11, [Overdue.MISSED]), (12, BOTH), (13, BOTH)])
def test_where_the_decision_is_due_first_nobody_is_asked_for_an_acknowledgement(
    decide_after: int, found: list[Overdue]
) -> None:
    short = Clocks(ISSUED, ISSUED + 12 * HOUR, ISSUED + decide_after * HOUR)
    assert kinds(Matter(short), ISSUED + 20 * HOUR) == found
    assert kinds(Matter(short, is_referred=True), ISSUED + 20 * HOUR) == [Overdue.MISSED]


def test_options_laid_before_somebody_are_no_answer_and_a_decision_is_one() -> None:
    now = UNTIL.acknowledge_by + HOUR
    assert kinds(Matter(UNTIL, decision=AWAITED), now) == [Overdue.UNACKNOWLEDGED]
    assert kinds(Matter(UNTIL, decision=AWAITED, said=frozenset({Overdue.UNACKNOWLEDGED})), now) == []
    assert kinds(Matter(UNTIL, decision=DECLINED), UNTIL.decide_by + HOUR) == []


def test_what_is_awaited_is_the_decision_the_date_of_its_deferral_or_nothing() -> None:
    due = [due_by(Matter(UNTIL, decision=one)) for one in (None, AWAITED, MISSED, DEFERRED, DECLINED)]
    assert due == [UNTIL.decide_by, UNTIL.decide_by, UNTIL.decide_by, ISSUED + 100 * HOUR, None]


@pytest.mark.parametrize(
    ("decision", "ended_at", "now", "is_over"),
    [
        (None, None, ISSUED, False),
        (None, None, LATER, False),  # two things are still to be written
        (None, ISSUED, LATER, True),
        (None, ISSUED + 20 * HOUR, LATER, False),  # the acknowledgement ran out before the end, and isn't written
        (AWAITED, None, ISSUED + HOUR, False),
        (MISSED, None, LATER, True),
        (DECLINED, None, ISSUED + HOUR, True),
        (DEFERRED, None, ISSUED + 99 * HOUR, False),
        (DEFERRED, None, LATER, False),
        (lapsed(DEFERRED), None, LATER, True),
    ],
)
def test_a_matter_is_settled_once_nothing_runs_and_nothing_is_left_to_write(
    decision: Decision | None, ended_at: datetime | None, now: datetime, is_over: bool
) -> None:
    assert is_settled(Matter(UNTIL, decision=decision, ended_at=ended_at), now) == is_over
