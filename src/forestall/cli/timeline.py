"""`forestall timeline`: one situation from the first sign to the review, step by step."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from forestall.cli.output import AsJson, answer_errors, print_rows
from forestall.cli.speaking import Organisation, User, speaking
from forestall.clock import format_instant
from forestall.runs.response.timeline import Step, timeline_of
from forestall.vocabulary.load import vocabulary


@answer_errors
def timeline(
    name: Annotated[str, typer.Argument(metavar="ID", help="A record of the situation, such as its alert.")],
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Show every step of a situation in the order in which it became known, withheld ones by their place alone."""
    with speaking(None, user, organisation) as here:
        found = timeline_of(here.ledger, here.by.reader, name)
    stages: dict[str, list[str]] = {}
    for stamp in found.stamps:
        stages.setdefault(stamp.entry, []).append(stamp.stage)
    rows = [_row(number, step, stages.get(step.id, [])) for number, step in enumerate(found.steps, 1)]
    print_rows("Timeline", "steps", rows if as_json else [_in_words(row) for row in rows], as_json=as_json)


def _row(number: int, step: Step, stages: list[str]) -> dict[str, Any]:
    entry, clock = step.entry, step.clock
    return {
        "number": number,
        "recorded_at": format_instant(entry.recorded_at) if entry else None,
        "kind": entry.kind if entry else "withheld",
        "stages": stages,
        "clock": f"{clock.state} (due {format_instant(clock.due_at)})" if clock else None,
        "by": entry.author.user if entry else None,
        "record": entry.record_id if entry else None,
        "entry": step.id,
    }


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    kind, words = row["kind"], vocabulary("chain_stage")
    return {
        "": row["number"],
        "recorded": row["recorded_at"],
        "what": vocabulary("entry_kind").term(kind).label if row["recorded_at"] else kind,
        "stage": ", ".join(words.term(stage).label for stage in row["stages"]) or None,
        "clock": row["clock"],
        "by": row["by"],
    }
