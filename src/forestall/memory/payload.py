"""The signed bytes of an entry, put together from parts that are canonical JSON already.

They are the canonical JSON of all that the entry says but its id, which a law holds. Writing them from
parts takes a third of the time: bodies were written when their drafts were made, markings are few, and
every other part has a form that needs no escaping.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from forestall.clock import format_instant
from forestall.identifiers import canonical_json
from forestall.records.entry import Draft
from forestall.records.values.marking import Marking


class Place(NamedTuple):
    """Where an entry stands: what the ledger adds to a draft."""

    sequence: int
    node: str
    previous: str
    recorded_at: str

    def of_entry(self, entry_id: str, recorded_at: datetime) -> dict[str, Any]:
        """The same as fields of an entry."""
        return {
            "id": entry_id,
            "sequence": self.sequence,
            "recorded_at": recorded_at,
            "node": self.node,
            "previous": self.previous,
        }


def write_payload(draft: Draft, body: bytes, place: Place) -> bytes:
    """The bytes that are hashed into an entry's id.

    Args:
        draft: what is said.
        body: its body as canonical JSON, from `Draft.written_body`.
        place: where it stands.
    """
    author = draft.author
    causes = ",".join([f'"{cause}"' for cause in draft.causes])
    # Fields in the order of their names, as RFC 8785 sorts them.
    before = f'{{"author":{{"organisation":"{author.organisation}","user":"{author.user}"}},"body":'
    after = (
        f',"causes":[{causes}],"exercise":{"true" if draft.exercise else "false"},"kind":"{draft.kind}",'
        f'"marking":{_written(draft.marking)},"node":"{place.node}","previous":"{place.previous}",'
        f'"record_id":"{draft.record_id}","recorded_at":"{place.recorded_at}","sequence":{place.sequence}'
        f"{_rare_parts(draft)}}}"
    )
    return b"".join((before.encode(), body, after.encode()))


def _rare_parts(draft: Draft) -> str:
    rare = f',"supersedes":"{draft.supersedes}"' if draft.supersedes else ""
    for name, instant in (("valid_from", draft.valid_from), ("valid_to", draft.valid_to)):
        if instant is not None:
            rare += f',"{name}":"{format_instant(instant)}"'
    return rare


@lru_cache(maxsize=4096)
def _written(marking: Marking) -> str:
    return canonical_json(marking.to_json()).decode()
