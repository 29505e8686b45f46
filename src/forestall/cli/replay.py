"""`forestall replay`: a past case, event by event, as it was known on a day."""

from __future__ import annotations

from typing import Annotated

import typer

from forestall.cli.output import AsJson, answer_errors, console, print_json, print_table
from forestall.respond.cases.plain import day_of, listed, told
from forestall.respond.cases.record import CaseEvent, case_of, cases
from forestall.respond.cases.replaying import Replay, Span, replay
from forestall.vocabulary.load import vocabulary

NOT_ON_RECORD = "not on record"


@answer_errors
def replay_case(
    slug: Annotated[
        str | None, typer.Argument(metavar="CASE", help="Such as south-sudan-2013; all are listed when left out.")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Only what was known by that day (2013-12-20).")] = None,
    as_json: AsJson = False,
) -> None:
    """Replay a past case from events that a source bears out: what was known when, and how long decisions took."""
    if slug is None:
        _list(as_json=as_json)
        return
    found = replay(case_of(slug), day_of(as_of, "--as-of"))
    if as_json:
        print_json(told(found))
    else:
        _print(found)


def _list(*, as_json: bool) -> None:
    if as_json:
        print_json(listed())
        return
    rows = [(one.slug, one.title, len(one.events), one.left_out) for one in cases().values()]
    print_table("Cases", ("case", "what", "events", "not checked, left out"), rows)


def _print(found: Replay) -> None:
    known = f", as known on {found.as_of:%d %B %Y}" if found.as_of else ""
    words = vocabulary("reference_confidence")
    rows = [
        (event.day, _what(event), _in_full(event), event.source, words[event.confidence].label.lower())
        for event in found.events
    ]
    print_table(f"{found.case.title}{known}", ("day", "what", "event", "source", "how sure"), rows)
    print_table("How long it took", ("from, to", "began", "ended", "days"), [_row(span) for span in found.spans])
    console().print(
        f"{found.case.left_out} more events are recalled and not checked against a source; they are left out here and"
        " in every number. A gap in this record is no finding that nothing was done."
    )


def _what(event: CaseEvent) -> str:
    return event.sort.value + (f" ({event.weight.value})" if event.weight else "")


def _in_full(event: CaseEvent) -> str:
    return event.text + (f" (known later: {event.later})" if event.later else "")


def _row(span: Span) -> tuple[object, ...]:
    days: object = span.days if span.days is not None else NOT_ON_RECORD
    if span.running_days is not None:
        days = f"still running after {span.running_days}"
    return (
        span.name,
        span.begins.day if span.begins else NOT_ON_RECORD,
        span.ends.day if span.ends else "-",
        days,
    )
