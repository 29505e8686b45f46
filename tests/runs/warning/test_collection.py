import pytest

from forestall.errors import BadTransition, NotFound
from forestall.memory.ledger import Ledger
from forestall.records.collection_request import CollectionRequest
from forestall.runs.warning.assessment import Revision, revise_assessment
from forestall.runs.warning.collection import answer_request, close_request, standing_requests
from forestall.runs.warning.steps import held
from warning_people import ANALYSTS, OUTSIDER, opened, report, words

READER = ANALYSTS[0].reader


def asked(ledger: Ledger) -> list[str]:
    return sorted(held(entry, CollectionRequest).what.text for entry in standing_requests(ledger, READER))


def test_what_would_change_the_view_stands_as_requests_and_more_is_asked_once(ledger: Ledger) -> None:
    assessment_id = opened(ledger)
    assert asked(ledger) == ["Fighters leave the camps.", "The market opens on both sides."]
    more = Revision(would_change=(words("Elders are received by the governor."),))
    revise_assessment(ledger, ANALYSTS[0], assessment_id, more)
    revise_assessment(ledger, ANALYSTS[1], assessment_id, Revision(access_denied=True))
    assert len(asked(ledger)) == 3
    assert list(standing_requests(ledger, OUTSIDER.reader)) == []


def test_a_request_is_answered_by_entries_and_stands_until_it_is_closed(ledger: Ledger) -> None:
    opened(ledger)
    request = next(standing_requests(ledger, READER))
    seen = report(ledger, 1)
    answered = answer_request(ledger, ANALYSTS[0], request.record_id, [seen.id])
    assert held(answered, CollectionRequest).answers == (seen.id,)
    assert answered.causes == (seen.id,)
    assert len(asked(ledger)) == 2
    close_request(ledger, ANALYSTS[1], request.record_id, "The camps are empty.")
    assert len(asked(ledger)) == 1
    with pytest.raises(BadTransition):
        answer_request(ledger, ANALYSTS[0], request.record_id, [seen.id])
    with pytest.raises(NotFound):
        close_request(ledger, OUTSIDER, request.record_id, "No.")


def test_what_was_closed_is_not_asked_again(ledger: Ledger) -> None:
    assessment_id = opened(ledger)
    request = next(standing_requests(ledger, READER))
    close_request(ledger, ANALYSTS[1], request.record_id, "The camps are empty.")
    revise_assessment(ledger, ANALYSTS[0], assessment_id, Revision(access_denied=True))
    assert len(asked(ledger)) == 1
