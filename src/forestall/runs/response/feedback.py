"""Word back to whoever reported, with the ledger: who is owed some, and the entry in which somebody gave it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from forestall.errors import BadTransition, InvalidField
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read
from forestall.records.entry import Entry
from forestall.records.feedback import Feedback
from forestall.records.report import Report
from forestall.records.values.text import LanguageText
from forestall.respond.feedback import due_at, number_of, standing_words, status_of
from forestall.runs.order import state_of
from forestall.runs.permissions import Person
from forestall.runs.response.chain import chain_of
from forestall.runs.warning.steps import Handling, begin, held, state_for
from forestall.warn.wording.lint import check_texts

LOOKED_AT = 1_000


@dataclass(frozen=True, slots=True)
class Owed:
    """Where a report stands towards whoever told it."""

    report_id: str
    """The report."""
    number: str
    """By which they know it."""
    status: str
    """What may be said of where it stands: an id of vocabulary/feedback_status.yml."""
    told: str | None
    """What they were told last; None when nothing."""
    due_at: datetime | None
    """By when they are owed word; None when they want none, or it is closed."""


@dataclass(frozen=True, slots=True)
class Word:
    """What is said to whoever reported."""

    channel: str
    """By which way: an id of vocabulary/channel.yml."""
    language: str = "en"
    """The language of the standing words."""
    own_words: LanguageText | None = None
    """Other words, where they asked for them; None for the standing ones."""
    is_last: bool = False
    """Whether nothing more will be said."""


def owed_on(ledger: Ledger, reader: Reader, report: Entry) -> Owed:
    """Where one report stands towards whoever told it."""
    chain = chain_of(ledger, reader, report.record_id).entries
    given = [entry for entry in chain if entry.kind == "feedback.given" and entry.body["about"] == report.record_id]
    choices = [entry.body.get("kind") for entry in chain if entry.kind == "decision.recorded"]
    told = {str(entry.body["status"]): entry.recorded_at for entry in given}
    return Owed(
        report_id=report.record_id,
        number=number_of(report.record_id),
        status=status_of((entry.kind for entry in chain), declined=set(choices) == {"decline"}),
        told=str(given[-1].body["status"]) if given else None,
        due_at=due_at(held(report, Report), told),
    )


def feedback_owed(ledger: Ledger, reader: Reader, *, exercise: bool = False) -> Iterator[Owed]:
    """The reports whose informants are owed word, the newest first, as far as the reader may see.

    The newest thousand that came in are looked at, so that a page comes at once however many there are.
    """
    question = Question(kind="report.received", newest_first=True, exercise=exercise, limit=LOOKED_AT)
    for received in read(ledger, reader, question).entries:
        state = state_of(ledger, reader, received.record_id) if received.body.get("answer_wanted") else None
        owed = owed_on(ledger, reader, state) if state is not None else None
        if owed is not None and owed.due_at is not None:
            yield owed


def give_feedback(ledger: Ledger, by: Person, report_id: str, word: Word) -> Entry:
    """The entry in which a named person told the informant where the report stands.

    Raises:
        BadTransition: the informant wants no answer.
        InvalidField: own words that name a person or a place.
    """
    state = state_for(ledger, by, report_id, "give_feedback")
    if not held(state, Report).answer_wanted:
        raise BadTransition(
            expected="a report whose informant wants to hear back",
            found="one whose informant doesn't",
            where=report_id,
            remedy="Say nothing: whether to reply is the informant's choice.",
        )
    owed = owed_on(ledger, by.reader, state)
    said = "closed" if word.is_last else owed.status
    if word.own_words is not None:
        check_texts("Feedback.text", [word.own_words])
        _check_gives_nobody_away(held(state, Report), word.own_words)
    told = Feedback(
        about=report_id,
        status=said,
        number=owed.number,
        text=word.own_words or standing_words(said, owed.number, word.language),
        own_words=word.own_words is not None,
        channel=word.channel,
        given_by=by.user,
        given_at=ledger.clock.now(),
    )
    return begin(ledger, by, "feedback.given", told, Handling.of(state), rests_on=[state])


def _check_gives_nobody_away(report: Report, text: LanguageText) -> None:
    codes = [] if report.place is None else [report.place.country, report.place.admin1]
    if any(code and code.casefold() in text.text.casefold() for code in codes):
        raise InvalidField(
            expected="words without the place of the report",
            found="exact_place",
            where="Feedback.text",
            remedy="Leave the place out: the message can be read by whoever holds the telephone.",
        )
