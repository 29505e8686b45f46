"""The record: entries as far as their markings reach the reader, one entry, one thing's history, one chain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers import record
from forestall.vocabulary.load import vocabulary
from forestall.web.page import Answer, Page

A_PAGE = 50


class Entries(Page):
    """The newest entries that reach the reader."""

    template = "entries.html"
    verb = record.READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """A page of entries, newest first, and where the next begins."""
        exercise = query.get("world") == "exercise"
        kind, after = query.get("kind") or None, query.get("after") or None
        return record.entries(here, kind=kind, exercise=exercise, after=after, limit=A_PAGE)

    def beside(self, here: Visit, answer: Answer) -> dict[str, Any]:
        """The kinds one can choose from."""
        return {"kinds": list(vocabulary("entry_kind"))}


class OneEntry(Page):
    """One entry in full."""

    template = "entry.html"
    verb = record.READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The entry, as signed."""
        return record.one_entry(here, parts["entry_id"])


class OneRecord(Page):
    """One thing: its state and its history."""

    template = "record.html"
    verb = record.READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """The newest entry in full, and a line for each one before it."""
        return record.one_record(here, parts["record_id"])


class Chain(Page):
    """What an entry or record rests on and what rests on it: the timeline of one situation."""

    template = "chain.html"
    verb = record.READ

    def answer(self, here: Visit, query: Mapping[str, str], **parts: str) -> Answer:
        """Every hop the reader may see, causes first."""
        return record.chain(here, parts["name"])
