"""`forestall outcome`: write down what followed, and claim no more of cause than is shown."""

from __future__ import annotations

from typing import Annotated

import typer

from forestall.cli.output import AsJson, answer_errors, print_rows
from forestall.cli.speaking import File, Organisation, Role, User, print_entry, read_json, speaking
from forestall.records.outcome import Outcome
from forestall.respond.outcomes import REMEDIES, slips_of
from forestall.runs.response.outcomes import correct_outcome, observe_outcome

app = typer.Typer(help="Outcomes: what followed, without claim of cause beyond what is shown.", no_args_is_help=True)
_NOBODY = "user-nobody"


@app.command("check")
@answer_errors
def check(file: File, as_json: AsJson = False) -> None:
    """Check an outcome for claims that may not stand, without recording it."""
    told = Outcome.parse({"observed_by": _NOBODY, **read_json(file)})
    rows = [{"rule": slip.rule, "field": slip.field, "to_do": REMEDIES[slip.rule]} for slip in slips_of(told)]
    print_rows("What may not stand", "slips", rows, as_json=as_json)
    if rows:
        raise typer.Exit(4)


@app.command("observe")
@answer_errors
def observe(
    file: File,
    corrects: Annotated[str | None, typer.Option(help="The outcome that it sets right.")] = None,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Write down what followed, from JSON with about, period, followed and attribution."""
    said = read_json(file)
    with speaking(role, user, organisation) as here:
        told = Outcome.parse(said | {"observed_by": here.by.user})
        if corrects:
            entry = correct_outcome(here.ledger, here.by, corrects, told)
        else:
            entry = observe_outcome(here.ledger, here.by, told)
    print_entry(entry, as_json=as_json)
