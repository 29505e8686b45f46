"""What calls for a review: what was activated, missed or let lapse, and quiet calls drawn by lot.

The lot is drawn by the id of the call's own entry, which nobody knows before it is recorded and anybody can
reckon again afterwards: neither who made the call nor who reviews can pick.

Source:
    vocabulary/review_trigger.yml and PRACTICE 3.12 of the project, our own design.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import timedelta

from forestall.records.assessment import Assessment
from forestall.records.entry import Entry
from forestall.records.values.place import Place

REVIEW_WITHIN = timedelta(days=30)
QUIET_SHARE = 0.05
FAST_CLOCKS = ("flash", "urgent")
_QUIET, _SERIOUS, _GRAVE = ("1", "2"), ("3", "4", "5"), ("4", "5")
_ALL = 2**64


def is_drawn(entry_id: str, share: float = QUIET_SHARE) -> bool:
    """Whether a quiet call is drawn by lot; for one entry always the same.

    Args:
        entry_id: the entry by which the call was made.
        share: how many of all calls are drawn, between 0 and 1.
    """
    chance = hashlib.sha256(f"forestall quiet sample v1\n{entry_id}".encode()).digest()[:8]
    return int.from_bytes(chance) < share * _ALL


def is_quiet_call(assessment: Assessment) -> bool:
    """Whether people agreed that there is little danger."""
    return assessment.phase in _QUIET


def misses(published: Iterable[Entry]) -> Iterator[Entry]:
    """The assessments that found phase 4 or 5 where none before had found phase 3 or above.

    Args:
        published: every published assessment, in the order in which they were recorded.
    """
    forewarned: list[Place] = []
    for entry in published:
        assessment = entry.record()
        if not isinstance(assessment, Assessment):
            continue
        place = assessment.place
        if assessment.phase in _GRAVE and not any(place.may_be(earlier) for earlier in forewarned):
            yield entry
        if assessment.phase in _SERIOUS:
            forewarned.append(place)
