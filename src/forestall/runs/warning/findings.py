"""A named person's yes or no to another's work, in an entry of their own, and the approvals made from such."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from forestall.errors import InvalidField
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read
from forestall.records.entry import Entry
from forestall.records.parts.approval import Approval
from forestall.records.review import Review
from forestall.records.values.text import LanguageText
from forestall.runs.permissions import Person, check_role
from forestall.runs.warning.steps import Handling, begin, held, read_entries, state_for

LOOKED_AT = 200


def give_finding(
    ledger: Ledger,
    by: Person,
    record_id: str,
    *,
    stands: bool,
    role: str,
    finding: LanguageText | None = None,
    verb: str = "give_finding",
) -> Entry:
    """The entry in which a person says whether a record stands as it is now.

    Args:
        ledger: where it goes.
        by: who says so.
        record_id: what it is about; the finding holds for its present state and no later one.
        stands: yes or no.
        role: the role in which the person speaks.
        finding: why, in words.
        verb: the right it takes, such as `sign_trigger` for the first of two signatures.
    """
    state = state_for(ledger, by, record_id, verb)
    review = Review(about=(record_id,), reviewer=by.user, role=check_role(by, role), stands=stands, finding=finding)
    return begin(ledger, by, "review.recorded", review, Handling.of(state), rests_on=[state])


def findings_on(ledger: Ledger, reader: Reader, state: Entry, since: datetime) -> list[Entry]:
    """The findings about a record since a moment, as far as the reader may see, the newest first.

    Args:
        ledger: where they are.
        reader: who asks.
        state: what they are about.
        since: the moment from which on they count, such as when a panel was asked.
    """
    question = Question(
        kind="review.recorded", since=since, exercise=state.exercise, newest_first=True, limit=LOOKED_AT
    )
    found = read(ledger, reader, question).entries
    return [entry for entry in found if state.record_id in held(entry, Review).about]


def approval_by(ledger: Ledger, by: Person, role: str) -> Approval:
    """The person's own approval, now."""
    return Approval(
        by=by.user, organisation=by.author.organisation, role=check_role(by, role), approved_at=ledger.clock.now()
    )


def yeses(ledger: Ledger, by: Person, state: Entry) -> tuple[Entry, ...]:
    """The entries in which others said yes to a record as it stands now; of each person the newest counts.

    Args:
        ledger: where they are.
        by: who asks; their own say is left to the step they take themselves.
        state: the record's state.
    """
    newest: dict[str, Entry] = {}
    for entry in findings_on(ledger, by.reader, state, state.recorded_at):
        if state.id in entry.causes:
            newest.setdefault(entry.author.user, entry)
    return tuple(entry for user, entry in newest.items() if user != by.user and held(entry, Review).stands is True)


def approvals_from(
    ledger: Ledger, by: Person, state: Entry, entry_ids: Sequence[str]
) -> tuple[tuple[Entry, ...], tuple[Approval, ...]]:
    """The findings with these ids, and the approvals they make of exactly this state.

    Raises:
        NotFound: one isn't there for the person.
        InvalidField: one says no, is about something else, or about an earlier state.
    """
    entries = read_entries(ledger, by, entry_ids)
    approvals = []
    for entry in entries:
        review = held(entry, Review)
        if review.stands is not True or state.id not in entry.causes or review.role is None:
            raise InvalidField(
                expected="a yes to the record as it stands now, in a role",
                found="a no, or a word on something else or on an earlier state",
                where=f"finding {entry.id}",
                remedy="Ask them to look at it as it stands now.",
            )
        approvals.append(
            Approval(
                by=entry.author.user,
                organisation=entry.author.organisation,
                role=review.role,
                approved_at=entry.recorded_at,
            )
        )
    return entries, tuple(approvals)
