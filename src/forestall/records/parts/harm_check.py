"""Who could be hurt by telling, publishing or acting, and what is done about it.

Not a formality after the decision: what needs one can't be issued, signed or released without.
"""

from __future__ import annotations

from forestall.records.record import Record
from forestall.records.values.instant import Instant
from forestall.records.values.reference import UserId
from forestall.records.values.strict import Flag
from forestall.records.values.text import Text


class HarmCheck(Record):
    """The answers to the four questions, and who gave them."""

    who_could_be_hurt: Text
    """Which people could come to harm; as groups or roles, never by name."""
    how: Text
    """In which way."""
    mitigation: Text
    """What is done so that it doesn't happen."""
    alternative: Text
    """What could be done instead, with less harm."""
    acceptable: Flag
    """Whether the step may be taken as things stand."""
    by: UserId
    """Who answered, by pseudonym."""
    checked_at: Instant
    """When."""
