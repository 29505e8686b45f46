"""The chain of reasons: what an entry rests on, up to the first report, and all that rests on it.

What the reader may not see is left out, with one exception: where an entry that the reader does see
names a cause by id, the hop stands there as withheld, since leaving it out would say that the
entry rests on less than it does. Nothing beyond a withheld hop is followed or counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from forestall.memory.ledger import Ledger
from forestall.memory.lookup import id_condition
from forestall.memory.question import Question
from forestall.memory.read import Reader, read, read_one
from forestall.records.entry import Entry

LONGEST = 10_000
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Hop:
    """One entry of the chain, or the place of one that is withheld."""

    id: str
    distance: int
    """Steps from the entry asked for: negative towards its causes, positive towards what followed."""
    entry: Entry | None
    """None where it is withheld."""

    def to_json(self) -> dict[str, Any]:
        """The hop as JSON; a withheld one shows its id and place only."""
        shown = {"withheld": True} if self.entry is None else {"entry": self.entry.to_json()}
        return {"id": self.id, "distance": self.distance, **shown}


@dataclass(frozen=True, slots=True)
class Trace:
    """An entry with its causes before it and its consequences after it, nearest last and first."""

    hops: tuple[Hop, ...]
    """In the order of the chain as far as known: causes, the entry itself, consequences."""
    is_cut: bool
    """Whether it is longer than is shown."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries the reader may see, in the order of the chain."""
        return tuple(hop.entry for hop in self.hops if hop.entry is not None)


def trace(ledger: Ledger, reader: Reader, name: str) -> Trace:
    """The chain through an entry, or through the state of a record.

    Args:
        ledger: where to look.
        reader: who asks.
        name: an entry id, or a record id for its newest entry.

    Raises:
        NotFound: there is no such thing, or none this reader may see.
    """
    question = Question(record_id=name, states=True) if "-" in name else Question(entry_ids=(name,))
    start = read_one(ledger, reader, question, name)
    hops = {start.id: Hop(start.id, 0, start)}
    is_cut = _follow(ledger, reader, hops, step=-1)
    is_cut = _follow(ledger, reader, hops, step=1) or is_cut
    return Trace(tuple(sorted(hops.values(), key=_place)), is_cut)


def _place(hop: Hop) -> tuple[int, int, str]:
    # A withheld hop has no place of its own in the chain that could be told: it goes by its distance.
    return (hop.distance, hop.entry.sequence if hop.entry else 0, hop.id)


def _follow(ledger: Ledger, reader: Reader, hops: dict[str, Hop], *, step: int) -> bool:
    edge = [hop for hop in hops.values() if hop.distance == 0]
    distance = 0
    while edge:
        distance += step
        seen = [hop.entry for hop in edge if hop.entry is not None]
        named = _causes(seen) if step < 0 else _effects(ledger, seen)
        wanted = [entry_id for entry_id in dict.fromkeys(named) if entry_id not in hops]
        if len(hops) + len(wanted) > LONGEST:
            return True
        shown = {entry.id: entry for entry in _read(ledger, reader, wanted)}
        found = [Hop(entry_id, distance, shown.get(entry_id)) for entry_id in wanted]
        # A consequence that is withheld is named by nothing the reader sees: it doesn't exist here.
        edge = [hop for hop in found if step < 0 or hop.entry is not None]
        hops.update((hop.id, hop) for hop in edge)
    return False


def _causes(entries: Iterable[Entry]) -> list[str]:
    return [
        entry_id for entry in entries for entry_id in (*entry.causes, *([entry.supersedes] if entry.supersedes else []))
    ]


def _effects(ledger: Ledger, entries: list[Entry]) -> list[str]:
    effects: list[str] = []
    for start in range(0, len(entries), _AT_ONCE):
        ids = [entry.id for entry in entries[start : start + _AT_ONCE]]
        marks = ", ".join("?" * len(ids))
        rows = ledger.database.rows(
            "SELECT e.sequence, e.id FROM entries c JOIN links l ON l.cause = c.sequence "  # noqa: S608 - marks only
            f"JOIN entries e ON e.sequence = l.effect WHERE {id_condition(len(ids), 'c.id')} UNION "
            f"SELECT sequence, id FROM entries WHERE supersedes IN ({marks}) AND supersedes <> '' "
            "ORDER BY 1",
            (*ids, *ids, *ids),
        )
        effects.extend(entry_id for _, entry_id in rows)
    return effects


def _read(ledger: Ledger, reader: Reader, entry_ids: list[str]) -> Iterable[Entry]:
    if not entry_ids:
        return ()
    return read(ledger, reader, Question(entry_ids=tuple(entry_ids), limit=len(entry_ids))).entries
