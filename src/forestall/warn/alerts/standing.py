"""How a message stands at a moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from forestall.records.alert import Alert

LONGEST = timedelta(days=183)
"""How long a message may speak for the present; what still holds after that is said again. Our own design."""


class Standing(StrEnum):
    """How a message stands."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    CANCELLATION = "cancellation"


_BY_STATE = {
    "alert.drafted": Standing.DRAFT,
    "alert.reviewed": Standing.REVIEWED,
    "alert.issued": Standing.IN_FORCE,
    "alert.updated": Standing.IN_FORCE,
    "alert.cancelled": Standing.CANCELLATION,
    "alert.superseded": Standing.SUPERSEDED,
}


def standing(state: str, alert: Alert, now: datetime) -> Standing:
    """How a message stands: what ran out or was replaced is never in force.

    Args:
        state: the kind of its record's newest entry.
        alert: the message.
        now: the moment.
    """
    found = _BY_STATE[state]
    is_over = alert.expires_at is not None and now >= alert.expires_at
    return Standing.EXPIRED if found == Standing.IN_FORCE and is_over else found
