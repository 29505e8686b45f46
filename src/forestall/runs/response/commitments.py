"""Commitments with the ledger: written down, moved by evidence alone, and asked after when they are due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from forestall.errors import InvalidField
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all
from forestall.records.commitment import Commitment
from forestall.records.entry import Entry
from forestall.records.values.text import LanguageText
from forestall.respond.commitments import due_on, moved
from forestall.runs.permissions import Person, check_right
from forestall.runs.warning.steps import Handling, begin, follow, held, state_for
from forestall.warn.wording.lint import check_texts


def make_commitment(
    ledger: Ledger, by: Person, commitment: Commitment, handling: Handling, follows_from: Sequence[str] = ()
) -> Entry:
    """The entry in which a promise or recommendation is written down.

    Args:
        ledger: where it goes.
        by: who writes it down; not who promised.
        commitment: the promise, and what would show it kept.
        handling: how it may be handled; what it follows from may ask for more.
        follows_from: records it came out of, such as a decision or a review.

    Raises:
        InvalidField: it isn't open, or its words name a person or a place.
        NotFound: what it came out of isn't there for the person.
    """
    check_right(by, "track_commitment", ledger.clock.now())
    if commitment.status != "open":
        raise InvalidField(
            expected="a promise that is open",
            found=commitment.status,
            where="Commitment.status",
            remedy="Write it down as open first; evidence moves it then.",
        )
    check_texts("Commitment", [commitment.promise, commitment.kept_when])
    grounds = [state_for(ledger, by, record_id, "read_record") for record_id in follows_from]
    if grounds:
        strict = Handling.of(*grounds)
        handling = Handling(handling.marking.combine(strict.marking), strict.exercise)
    return begin(ledger, by, "commitment.made", commitment, handling, rests_on=grounds)


def move_commitment(
    ledger: Ledger,
    by: Person,
    commitment_id: str,
    status: str,
    rests_on: Sequence[str] = (),
    note: LanguageText | None = None,
) -> Entry:
    """The commitment in another status, on the evidence for it.

    Args:
        ledger: where it goes.
        by: who says so.
        commitment_id: which one.
        status: an id of vocabulary/commitment_status.yml.
        rests_on: records that show it.
        note: what else must be known.

    Raises:
        InvalidField: no evidence.
        BadTransition: it is closed for good.
        NotFound: the commitment or a piece of evidence isn't there for the person.
    """
    state = state_for(ledger, by, commitment_id, "track_commitment")
    shown_by = [state_for(ledger, by, record_id, "read_record") for record_id in rests_on]
    today = ledger.clock.now().date()
    told = moved(held(state, Commitment), status, tuple(rests_on), state.record_id, today)
    if note is not None:
        check_texts("Commitment.note", [note])
        told = told.model_copy(update={"note": note})
    return follow(ledger, by, "commitment.updated", state, told, shown_by)


def commitments(ledger: Ledger, reader: Reader, *, exercise: bool = False) -> Iterator[tuple[Entry, date | None]]:
    """Every commitment as it stands with the day on which somebody asks after it, as far as the reader may see."""
    for entry in read_all(ledger, reader, Question(prefix="commitment", states=True, exercise=exercise)):
        yield entry, due_on(held(entry, Commitment))
