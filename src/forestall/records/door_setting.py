"""How far the doors of a node stand open, set by a named person with a reason.

Not a right of anybody: it holds for everyone alike, on top of their rights.
"""

from __future__ import annotations

from typing import Annotated

from forestall.records.record import Record
from forestall.records.values.reference import EntryId
from forestall.records.values.term import TermOf
from forestall.records.values.text import LanguageText


class DoorSetting(Record):
    """One setting of the doors, in force until the next."""

    node: EntryId
    """Id of the node whose doors they are."""
    state: Annotated[str, TermOf("door_state")]
    """How far they are open from here on."""
    because: LanguageText
    """Why; shown to everyone who is turned away."""
