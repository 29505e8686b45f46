"""Due times as an iCalendar, for the calendars of those who owe an answer.

A calendar is copied to telephones and servers of others: an appointment says that something is due and where
to read it, and never what it is about.

Source:
    RFC 5545, iCalendar; RFC 7986 for the name of a calendar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

PRODUCT = "-//Forestall//due times//EN"
REMINDER = timedelta(hours=-2)


@dataclass(frozen=True, slots=True)
class DueTime:
    """One thing that is due."""

    uid: str
    """Its name for ever, so that a change reaches the same appointment."""
    summary: str
    """That something is due, in neutral words."""
    due_at: datetime
    """When."""
    changed_at: datetime
    """When it last changed."""
    address: str
    """Where to read what it is."""
    is_over: bool = False
    """Whether it is no longer due: answered, replaced or taken back."""


def write_calendar(name: str, dues: Sequence[DueTime]) -> bytes:
    """The calendar as text, in the order of time."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    for due in sorted(dues, key=lambda one: (one.due_at, one.uid)):
        calendar.add_component(_event(due))
    written: bytes = calendar.to_ical()
    return written


def _event(due: DueTime) -> Event:
    event = Event()
    event.add("uid", due.uid)
    event.add("dtstamp", due.changed_at)
    event.add("last-modified", due.changed_at)
    # Without an end it takes no time: it is a moment, not a meeting.
    event.add("dtstart", due.due_at)
    event.add("summary", due.summary)
    event.add("url", due.address)
    event.add("class", "CONFIDENTIAL")
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if due.is_over else "CONFIRMED")
    event.add("sequence", 1 if due.is_over else 0)
    if not due.is_over:
        event.add_component(_reminder(due))
    return event


def _reminder(due: DueTime) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", due.summary)
    alarm.add("trigger", REMINDER)
    return alarm
