"""What goes with a message by mail: the paper, and the time it asks for as a calendar takes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from forestall.errors import StorageUnavailable
from forestall.records.alert import Alert
from forestall.records.entry import Entry
from forestall.runs.warning.paper import alert_pdf
from forestall.runs.warning.sending import DECIDE
from forestall.share.exchange.ical import DueTime, write_calendar
from forestall.warn.delivery.way import Attachment


def enclosures(message: Entry, language: str, address: str) -> Iterator[Attachment]:
    """The files that go with a message to one person.

    Args:
        message: the entry that sent it out.
        language: the language to write in.
        address: where its page is.
    """
    with suppress(StorageUnavailable):  # a warning goes without its paper rather than not at all
        yield Attachment("alert.pdf", "application/pdf", alert_pdf(message, language))
    told = Alert.parse(message.body)
    if told.due_at:
        due = DueTime(f"{message.id}-decide", DECIDE, told.due_at, message.recorded_at, address, is_over=False)
        yield Attachment("due.ics", "text/calendar", write_calendar(told.headline.text, [due]))
