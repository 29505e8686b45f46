"""What would change our mind, as standing requests to look out for it."""

from __future__ import annotations

from datetime import datetime

from forestall.records.assessment import Assessment
from forestall.records.collection_request import CollectionRequest


def requests_of(
    assessment_id: str, assessment: Assessment, asked: tuple[str, datetime], standing: tuple[CollectionRequest, ...]
) -> tuple[CollectionRequest, ...]:
    """One request for each thing that would change the view, those that stand already left out.

    Args:
        assessment_id: the assessment's record id.
        assessment: what says what would change it.
        asked: who asks, by pseudonym, and when.
        standing: requests of the same assessment so far; one that was closed isn't asked again.
    """
    known = {request.what.text for request in standing}
    by, at = asked
    return tuple(
        CollectionRequest(what=text, assessment=assessment_id, place=assessment.place, asked_by=by, asked_at=at)
        for text in assessment.what_would_change_our_mind
        if text.text not in known
    )
