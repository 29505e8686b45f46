"""Which step may follow which in the life of a record, as vocabulary/entry_kind.yml says.

A draft isn't issued unreviewed, a signed card isn't drafted again, a round isn't locked twice: whichever
door a person came through. Kinds that declare no order have none.
"""

from __future__ import annotations

from forestall.errors import BadTransition
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read
from forestall.records.entry import Author, Draft, Entry
from forestall.records.values.marking import Sensitivity
from forestall.vocabulary.load import vocabulary


def check_order(ledger: Ledger, draft: Draft) -> None:
    """Return when the record's state, as its author may see it, allows a step of this kind.

    Raises:
        BadTransition: the step doesn't follow on that state.
    """
    term = vocabulary("entry_kind").term(draft.kind)
    after, begins = term.extra.get("after", ()), term.extra.get("begins", False)
    if not after and not begins:
        return
    state = state_of(ledger, reader_for(draft.author), draft.record_id)
    if (state is None and begins) or (state is not None and state.kind in after):
        return
    steps = [*(["a record of its own"] if begins else []), *after]
    raise BadTransition(
        expected=f"{' or '.join(steps)} before {draft.kind}",
        found=state.kind if state else "nothing that its author may see",
        where=f"{draft.kind} on {draft.record_id}",
        remedy="Take the steps in their order; what is signed or issued is replaced by another, never changed.",
    )


def state_of(ledger: Ledger, reader: Reader, record_id: str) -> Entry | None:
    """The newest entry of a record that the reader may see; None where there is none."""
    found = read(ledger, reader, Question(record_id=record_id, states=True)).entries
    return found[0] if found else None


def reader_for(author: Author) -> Reader:
    """An author as a reader of what their own step follows on: whoever takes it must have read it."""
    return Reader(author.user, author.organisation, is_member=True, clearance=Sensitivity.SEVERE)
