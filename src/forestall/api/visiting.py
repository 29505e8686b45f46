"""The visit behind a call, and the refusals that every call may meet."""

from __future__ import annotations

from django.http import HttpRequest

from forestall.api import shapes
from forestall.api.accounts.visits import Visit
from forestall.records.entry import Entry

REFUSED = dict.fromkeys((401, 403, 404, 413, 422, 423, 429), shapes.Problem)
READING = ("GET", "HEAD", "OPTIONS")


def visitor(request: HttpRequest, verb: str) -> Visit:
    """Who calls, once they may do this at all and the node is open for it.

    Raises:
        DoorsShut: the node shows nothing, or takes nothing in.
        AccessError: they, or their token, may not.
    """
    here: Visit = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    here.enter(verb, writes=request.method not in READING)
    return here


def taken(entry: Entry) -> dict[str, str]:
    """The answer to a step: the entry by which it was taken."""
    return {"entry_id": entry.id, "record_id": entry.record_id, "kind": entry.kind}
