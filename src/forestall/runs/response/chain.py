"""The chain through a record: what all its states rest on, and all that rests on any of them.

What a message was updated by, or took the place of, belongs to the same chain with all that hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from forestall.errors import NotFound
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read
from forestall.memory.trace import Hop, Trace, trace
from forestall.records.entry import Entry

MOST_STATES = 50


def chain_of(
    ledger: Ledger, reader: Reader, name: str, before: Entry | None = None, as_of: datetime | None = None
) -> Trace:
    """Every hop of the chain through a record, in the order in which it was recorded.

    A withheld hop stands before the first entry shown that names it: that is all that may be told of its place.

    Args:
        ledger: where to look.
        reader: who asks.
        name: the record's id.
        before: leave out this entry and all that came after it, and what only they lead to.
        as_of: leave out what was recorded after this time, and what only that leads to.

    Raises:
        NotFound: no such record, or none that reaches the reader.
        LookAhead: a time that has not come.
    """

    def is_left_out(entry: Entry) -> bool:
        is_after = before is not None and entry.sequence >= before.sequence
        return is_after or (as_of is not None and entry.recorded_at > as_of)

    hops: dict[str, Hop] = {}
    is_cut, waiting, seen = False, [name], {name}
    while waiting:
        states = read(ledger, reader, Question(record_id=waiting.pop(), as_of=as_of, limit=MOST_STATES)).entries
        for state in states:
            if not is_left_out(state):
                found = trace(ledger, reader, state.id)
                is_cut = is_cut or found.is_cut
                _merge(hops, (hop for hop in found.hops if hop.entry is None or not is_left_out(hop.entry)))
        more = {hop.entry.record_id for hop in hops.values() if hop.entry and hop.entry.kind.startswith("alert.")}
        messages = {record_id for record_id in more if record_id.startswith("alert-")}
        waiting.extend(sorted(messages - seen))
        seen |= messages
    if not hops:
        raise NotFound(
            expected="an entry or a record of this ledger",
            found="nothing",
            where=name,
            remedy="Check the id, and as whom and as of when you ask.",
        )
    return Trace(tuple(_in_order(hops)), is_cut)


def _merge(hops: dict[str, Hop], found: Iterable[Hop]) -> None:
    for hop in found:
        known = hops.get(hop.id)
        if known is None or abs(hop.distance) < abs(known.distance):
            hops[hop.id] = hop


def _in_order(hops: dict[str, Hop]) -> Iterator[Hop]:
    shown = sorted((hop.entry for hop in hops.values() if hop.entry is not None), key=lambda entry: entry.sequence)
    told: set[str] = set()
    for entry in shown:
        for cause in _named(entry):
            if cause in hops and hops[cause].entry is None and cause not in told:
                told.add(cause)
                yield hops[cause]
        yield hops[entry.id]


def _named(entry: Entry) -> tuple[str, ...]:
    return (*entry.causes, *([entry.supersedes] if entry.supersedes else []))
