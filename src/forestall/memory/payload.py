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


class PayloadWriter:
    """Writes the entries of one append.

    Authors and markings are written once and known again by being the same objects, which the drafts hold for as
    long as their append takes: telling equal ones by their contents would take longer than writing them.
    """

    __slots__ = ("_authors", "_markings", "_node", "_recorded_at")

    def __init__(self, node: str, recorded_at: str) -> None:
        self._node = node
        self._recorded_at = recorded_at
        self._authors: dict[int, bytes] = {}
        self._markings: dict[int, str] = {}

    def write(self, draft: Draft, body: bytes, sequence: int, previous: str) -> bytes:
        """The bytes that are hashed into an entry's id.

        Args:
            draft: what is said; it lives as long as the writer.
            body: its body as canonical JSON, from `Draft.written_body`.
            sequence: its place in the chain.
            previous: id of the entry before.
        """
        # Fields in the order of their names, as RFC 8785 sorts them.
        before = self._authors.get(id(draft.author)) or self._write_author(draft.author)
        marking = self._markings.get(id(draft.marking)) or self._write_marking(draft.marking)
        causes = '"' + '","'.join(draft.causes) + '"' if draft.causes else ""
        rare = _rare_parts(draft) if draft.supersedes or draft.valid_from or draft.valid_to else ""
        after = (
            f',"causes":[{causes}],"exercise":{"true" if draft.exercise else "false"},"kind":"{draft.kind}"{marking}'
            f'{previous}","record_id":"{draft.record_id}","recorded_at":"{self._recorded_at}",'
            f'"sequence":{sequence}{rare}}}'
        )
        return before + body + after.encode()

    def _write_author(self, author: Author) -> bytes:
        written = f'{{"author":{{"organisation":"{author.organisation}","user":"{author.user}"}},"body":'.encode()
        return self._authors.setdefault(id(author), written)

    def _write_marking(self, marking: Marking) -> str:
        return self._markings.setdefault(
            id(marking), f',"marking":{_written(marking)},"node":"{self._node}","previous":"'
        )


@lru_cache(maxsize=4096)
def _written(marking: Marking) -> str:
    return canonical_json(marking.to_json()).decode()


def _rare_parts(draft: Draft) -> str:
    rare = f',"supersedes":"{draft.supersedes}"' if draft.supersedes else ""
    for name, instant in (("valid_from", draft.valid_from), ("valid_to", draft.valid_to)):
        if instant is not None:
            rare += f',"{name}":"{format_instant(instant)}"'
    return rare
