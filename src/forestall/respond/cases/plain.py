"""Past cases as plain data, for the API, their pages and the command line alike."""

from __future__ import annotations

from datetime import date
from typing import Any

from forestall.errors import InvalidField
from forestall.respond.cases.record import CaseEvent, cases
from forestall.respond.cases.replaying import Replay, Span


def listed() -> dict[str, Any]:
    """Every case: how many events of it a source bears out, and how many more are recalled and left out."""
    rows = [
        {"case": one.slug, "title": one.title, "events": len(one.events), "left_out_unchecked": one.left_out}
        for one in cases().values()
    ]
    return {"cases": rows}


def told(found: Replay) -> dict[str, Any]:
    """A case as it stood on a day; null where something is not on record, which is no finding that it was not."""
    return {
        "case": found.case.slug,
        "title": found.case.title,
        "country": found.case.country,
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "events": [_event(event) for event in found.events],
        "spans": [_span(span) for span in found.spans],
        "left_out_unchecked": found.case.left_out,
    }


def day_of(text: str | None, where: str) -> date | None:
    """The day that somebody typed; None where nobody did.

    Args:
        text: as typed.
        where: what it was typed into, for the error.

    Raises:
        InvalidField: another form.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidField(
            expected="a day like 2013-12-20", found="another form", where=where, remedy="Write it so."
        ) from None


def _event(event: CaseEvent) -> dict[str, Any]:
    return {
        "day": event.day.isoformat(),
        "sort": event.sort.value,
        "weight": event.weight.value if event.weight else None,
        "text": event.text,
        "later": event.later,
        "source": event.source,
        "confidence": event.confidence,
    }


def _span(span: Span) -> dict[str, Any]:
    return {
        "name": span.name,
        "from": span.begins.day.isoformat() if span.begins else None,
        "to": span.ends.day.isoformat() if span.ends else None,
        "days": span.days,
        "running_days": span.running_days,
    }
