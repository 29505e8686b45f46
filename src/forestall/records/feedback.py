"""Word back to whoever reported: what they were told of where their report stands, by which way, and when.

Not a receipt of a machine, and never the report itself: without the informant's own wish the words hold no
place, no topic and no name, since a message on a telephone can be read by whoever holds it.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.reference import RecordId, UserId
from forestall.records.values.strict import Flag
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText

ReportNumber = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]{6}$")]
"""By which whoever told knows their report; it says nothing of what it is about."""


class Feedback(Record):
    """One message back about one report."""

    about: RecordId
    """The report."""
    status: Annotated[str, TermOf("feedback_status")]
    """What was said of where it stands."""
    number: ReportNumber
    """The number they know it by."""
    text: LanguageText
    """The words."""
    own_words: Flag = False
    """True where the informant asked for other words than the standing ones."""
    channel: Annotated[str, TermOf("channel")]
    """By which way they were told; the way to reach them stays in its seal."""
    given_by: UserId
    """Who told them, by pseudonym."""
    given_at: Instant
    """When."""
