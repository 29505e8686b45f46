"""What holds between a statement and the state of its record, whichever door a person came through.

Steps follow each other as vocabulary/entry_kind.yml says: a draft isn't issued unreviewed, a signed card isn't
drafted again. What is issued is what was reviewed, nobody signs for another, and a dissent stays inside.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from forestall.errors import BadTransition, InvalidField
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read
from forestall.records.entry import Author, Draft, Entry
from forestall.records.values.marking import Sensitivity
from forestall.vocabulary.load import vocabulary

SIGNED_IN = ("approvals", "signed_by")
BEGIN_ANEW = ("assessment.opened",)
"""Kinds that begin another version of a record, with a dissent of its own."""


def check_order(ledger: Ledger, draft: Draft, looking_as: Reader | None = None) -> Entry | None:
    """The state that the draft follows on, when it may; None where it begins a record.

    Args:
        ledger: where it is about to go.
        draft: the statement.
        looking_as: who looks at the state; the draft's author when left out.

    Raises:
        BadTransition: the step doesn't follow on that state.
        InvalidField: somebody is made to speak or sign who did not, a dissent is taken out, or something
            changed that this step leaves as it is.
    """
    term = vocabulary("entry_kind").term(draft.kind)
    after, begins = term.extra.get("after", ()), term.extra.get("begins", False)
    _check_speaker(draft, term.extra.get("speaks_as"))
    ordered = has_order(draft.kind)
    if not ordered and not any(draft.body.get(field) for field in SIGNED_IN):
        return None
    state = state_of(ledger, looking_as or reader_for(draft.author), draft.record_id)
    if ordered and not (begins if state is None else state.kind in after):
        raise _out_of_order(draft, state, begins, after)
    _check_signatures(ledger, draft, state.body if state else {})
    if state is not None and draft.kind not in BEGIN_ANEW:
        _check_dissent(draft, state.body)
    if state is not None and term.extra.get("keeps", False):
        _check_kept(draft, state.body, term.extra.get("changes", ()))
    if state is not None:
        _check_grown(draft, state.body, term.extra.get("grows", ()))
    return state


def has_order(kind: str) -> bool:
    """Whether entries of a kind have a place of their own in the life of a record."""
    extra = vocabulary("entry_kind").term(kind).extra
    return bool(extra.get("after")) or extra.get("begins", False)


def state_of(ledger: Ledger, reader: Reader, record_id: str, as_of: datetime | None = None) -> Entry | None:
    """The newest entry of a record that the reader may see, of those recorded by a time; None where there is none."""
    found = read(ledger, reader, Question(record_id=record_id, states=True, as_of=as_of)).entries
    return found[0] if found else None


def reader_for(author: Author) -> Reader:
    """An author as a reader of what their own step follows on: whoever takes it must have read it."""
    return Reader(author.user, author.organisation, is_member=True, clearance=Sensitivity.SEVERE)


def _check_speaker(draft: Draft, field: str | None) -> None:
    if field is not None and draft.body.get(field) != draft.author.user:
        raise InvalidField(
            expected="the author of the entry",
            found="somebody else",
            where=f"{draft.kind} on {draft.record_id}, {field}",
            remedy="Speak in your own name; nobody writes, judges or acknowledges for another.",
        )


def _check_signatures(ledger: Ledger, draft: Draft, before: dict[str, Any]) -> None:
    fresh = [
        row["by"]
        for field in SIGNED_IN
        for row in draft.body.get(field, ())
        if row not in before.get(field, ()) and row["by"] != draft.author.user
    ]
    if not fresh:
        return
    causes = read(ledger, reader_for(draft.author), Question(entry_ids=draft.causes)).entries if draft.causes else ()
    said_yes = {
        entry.author.user for entry in causes if entry.kind == "review.recorded" and entry.body.get("stands") is True
    }
    if not said_yes.issuperset(fresh):
        raise InvalidField(
            expected="approval in its author's own name, or by somebody whose own entry says so",
            found="approval in the name of somebody else",
            where=f"{draft.kind} on {draft.record_id}",
            remedy="Have each person say so in an entry of their own, and rest on it.",
        )


def _check_dissent(draft: Draft, before: dict[str, Any]) -> None:
    inside = draft.body.get("dissent", ())
    if any(row not in inside for row in before.get("dissent", ())):
        raise InvalidField(
            expected="every dissent that was inside before",
            found="at least one fewer",
            where=f"{draft.kind} on {draft.record_id}, dissent",
            remedy="Leave it inside; it travels with the product, and whoever wrote it may add to it.",
        )


def _check_kept(draft: Draft, before: dict[str, Any], may_change: tuple[str, ...]) -> None:
    fields = before.keys() | draft.body.keys()
    moved = sorted(name for name in fields - set(may_change) if before.get(name) != draft.body.get(name))
    if moved:
        raise InvalidField(
            expected=f"what was there before, save for {', '.join(may_change) or 'nothing'}",
            found=f"a change of {', '.join(moved)}",
            where=f"{draft.kind} on {draft.record_id}",
            remedy="Draft it anew, and have it read, signed or judged again; this step adds nothing else.",
        )


def _check_grown(draft: Draft, before: dict[str, Any], may_grow: tuple[str, ...]) -> None:
    for field in may_grow:
        rows = before.get(field, [])
        if list(draft.body.get(field, []))[: len(rows)] != list(rows):
            raise InvalidField(
                expected="what was written before, and more after it",
                found="a change of what was written",
                where=f"{draft.kind} on {draft.record_id}, {field}",
                remedy="Leave it as it is; it was locked when it was recorded.",
            )


def _out_of_order(draft: Draft, state: Entry | None, begins: bool, after: tuple[str, ...]) -> BadTransition:
    steps = [*(["a record of its own"] if begins else []), *after]
    return BadTransition(
        expected=f"{' or '.join(steps)} before {draft.kind}",
        found=state.kind if state else "nothing that its author may see",
        where=f"{draft.kind} on {draft.record_id}",
        remedy="Take the steps in their order; what is signed or issued is replaced by another, never changed.",
    )
