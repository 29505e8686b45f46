"""Clocks, over any history: however often and late they are watched, each miss is written once and none is missing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from deciding import MINISTRY, choice
from forestall.records.alert import Alert
from forestall.records.decision import Decision
from forestall.respond.clocks import Clocks, Matter, Overdue, Reach, began_at, clocks, due_by, is_settled, overdue
from forestall.respond.decisions import Setting, decided, lapsed
from forestall.respond.decisions import overdue as overdue_decision
from forestall.vocabulary.load import vocabulary
from warning_messages import message

ISSUED = datetime(2026, 10, 20, 12, tzinfo=UTC)
PROFILES = st.sampled_from(sorted(vocabulary("clock_profile")))
ZONES = st.sampled_from(
    ["UTC", "America/New_York", "Europe/Paris", "Asia/Kathmandu", "Africa/Khartoum", "Pacific/Apia"]
)
HOURS = st.integers(0, 60 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
MAYBE = st.none() | HOURS
Wait = timedelta | None
PLAIN = message(due_at="2027-01-01T00:00:00.000000Z", expires_at="2027-02-01T00:00:00.000000Z")


def alert(profile: str) -> Alert:
    return PLAIN.model_copy(update={"clock": profile})


class History:
    """One addressee's side over time, watched at some moments, with an acknowledgement and decisions at others."""

    def __init__(self, until: Clocks) -> None:
        self.until = until
        self.acknowledged_at: datetime | None = None
        self.decision: Decision | None = None
        self.said: list[tuple[str, datetime]] = []

    def matter(self) -> Matter:
        said = frozenset(kind for kind, _ in self.said if kind != Overdue.LAPSED)
        return Matter(self.until, self.acknowledged_at, self.decision, said)

    def setting(self, now: datetime) -> Setting:
        due = due_by(self.matter())
        return Setting(PLAIN, "alert-1", MINISTRY, "user-d2", now, ISSUED, due or self.until.decide_by,
                       is_awaited=due is not None, before=self.decision)  # fmt: skip

    def watch(self, now: datetime) -> None:
        for kind, moment in overdue(self.matter(), now):
            assert moment <= now
            self.said.append((kind, moment))
            if kind is Overdue.LAPSED and self.decision:
                self.decision = lapsed(self.decision)
            else:
                status = "due" if kind is Overdue.UNACKNOWLEDGED else "no_decision_recorded"
                self.decision = overdue_decision(self.setting(now), status)
        assert list(overdue(self.matter(), now)) == []

    def act(self, what: str, now: datetime) -> None:
        if what == "acknowledge":
            self.acknowledged_at = self.acknowledged_at or now
            return
        self.watch(now)  # as a decision does before it is written
        self.acknowledged_at = self.acknowledged_at or now
        parts = {"deferred_until": now + timedelta(days=2)} if what == "defer" else {}
        self.decision = decided(choice(what, **parts), self.setting(now))


STEPS = st.lists(st.tuples(HOURS, st.sampled_from(["acknowledge", "defer", "decline"])), max_size=4)


@given(PROFILES, STEPS, st.lists(HOURS, max_size=6))
@example("flash", [(timedelta(hours=3), "acknowledge")], [timedelta(hours=2), timedelta(hours=30)])
def test_what_is_written_of_clocks_is_the_same_however_seldom_they_are_watched(
    profile: str, steps: list[tuple[timedelta, str]], watched: list[timedelta]
) -> None:
    until = clocks(alert(profile), Reach(ISSUED))
    often, seldom = History(until), History(until)
    last = timedelta(days=200)
    moments = [*sorted({*watched, *(when for when, _ in steps)}), last]
    for since in moments:
        for history in (often, seldom):
            for when, what in steps:
                if when == since:
                    history.act(what, ISSUED + since)
        often.watch(ISSUED + since)
    seldom.watch(ISSUED + last)
    assert often.said == seldom.said
    kinds = [kind for kind, _ in often.said]
    assert kinds.count(Overdue.MISSED) <= 1
    assert kinds.count(Overdue.UNACKNOWLEDGED) <= 1
    moments_written = [moment for kind, moment in often.said if kind == Overdue.LAPSED]
    assert len(set(moments_written)) == len(moments_written)
    assert is_settled(often.matter(), ISSUED + last)
    assert often.decision is not None  # in the end something stands: a choice, or that there was none


@given(PROFILES, HOURS, HOURS, ZONES)
def test_no_zone_and_no_summer_time_moves_a_clock(
    profile: str, delivered: timedelta, acknowledged: timedelta, zone: str
) -> None:
    here = ZoneInfo(zone)
    plain = Reach(ISSUED, True, ISSUED + delivered, ISSUED + acknowledged)
    abroad = Reach(*(value.astimezone(here) if isinstance(value, datetime) else value for value in
                     (plain.issued_at, plain.is_brought, plain.delivered_at, plain.acknowledged_at)))  # fmt: skip
    ours, theirs = clocks(alert(profile), plain), clocks(alert(profile), abroad)
    for name in ("began_at", "acknowledge_by", "decide_by"):
        assert getattr(ours, name) == getattr(theirs, name).astimezone(UTC)


@given(PROFILES, st.booleans(), MAYBE, MAYBE, MAYBE)
def test_a_wait_moves_every_deadline_by_its_length_and_is_bounded(
    profile: str,
    is_brought: bool,
    delivered: timedelta | None,
    acknowledged: timedelta | None,
    embargo: timedelta | None,
) -> None:
    def at(since: Wait) -> datetime | None:
        return None if since is None else ISSUED + since

    reach = Reach(ISSUED, is_brought, at(delivered), at(acknowledged), at(embargo))
    told = alert(profile)
    moved, plain = clocks(told, reach), clocks(told, Reach(ISSUED))
    wait = moved.began_at - ISSUED
    assert moved.acknowledge_by - plain.acknowledge_by == moved.decide_by - plain.decide_by == wait
    longest = plain.acknowledge_by - ISSUED
    assert timedelta(0) <= wait <= max(longest if is_brought else timedelta(0), embargo or timedelta(0))
    assert began_at(profile, reach) == moved.began_at
    assert plain.began_at <= moved.began_at <= moved.acknowledge_by <= moved.decide_by  # no stage before its parent
