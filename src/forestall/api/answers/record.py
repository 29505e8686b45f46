"""The record as plain data: entries as far as their markings reach the reader, one thing, one chain."""

from __future__ import annotations

from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.clock import format_instant
from forestall.errors import NotFound
from forestall.memory.proof import proven_to_json
from forestall.memory.question import Question
from forestall.memory.read import Answer, read, read_one
from forestall.memory.trace import trace
from forestall.records.entry import Entry
from forestall.vocabulary.load import vocabulary

READ, EXPORT = "read_record", "export_record"
A_PAGE = 50
_LONGEST = 500


def entries(here: Visit, *, kind: str | None, exercise: bool, after: str | None, limit: int) -> dict[str, Any]:
    """The newest entries that reach the reader, a line each, and where to go on.

    Raises:
        UnknownTerm: no such kind.
        InvalidField: `after` isn't from an earlier answer.
    """
    if kind is not None:
        vocabulary("entry_kind").term(kind)
    question = Question(kind=kind, exercise=exercise, newest_first=True, after=after, limit=limit)
    found = read(here.node.ledger, here.reader, question)
    lines = [line(entry) for entry in found.entries]
    return {"kind": kind, "exercise": exercise, "entries": lines, "after": found.after}


def one_entry(here: Visit, name: str) -> dict[str, Any]:
    """One entry, as signed.

    Raises:
        NotFound: there is none, or none this reader may see.
    """
    entry = noted(here, name, Question(entry_ids=(name,)))
    may = [EXPORT] if here.may(EXPORT, entry) else []
    return {"entry": entry.to_json(), "label": label(entry), "exercise": entry.exercise, "may": may}


def proven(here: Visit, name: str) -> dict[str, Any]:
    """One entry with the node's signature over it, to be checked away from here: whatever is taken out breaks it.

    Raises:
        NotFound: there is none, or none this reader may see.
        AccessError: another organisation's, or not theirs to take along.
    """
    entry = noted(here, name, Question(entry_ids=(name,)))
    here.check(EXPORT, entry)
    return proven_to_json(here.node.ledger, entry)


def one_record(here: Visit, name: str) -> dict[str, Any]:
    """A thing's newest entry in full, and a line for each one before it.

    Raises:
        NotFound: there is none, or none this reader may see.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    question = Question(record_id=name, newest_first=True, limit=_LONGEST)
    history = read(here.node.ledger, here.reader, question).entries
    return {
        "record_id": name,
        "state": state.to_json(),
        "label": label(state),
        "exercise": state.exercise,
        "history": [line(entry) for entry in history],
    }


def chain(here: Visit, name: str) -> dict[str, Any]:
    """What an entry or record rests on and what rests on it, causes first; a withheld hop by its place alone.

    Raises:
        NotFound: there is no such thing, or none this reader may see.
    """
    question = Question(record_id=name, states=True) if "-" in name else Question(entry_ids=(name,))
    start = noted(here, name, question)
    found = trace(here.node.ledger, here.reader, start.id)
    hops = [
        {"distance": hop.distance, "id": hop.id, **({"withheld": True} if hop.entry is None else line(hop.entry))}
        for hop in found.hops
    ]
    return {"name": name, "exercise": start.exercise, "hops": hops, "is_cut": found.is_cut}


def states(here: Visit, sort: str, *, exercise: bool, after: str | None) -> Answer:
    """The records of one sort as they stand, as many as a page holds, and where to go on.

    Raises:
        InvalidField: `after` isn't from an earlier answer.
    """
    question = Question(prefix=sort, states=True, exercise=exercise, after=after, limit=A_PAGE)
    return read(here.node.ledger, here.reader, question)


def line(entry: Entry) -> dict[str, Any]:
    """An entry as lists show it: nothing of what it holds."""
    return {
        "id": entry.id,
        "number": entry.sequence,
        "kind": entry.kind,
        "label": label(entry),
        "record_id": entry.record_id,
        "recorded_at": format_instant(entry.recorded_at),
        "author": entry.author.user,
        "organisation": entry.author.organisation,
        "marking": entry.marking.tlp.word,
        "exercise": entry.exercise,
    }


def label(entry: Entry) -> str:
    """What was said or done, as people call it."""
    return vocabulary("entry_kind").term(entry.kind).label


def noted(here: Visit, name: str, question: Question) -> Entry:
    """The one entry that answers, once it is noted that it was asked for.

    Raises:
        NotFound: there is none, or none this reader may see; noted all the same.
    """
    # A miss is noted as a find is, so that the two take the same steps.
    try:
        entry = read_one(here.node.ledger, here.reader, question, name)
    except NotFound:
        here.note(READ, name, was_shown=False)
        raise
    here.note(READ, name, was_shown=True)
    return entry
