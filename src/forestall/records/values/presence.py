"""Whether something is there: unknown, absent, stale and present are four answers, and none is a number.

Unknown: nobody looked. Absent: somebody looked, and it wasn't there. Stale: somebody looked, too long
ago to rely on. Silence is unknown, never absent.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NoReturn


class Presence(StrEnum):
    """One of the four answers; refuses to be taken for true, false or a number."""

    UNKNOWN = "unknown"
    ABSENT = "absent"
    STALE = "stale"
    PRESENT = "present"

    @property
    def is_known(self) -> bool:
        """True for an answer that may be relied on now: absent or present."""
        return self in (Presence.ABSENT, Presence.PRESENT)

    def at(self, moment: datetime, expires_at: datetime | None) -> Presence:
        """The answer as it stands at a moment: what was known goes stale once it expires."""
        return Presence.STALE if self.is_known and expires_at and moment >= expires_at else self

    def caption(self) -> str:
        """What a screen says: no answer reads as calm."""
        return _CAPTIONS[self]

    def __bool__(self) -> NoReturn:
        raise TypeError("a presence has four answers: compare it with one of them")


_CAPTIONS = {
    Presence.UNKNOWN: "unknown: not assessed",
    Presence.ABSENT: "absent: assessed and not there",
    Presence.STALE: "stale: assessed, but too long ago to rely on",
    Presence.PRESENT: "present",
}
