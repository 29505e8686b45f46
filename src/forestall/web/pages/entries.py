"""The record: entries as far as their markings reach the reader, one entry, one thing's history, one chain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.clock import format_instant
from forestall.errors import NotFound
from forestall.memory.question import Question
from forestall.memory.read import read, read_one
from forestall.memory.trace import trace
from forestall.records.entry import Entry
from forestall.vocabulary.load import vocabulary
from forestall.web.page import Answer, Page

A_PAGE = 50
_LONGEST = 500


class Entries(Page):
    """The newest entries that reach the reader."""

    template = "entries.html"
    verb = "read_record"

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """A page of entries, newest first, and where the next begins."""
        kind = query.get("kind") or None
        if kind is not None:
            vocabulary("entry_kind").term(kind)
        exercise = query.get("world") == "exercise"
        question = Question(
            kind=kind, exercise=exercise, newest_first=True, after=query.get("after") or None, limit=A_PAGE
        )
        found = read(here.node.ledger, here.reader, question)
        return {
            "kind": kind,
            "exercise": exercise,
            "entries": [line(entry) for entry in found.entries],
            "after": found.after,
        }

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """The kinds one can choose from."""
        return {"kinds": [(term.id, term.label) for term in vocabulary("entry_kind").values()]}


class OneEntry(Page):
    """One entry in full."""

    template = "entry.html"
    verb = "read_record"

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The entry, as signed."""
        name = parts["entry_id"]
        entry = noted(here, name, Question(entry_ids=(name,)))
        return {"entry": entry.to_json(), "label": label(entry), "exercise": entry.exercise}


class OneRecord(Page):
    """One thing: its state and its history."""

    template = "record.html"
    verb = "read_record"

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The newest entry in full, and a line for each one before it."""
        name = parts["record_id"]
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


class Chain(Page):
    """What an entry or record rests on and what rests on it: the timeline of one situation."""

    template = "chain.html"
    verb = "read_record"

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Every hop the reader may see, causes first; a withheld one by its place alone."""
        name = parts["name"]
        is_record = "-" in name
        question = Question(record_id=name, states=True) if is_record else Question(entry_ids=(name,))
        start = noted(here, name, question)
        found = trace(here.node.ledger, here.reader, start.id)
        hops = [
            {"distance": hop.distance, "id": hop.id, **({"withheld": True} if hop.entry is None else line(hop.entry))}
            for hop in found.hops
        ]
        return {"name": name, "exercise": start.exercise, "hops": hops, "is_cut": found.is_cut}


def noted(here: Visit, name: str, question: Question) -> Entry:
    """The one entry that answers, once it is noted that it was asked for.

    Raises:
        NotFound: there is none, or none this reader may see; noted all the same.
    """
    try:
        entry = read_one(here.node.ledger, here.reader, question, name)
    except NotFound:
        here.note("read_record", name, was_shown=False)
        raise
    here.note("read_record", name, was_shown=True)
    return entry


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
