"""The one function that decides who may read, and the only way to an entry's contents.

Every answer is for a reader. What the reader may not see is left out as if it weren't there: no
count, no place held open, no other error. What was known at a time can be asked for; what may be
shown is always decided by the markings as they stand now, so that narrowing a record reaches its past too.

Source:
    Traffic Light Protocol 2.0 (FIRST, 2022) for the classes; who counts as reached by each is
    written out at `may_read`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

import orjson

from forestall.clock import format_instant
from forestall.errors import IntegrityError, LookAhead, NotFound
from forestall.identifiers import digest
from forestall.memory.ledger import Ledger
from forestall.memory.question import Found, Question, find_rows
from forestall.memory.rules import combined, marking_of
from forestall.records.entry import Author, Entry
from forestall.records.values.marking import Marking, Sensitivity, Tlp

KEPT = 2048
"""How many entries a process keeps as they were built from their bytes."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who asks, as known to the door that let them in. Without arguments: the public."""

    user: str | None = None
    """Pseudonymous id of the signed-in person."""
    organisation: str | None = None
    """The organisation the person acts for."""
    is_member: bool = False
    """Whether the organisation takes part in the network, as `green` asks."""
    client_of: frozenset[str] = frozenset()
    """Organisations whose client the reader's is, as plain `amber` allows."""
    clearance: Sensitivity = Sensitivity.LOW
    """The highest sensitivity class the reader is cleared for."""
    is_clockwork: bool = False
    """The node's own clocks, which write down that a time ran out whatever the marking, and show nothing to anybody."""


PUBLIC = Reader()


def may_read(reader: Reader, marking: Marking, author: Author, now: datetime) -> bool:
    """Whether a marking reaches a reader.

    Whoever wrote an entry, speaking for the same organisation still, may read it back. Everyone else
    needs all of: an embargo that is over, or the author's own organisation; clearance for the
    sensitivity; and to be reached by the TLP class.

    Args:
        reader: who asks.
        marking: the handling terms that hold now.
        author: who wrote the entry, its owner being the author's organisation.
        now: the present, against which an embargo is held.
    """
    is_own = reader.organisation == author.organisation and reader.organisation is not None
    if reader.is_clockwork or (is_own and reader.user == author.user):
        return True
    if marking.embargo_until and now < marking.embargo_until and not is_own:
        return False
    return marking.sensitivity <= reader.clearance and _is_reached(reader, marking)


def _is_reached(reader: Reader, marking: Marking) -> bool:
    is_named = reader.user is not None and reader.user in marking.recipients
    if marking.tlp == Tlp.CLEAR:
        return True
    if marking.tlp == Tlp.GREEN:
        return reader.is_member
    if marking.tlp == Tlp.RED:
        return is_named
    if is_named or (reader.organisation is not None and reader.organisation in marking.organisations):
        return True
    return marking.tlp == Tlp.AMBER and not reader.client_of.isdisjoint(marking.organisations)


@dataclass(frozen=True, slots=True)
class Answer:
    """Entries that a reader may see, and where to go on."""

    entries: tuple[Entry, ...]
    after: str | None
    """What to ask for next in `Question.after`; None when this is all."""
    replaced: frozenset[str] = frozenset()
    """Ids of those among the entries that are no longer the newest of their records, whoever may see the newer one."""


def read(ledger: Ledger, reader: Reader, question: Question) -> Answer:
    """What the ledger holds in answer to a question, as far as this reader may see.

    Nothing found and nothing that may be seen give the same answer after the same steps.

    Raises:
        LookAhead: asked for a time that has not come.
        IntegrityError: an entry's bytes aren't those of its id; damaged entries are never shown.
        StorageError: the ledger can't be reached.
    """
    now = ledger.clock.now()
    if question.as_of and question.as_of > now:
        raise LookAhead(
            expected=f"a time up to now, {format_instant(now)}",
            found=format_instant(question.as_of),
            where="as_of",
            remedy="Ask again when that time has come; what will be known then is not known now.",
        )
    entries: list[Entry] = []
    replaced: list[str] = []
    after = None
    with ledger.database.snapshot():
        last = ""
        for found in find_rows(ledger.database, question):
            entry = _shown(found, reader, now)
            if entry is None:
                continue
            if len(entries) == question.limit:
                after = last
                break
            entries.append(entry)
            if found.newest is not None:
                replaced.append(entry.id)
            last = found.token
    return Answer(tuple(entries), after, frozenset(replaced))


def read_all(ledger: Ledger, reader: Reader, question: Question) -> Iterator[Entry]:
    """Every entry that answers a question, asked for page by page.

    What is appended meanwhile may still come; what was given stays as it is.
    """
    while True:
        answer = read(ledger, reader, question)
        yield from answer.entries
        if answer.after is None:
            return
        question = replace(question, after=answer.after)


def read_one(ledger: Ledger, reader: Reader, question: Question, name: str) -> Entry:
    """The one entry that answers a question.

    Args:
        ledger: where to look.
        reader: who asks.
        question: what is asked.
        name: the id that was asked for, as the error repeats it.

    Raises:
        NotFound: there is none, or none this reader may see; the two can't be told apart.
    """
    found = read(ledger, reader, question).entries
    if not found:
        raise NotFound(
            expected="an entry or a record of this ledger",
            found="nothing",
            where=name,
            remedy="Check the id, and as whom and as of when you ask.",
        )
    return found[0]


def _shown(found: Found, reader: Reader, now: datetime) -> Entry | None:
    marking, author = _terms(found.id, found.payload)
    if found.newest is not None:
        # The record may have been narrowed since; a loosening doesn't reach back.
        marking = combined(marking, _marking_in(found.newest))
    allowed = may_read(reader, marking, author, now)
    return _parsed(found.id, found.payload) if allowed and not found.is_stand_in else None


# What follows from an entry's bytes alone is made of them once a process, for they never change: a desk reads the
# same few hundred entries for everybody. Other bytes under the same id are another question, and are found out.


@lru_cache(maxsize=KEPT)
def _terms(entry_id: str, payload: bytes) -> tuple[Marking, Author]:
    if digest(payload) != entry_id:
        raise IntegrityError(
            expected="bytes that hash to the entry's id",
            found="others",
            where=f"entry {entry_id}",
            remedy="Run `forestall ledger verify` and restore from a backup.",
        )
    entry = orjson.loads(payload)
    return marking_of(entry), Author.model_construct(**entry["author"])


@lru_cache(maxsize=KEPT)
def _marking_in(payload: bytes) -> Marking:
    return marking_of(orjson.loads(payload))


@lru_cache(maxsize=KEPT)
def _parsed(entry_id: str, payload: bytes) -> Entry:
    return Entry.parse({**orjson.loads(payload), "id": entry_id})
