"""`forestall commitment`: promises and recommendations, followed until evidence closes them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from forestall.cli.output import AsJson, answer_errors, print_rows
from forestall.cli.speaking import (
    File,
    Organisation,
    Role,
    User,
    handling_of,
    print_entry,
    read_json,
    speaking,
)
from forestall.records.commitment import Commitment
from forestall.records.entry import Entry
from forestall.runs.response.commitments import commitments, make_commitment, move_commitment
from forestall.runs.warning.steps import held

app = typer.Typer(help="Commitments: promises followed until evidence closes them.", no_args_is_help=True)


@app.command("make")
@answer_errors
def make(
    file: File,
    out_of: Annotated[list[str] | None, typer.Option(help="A record it came out of; may be given again.")] = None,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Write a promise down, from JSON with the fields of a commitment and its marking."""
    said = read_json(file)
    handling = handling_of(said)
    with speaking(role, user, organisation) as here:
        told = Commitment.parse(said | {"status": "open"})
        entry = make_commitment(here.ledger, here.by, told, handling, out_of or ())
    print_entry(entry, as_json=as_json)


@app.command("update")
@answer_errors
def update(
    commitment_id: Annotated[str, typer.Argument(metavar="ID", help="The commitment's record id.")],
    status: Annotated[str, typer.Argument(help="An id of the list commitment_status.")],
    evidence: Annotated[list[str] | None, typer.Option(help="A record that shows it; may be given again.")] = None,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Say how a promise stands, on the evidence for it."""
    with speaking(role, user, organisation) as here:
        entry = move_commitment(here.ledger, here.by, commitment_id, status, evidence or ())
    print_entry(entry, as_json=as_json)


@app.command("list")
@answer_errors
def list_commitments(
    open_only: Annotated[bool, typer.Option("--open", help="Only those that somebody still asks after.")] = False,
    exercise: Annotated[bool, typer.Option("--exercise", help="Exercises, in place of the real world.")] = False,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """List promises with the day on which somebody asks how each stands."""
    with speaking(None, user, organisation) as here:
        found = list(commitments(here.ledger, here.by.reader, exercise=exercise))
    rows = [_row(entry) | {"due_on": str(due) if due else None} for entry, due in found if due or not open_only]
    print_rows("Commitments", "commitments", rows, as_json=as_json)


def _row(entry: Entry) -> dict[str, Any]:
    told = held(entry, Commitment)
    return {"record": entry.record_id, "status": told.status, "by": told.by, "promise": told.promise.text}
