"""The visit behind a call, and the refusals that every call may meet."""

from __future__ import annotations

from django.http import HttpRequest

from forestall.api import shapes
from forestall.api.accounts.visits import Visit
from forestall.records.entry import Entry

REFUSED = {401: shapes.Problem, 403: shapes.Problem, 404: shapes.Problem, 422: shapes.Problem}


def visitor(request: HttpRequest, verb: str) -> Visit:
    """Who calls, once they may do this at all.

    Raises:
        AccessError: they, or their token, may not.
    """
    here: Visit = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    here.check(verb)
    return here


def taken(entry: Entry) -> dict[str, str]:
    """The answer to a step: the entry by which it was taken."""
    return {"entry_id": entry.id, "record_id": entry.record_id, "kind": entry.kind}
