"""Standing requests to look out for what would change a judgement: listed, answered, closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all
from forestall.records.collection_request import CollectionRequest
from forestall.records.entry import Entry
from forestall.runs.permissions import Person
from forestall.runs.warning.steps import follow, held, read_entries, state_for

STANDING = ("collection.requested", "collection.answered")


def standing_requests(ledger: Ledger, reader: Reader, *, exercise: bool = False) -> Iterator[Entry]:
    """Every request that stands, as far as the reader may see, by its id."""
    question = Question(prefix="collection_request", states=True, exercise=exercise)
    return (entry for entry in read_all(ledger, reader, question) if entry.kind in STANDING)


def answer_request(ledger: Ledger, by: Person, request_id: str, entry_ids: Sequence[str]) -> Entry:
    """The request with more entries that speak to it; it stands until somebody closes it.

    Raises:
        NotFound: the request or an entry isn't there for the person.
        BadTransition: it is closed.
    """
    state = state_for(ledger, by, request_id, "answer_request")
    answers = read_entries(ledger, by, entry_ids)
    told = held(state, CollectionRequest)
    known = (*told.answers, *(entry.id for entry in answers if entry.id not in told.answers))
    answered = CollectionRequest.parse(told.model_copy(update={"answers": known}).to_json())
    return follow(ledger, by, "collection.answered", state, answered, answers)


def close_request(ledger: Ledger, by: Person, request_id: str, because: str) -> Entry:
    """The request, standing no longer, with the reason.

    Raises:
        BadTransition: it is closed.
    """
    state = state_for(ledger, by, request_id, "answer_request")
    closed = held(state, CollectionRequest).model_copy(update={"closed_because": because})
    return follow(ledger, by, "collection.closed", state, CollectionRequest.parse(closed.to_json()))
