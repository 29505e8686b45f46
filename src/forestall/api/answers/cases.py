"""Past cases as answers: the list, and one case as it stood on a day."""

from __future__ import annotations

from typing import Any

from forestall.respond.cases.plain import day_of, listed, told
from forestall.respond.cases.record import case_of
from forestall.respond.cases.replaying import replay

READ = "read_outlook"
"""The right they ask for: like the outlook they rest on public sources alone."""


def past_cases() -> dict[str, Any]:
    """Every case."""
    return listed()


def past_case(slug: str, as_of: str | None = None) -> dict[str, Any]:
    """One case, event by event, and how long things took in it.

    Args:
        slug: which.
        as_of: only what was known by the end of that day; all that is on record when left out.

    Raises:
        NotFound: none of that name.
        InvalidField: no such day.
    """
    return told(replay(case_of(slug), day_of(as_of, "as_of")))
