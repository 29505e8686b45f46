"""The clocks of an alert: when they begin, what holds them, and which of them have run out.

All arithmetic is of instants in UTC, in elapsed hours: no time zone and no summer time moves a clock. In time is what
comes before a clock runs out; at that very instant it is late. A clock
waits by rule alone, and nobody can hold one by hand. The rules, our own design:

- *Undelivered*: where a message is being brought to an addressee, the clock begins when the first copy was taken or
  acknowledged, and no later than the time to acknowledge after it was issued: silence of a server never stops it.
- *Embargoed*: it doesn't begin before the addressee may read the message.
- *Deferred*: it stands still until the date of the deferral, which then lapses.

A wait of some length moves every deadline by that length. A referral holds nothing, and an alert that was replaced or
taken back ends the clocks that had not run out by then.

Source:
    vocabulary/clock_profile.yml, our own design.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from forestall.records.alert import Alert
from forestall.records.decision import Decision
from forestall.vocabulary.load import vocabulary


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known of whether a message reached an addressee."""

    issued_at: datetime
    """When it was issued."""
    is_brought: bool = False
    """Whether bringing it there was begun; where nothing is, it is read on the node's own pages."""
    delivered_at: datetime | None = None
    """When the first copy was taken on its way or arrived."""
    acknowledged_at: datetime | None = None
    """When somebody there confirmed having read it."""
    embargo_until: datetime | None = None
    """Until when the addressee may not read it."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """From when and until when an addressee has."""

    began_at: datetime
    """When the clocks began (t3)."""
    acknowledge_by: datetime
    """To acknowledge."""
    decide_by: datetime
    """To decide: as the alert asks, and no later than its profile."""


class Overdue(StrEnum):
    """What a clock that ran out leads to."""

    UNACKNOWLEDGED = "decision.unacknowledged"
    MISSED = "decision.missed"
    LAPSED = "decision.lapsed"


@dataclass(frozen=True, slots=True)
class Matter:
    """One addressee's side of one alert, as far as clocks look at it."""

    clocks: Clocks
    acknowledged_at: datetime | None = None
    """When it was acknowledged, if ever."""
    decision: Decision | None = None
    """The newest decision on it, in whatever state; None before anything was written."""
    said: frozenset[str] = frozenset()
    """What was written of clocks that ran out: ids of `Overdue`."""
    ended_at: datetime | None = None
    """When the alert was replaced or taken back."""
    is_referred: bool = False
    """Whether it came here by referral, with the clock for the decision alone."""


def began_at(profile: str, reach: Reach) -> datetime:
    """When the clocks of an addressee began, as far as is known by now.

    Args:
        profile: an id of vocabulary/clock_profile.yml.
        reach: what is known of the message's way there.
    """
    start = issued = reach.issued_at.astimezone(UTC)  # aware times of a zone are added to by its wall clock
    if reach.is_brought:
        latest = issued + _hours(profile, "acknowledge_hours")
        reached = (moment for moment in (reach.delivered_at, reach.acknowledged_at) if moment is not None)
        start = min((*reached, latest))
    return max(start, reach.embargo_until or issued).astimezone(UTC)


def clocks(alert: Alert, reach: Reach) -> Clocks:
    """The clocks of an addressee of an alert.

    Args:
        alert: the message.
        reach: what is known of its way there.
    """
    began = began_at(alert.clock, reach)
    to_decide = _hours(alert.clock, "decide_hours")
    if alert.due_at is not None:
        to_decide = min(to_decide, alert.due_at - reach.issued_at)
    return Clocks(began, began + _hours(alert.clock, "acknowledge_hours"), began + to_decide)


def is_final(decision: Decision | None) -> bool:
    """Whether a choice was made for good, so that none is awaited any more."""
    return decision is not None and decision.is_chosen and decision.kind != "defer"


def due_by(matter: Matter) -> datetime | None:
    """Until when a choice is awaited now; None where one was made for good."""
    decision = matter.decision
    if decision is None or not decision.is_chosen:
        return matter.clocks.decide_by
    return None if is_final(decision) else decision.deferred_until


def overdue(matter: Matter, now: datetime) -> Iterator[tuple[Overdue, datetime]]:
    """What is to be written of clocks that ran out and isn't yet, with when each ran out, the earliest first.

    However late it is asked: a clock that ran out while nobody watched is found afterwards, and one that was answered
    in time is not, however late the answer is looked at.
    """
    if _acknowledgement_is_overdue(matter, now):
        yield Overdue.UNACKNOWLEDGED, matter.clocks.acknowledge_by
    moment = due_by(matter)
    if moment is None or not _is_over(matter, moment, now):
        return
    decision = matter.decision
    if decision is None or decision.status == "due":
        yield Overdue.MISSED, moment
    elif decision.status in ("recorded", "recorded_late"):
        yield Overdue.LAPSED, moment


def is_settled(matter: Matter, now: datetime) -> bool:
    """Whether no clock runs, and none will run out unless somebody decides anew."""
    if any(overdue(matter, now)):
        return False
    has_run_out = matter.decision is not None and matter.decision.status in ("no_decision_recorded", "lapsed")
    return has_run_out or matter.ended_at is not None or is_final(matter.decision)


def _acknowledgement_is_overdue(matter: Matter, now: datetime) -> bool:
    by = matter.clocks.acknowledge_by
    is_done = matter.is_referred or Overdue.UNACKNOWLEDGED in matter.said or by > matter.clocks.decide_by
    # Past a decision or a missed one there is nothing left to read first; that entry tells more.
    is_past = matter.decision is not None and matter.decision.status != "due"
    in_time = matter.acknowledged_at is not None and matter.acknowledged_at < by
    return not (is_done or is_past or in_time) and _is_over(matter, by, now)


def _is_over(matter: Matter, moment: datetime, now: datetime) -> bool:
    is_void = matter.ended_at is not None and matter.ended_at <= moment
    return moment <= now and not is_void


def _hours(profile: str, field: str) -> timedelta:
    return timedelta(hours=vocabulary("clock_profile").term(profile).extra[field])
