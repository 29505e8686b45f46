"""What waits for a person, as plain data."""

from __future__ import annotations

from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.clock import format_instant
from forestall.runs.desk import waiting_for
from forestall.runs.waiting import Waiting

SEE = "see_desk"


def desk(here: Visit, *, exercise: bool) -> dict[str, Any]:
    """What waits, the most urgent first, and as whom one is here."""
    found = waiting_for(here.node.ledger, here.person, here.now, exercise=exercise)
    return {
        "exercise": exercise,
        "user": here.reader.user,
        "organisation": here.reader.organisation,
        "roles": sorted(here.person.roles),
        "waiting": [_row(each) for each in found.waiting],
        "is_cut": found.is_cut,
    }


def _row(each: Waiting) -> dict[str, Any]:
    return {
        "step": each.verb,
        "record_id": each.record_id,
        "title": each.title,
        "language": each.language,
        "due_at": format_instant(each.due_at) if each.due_at else None,
        "is_late": each.is_late,
        "marking": each.marking,
    }
