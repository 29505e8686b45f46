"""The signed bytes of an entry, put together from parts that are canonical JSON already.

They are the canonical JSON of all that the entry says but its id, which a law holds. Writing them from
parts takes a fifth of the time: bodies were written when their drafts were made, authors and markings are few
in one append, and every other part has a form that needs no escaping.
"""

from __future__ import annotations

from functools import lru_cache

from forestall.clock import format_instant
from forestall.identifiers import canonical_json
from forestall.records.entry import Author, Draft
from forestall.records.values.marking import Marking

_MOST_HELD = 4096


class PayloadWriter:
    """Writes the entries of one node.

    Authors and markings are written once and known again by being the same objects, which are held so that no other
    takes their place: telling equal ones by their contents would take longer than writing them.
    """

    __slots__ = ("_authors", "_held", "_markings", "_node")

    def __init__(self, node: str) -> None:
        self._node = node
        self._authors: dict[int, bytes] = {}
        self._markings: dict[int, str] = {}
        self._held: list[Author | Marking] = []

    def write(self, draft: Draft, body: bytes, sequence: int, previous: str, recorded_at: str) -> bytes:
        """The bytes that are hashed into an entry's id.

        Args:
            draft: what is said.
            body: its body as canonical JSON, from `Draft.written_body`.
            sequence: its place in the chain.
            previous: id of the entry before.
            recorded_at: when it is recorded, as `format_instant` writes it.
        """
        # Fields in the order of their names, as RFC 8785 sorts them.
        before = self._authors.get(id(draft.author)) or self._write_author(draft.author)
        marking = self._markings.get(id(draft.marking)) or self._write_marking(draft.marking)
        causes = '"' + '","'.join(draft.causes) + '"' if draft.causes else ""
        rare = _rare_parts(draft) if draft.supersedes or draft.valid_from or draft.valid_to else ""
        after = (
            f',"causes":[{causes}],"exercise":{"true" if draft.exercise else "false"},"kind":"{draft.kind}"{marking}'
            f'{previous}","record_id":"{draft.record_id}","recorded_at":"{recorded_at}",'
            f'"sequence":{sequence}{rare}}}'
        )
        return before + body + after.encode()

    def _write_author(self, author: Author) -> bytes:
        self._hold(author)
        written = f'{{"author":{{"organisation":"{author.organisation}","user":"{author.user}"}},"body":'.encode()
        return self._authors.setdefault(id(author), written)

    def _write_marking(self, marking: Marking) -> str:
        self._hold(marking)
        return self._markings.setdefault(
            id(marking), f',"marking":{_written(marking)},"node":"{self._node}","previous":"'
        )

    def _hold(self, part: Author | Marking) -> None:
        if len(self._held) >= _MOST_HELD:
            for known in (self._authors, self._markings, self._held):
                known.clear()
        self._held.append(part)


@lru_cache(maxsize=4096)
def _written(marking: Marking) -> str:
    return canonical_json(marking.to_json()).decode()


def _rare_parts(draft: Draft) -> str:
    rare = f',"supersedes":"{draft.supersedes}"' if draft.supersedes else ""
    for name, instant in (("valid_from", draft.valid_from), ("valid_to", draft.valid_to)):
        if instant is not None:
            rare += f',"{name}":"{format_instant(instant)}"'
    return rare
