"""What an entry may rest on: the checks that need the ledger, made inside the transaction that appends.

- Causes and corrections name entries that stand in the ledger.
- An exercise and the real thing never rest on each other, nor share a record.
- An entry is corrected once, by an entry on the same record: the next correction corrects the first.
- Where the author of a step says what the record stood at, it still stands there.
- A marking is at least as strict as the combination of all it rests on: its causes and the state of its
  record before it. Only a granted release loosens, only what its own organisation wrote, and
  only down to the release's own marking.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Self

import orjson

from forestall.errors import BadTransition, InvalidField
from forestall.memory.database import Database, Row
from forestall.memory.lookup import select_by_id, select_many
from forestall.records.entry import Draft
from forestall.records.values.marking import Marking

_RELEASES = frozenset({"release.decided", "release.sent"})
_GRANTED = frozenset({"granted", "granted_with_changes"})
_MOST_KNOWN = 50_000
_MOST_HELD = 4096


@dataclass(slots=True)  # not frozen: there is one for every entry of a batch, and freezing triples its cost
class Ground:
    """An entry that another may rest on, as far as the rules look at it."""

    sequence: int
    id: str
    record_id: str
    exercise: bool
    marking: Marking
    organisation: str
    lifts: frozenset[str] = frozenset()
    """Ids of the entries it releases, when it is a granted release."""
    grants: Marking | None = None
    """The marking under which it releases them."""
    is_recalled: bool = False
    """Whether it says that a release was recalled."""

    def with_release(self, kind: str, body: dict[str, Any]) -> Self:
        """Itself, knowing what it releases or recalls, where it does."""
        if kind in _RELEASES and body.get("decision") in _GRANTED:
            self.lifts = frozenset(body["entries"])
            self.grants = marking_of(body)
        self.is_recalled = kind == "release.recalled"
        return self


@dataclass(slots=True)
class Grounds:
    """All that a batch of drafts rests on; grows as the batch is accepted."""

    by_id: dict[str, Ground] = field(default_factory=dict)
    states: dict[str, Ground] = field(default_factory=dict)
    """The newest entry of each record."""
    corrected: set[str] = field(default_factory=set)
    """Ids of entries that have been superseded."""

    def accept(self, draft: Draft, marking: Marking, sequence: int, entry_id: str) -> None:
        """Take note of a draft that is now an entry, for those after it in the batch."""
        if draft.supersedes:
            self.corrected.add(draft.supersedes)
        ground = Ground(sequence, entry_id, draft.record_id, draft.exercise, marking, draft.author.organisation)
        if draft.kind.startswith("release."):
            ground.with_release(draft.kind, draft.body)
        self.states[draft.record_id] = ground


class KnownGrounds:
    """Grounds read before: what stands at a place of the chain stands there for good, and is read once."""

    def __init__(self) -> None:
        self._by_place: dict[int, Ground] = {}
        self._by_id: dict[str, Ground] = {}

    def gather(self, database: Database, drafts: Sequence[Draft], looked_at: Iterable[str] = ()) -> Grounds:
        """What the drafts rest on and how the records looked at stand, read where it isn't known yet."""
        if len(self._by_place) > _MOST_KNOWN:
            self._by_place.clear()
            self._by_id.clear()
        grounds = Grounds()
        records: set[str] = set(looked_at)
        named: set[str] = set()
        superseded: set[str] = set()
        for draft in drafts:
            records.add(draft.record_id)
            if draft.causes:
                named.update(draft.causes)
            if draft.supersedes:
                superseded.add(draft.supersedes)
                named.add(draft.supersedes)
        if named:
            grounds.by_id = self._named(database, named)
            records.update(ground.record_id for ground in grounds.by_id.values() if ground.lifts)
        if states := select_many(database, _STATES, records):
            grounds.states = {ground.record_id: ground for ground in self._read(database, states)}
        if superseded:
            grounds.corrected.update(entry_id for (entry_id,) in select_many(database, _CORRECTED, superseded))
        return grounds

    def keep(self, grounds: Grounds) -> None:
        """Know the states that an append left, once it is on disk."""
        for ground in grounds.states.values():
            self._by_place[ground.sequence] = self._by_id[ground.id] = ground

    def _named(self, database: Database, named: set[str]) -> dict[str, Ground]:
        known = {entry_id: ground for entry_id in named if (ground := self._by_id.get(entry_id))}
        if unread := named - known.keys():
            known |= {ground.id: ground for ground in self._read(database, select_by_id(database, "sequence", unread))}
        return known

    def _read(self, database: Database, rows: Iterable[Row]) -> Iterator[Ground]:
        places = [place for (place,) in rows]
        known = self._by_place
        if unread := [place for place in places if place not in known]:
            for payload, entry_id, place in select_many(database, _ENTRIES, unread):
                known[place] = _ground(entry_id, payload)
        return map(known.__getitem__, places)


def check_states(grounds: Grounds, on: Mapping[str, str | None]) -> None:
    """Return when records still stand as the author of a step found them.

    Args:
        grounds: the newest entry of each record that is about to go on.
        on: by record, the id of the entry it stood at; None where there was none.

    Raises:
        BadTransition: somebody took a step in between.
    """
    for record_id, found in on.items():
        state = grounds.states.get(record_id)
        if (state.id if state else None) != found:
            raise BadTransition(
                expected="the record as it stood when this step was prepared",
                found="another step, taken in between",
                where=record_id,
                remedy="Read the record again; the step may be done already.",
            )


def check_draft(draft: Draft, marking: Marking, grounds: Grounds) -> None:
    """Return when the draft may be appended.

    Args:
        draft: what is to be appended.
        marking: its marking, as `KnownMarkings.same` gives it.
        grounds: all that it and the others of its batch rest on.

    Raises:
        InvalidField: a cause or correction that isn't there, a mix of exercise and real, or a marking
            looser than what it rests on.
        BadTransition: the entry it corrects has been corrected already.
    """
    state = grounds.states.get(draft.record_id)
    causes = [_known(cause, "causes", draft, grounds) for cause in draft.causes] if draft.causes else []
    rests_on = causes if state is None else [*causes, state]
    if not draft.supersedes and _is_like_all(rests_on, draft, marking):
        return  # as most drafts of a large batch
    if draft.supersedes:
        rests_on = [*rests_on, _corrected(draft, grounds)]
    for ground in rests_on:
        if ground.exercise != draft.exercise:
            raise InvalidField(
                expected=f"entries {'of an exercise' if draft.exercise else 'that are no exercise'} only",
                found=f"entry {ground.id} of the other world",
                where=f"{draft.kind} on {draft.record_id}",
                remedy="Keep exercises under record ids of their own.",
            )
    _check_marking(draft, marking, causes, rests_on, grounds)


def _is_like_all(rests_on: Iterable[Ground], draft: Draft, marking: Marking) -> bool:
    # Of the same world, under the same marking, and nothing that loosens one; a loop, as `all` takes twice as long.
    for ground in rests_on:
        if ground.marking is not marking or ground.exercise != draft.exercise or ground.grants is not None:
            return False
    return True


def _known(entry_id: str, part: str, draft: Draft, grounds: Grounds) -> Ground:
    ground = grounds.by_id.get(entry_id)
    if ground is None:
        raise InvalidField(
            expected="ids of entries in this ledger",
            found=f"{entry_id}, which is not in it",
            where=f"{draft.kind} on {draft.record_id}, {part}",
            remedy="Append what it rests on first, and name that entry's id.",
        )
    return ground


def _corrected(draft: Draft, grounds: Grounds) -> Ground:
    ground = _known(draft.supersedes or "", "supersedes", draft, grounds)
    if ground.record_id != draft.record_id:
        raise InvalidField(
            expected="an entry on the same record",
            found="one on another record",
            where=f"{draft.kind} on {draft.record_id}, supersedes",
            remedy="Correct an entry under its own record id; link different records by causes.",
        )
    if ground.id in grounds.corrected:
        raise BadTransition(
            expected="an entry that nothing has corrected yet",
            found=f"entry {ground.id}, which is corrected already",
            where=f"{draft.kind} on {draft.record_id}, supersedes",
            remedy="Read the record again and correct its newest entry.",
        )
    return ground


def _check_marking(
    draft: Draft, marking: Marking, causes: list[Ground], rests_on: list[Ground], grounds: Grounds
) -> None:
    releases = [cause for cause in causes if cause.lifts and _is_in_force(cause, grounds)]
    for ground in rests_on:
        if releases and _is_released(ground, releases):
            continue
        required = ground.grants if ground.grants and ground in releases else ground.marking
        if required is not marking and not is_as_strict(marking, required):
            raise InvalidField(
                expected="a marking at least as strict as that of all it rests on",
                found=f"a looser one than entry {ground.id} asks for",
                where=f"{draft.kind} on {draft.record_id}, marking",
                remedy="Combine the markings, or rest on a release granted by the owner of that entry.",
            )


def _is_in_force(release: Ground, grounds: Grounds) -> bool:
    return not grounds.states[release.record_id].is_recalled


def _is_released(ground: Ground, releases: list[Ground]) -> bool:
    return any(ground.id in release.lifts and ground.organisation == release.organisation for release in releases)


@lru_cache(maxsize=4096)
def combined(marking: Marking, other: Marking) -> Marking:
    """The strictest of both; computed once for each pair."""
    return marking.combine(other)


@lru_cache(maxsize=4096)
def is_as_strict(marking: Marking, than: Marking) -> bool:
    """Whether combining with the other marking would add nothing."""
    return combined(marking, than) == marking


@lru_cache(maxsize=4096)
def _marking(written: bytes) -> Marking:
    return Marking.parse(orjson.loads(written))


@lru_cache(maxsize=4096)
def _same(marking: Marking) -> Marking:
    return marking_of({"marking": marking.to_json()})


class KnownMarkings:
    """Markings told apart by being the same objects, which are held so that no other takes their place."""

    __slots__ = ("_held", "_known")

    def __init__(self) -> None:
        self._known: dict[int, Marking] = {}
        self._held: list[Marking] = []

    def same(self, marking: Marking) -> Marking:
        """The same marking; for equal ones always the same object, which later checks tell apart at a glance."""
        return self._known.get(id(marking)) or self._learn(marking)

    def _learn(self, marking: Marking) -> Marking:
        if len(self._held) >= _MOST_HELD:
            self._known.clear()
            self._held.clear()
        self._held.append(marking)
        return self._known.setdefault(id(marking), _same(marking))


def marking_of(said: dict[str, Any]) -> Marking:
    """The marking in plain JSON of an entry or a release; the same object for the same terms."""
    return _marking(orjson.dumps(said["marking"], option=orjson.OPT_SORT_KEYS))


def _ground(entry_id: str, payload: bytes) -> Ground:
    entry = orjson.loads(payload)
    ground = Ground(
        sequence=entry["sequence"],
        id=entry_id,
        record_id=entry["record_id"],
        exercise=entry["exercise"],
        marking=marking_of(entry),
        organisation=entry["author"]["organisation"],
    )
    return ground.with_release(entry["kind"], entry["body"])


_STATES = "SELECT sequence FROM current WHERE record_id IN ({})"
_ENTRIES = "SELECT payload, id, sequence FROM entries WHERE sequence IN ({})"
_CORRECTED = "SELECT supersedes FROM entries WHERE supersedes IN ({}) AND supersedes <> ''"
