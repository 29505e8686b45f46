"""`forestall feedback`: who is owed word on what they reported, and what they were told."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from forestall.cli.output import AsJson, answer_errors, print_rows
from forestall.cli.speaking import File, Organisation, Role, User, parsed, print_entry, read_json, speaking
from forestall.clock import format_instant
from forestall.respond.feedback import standing_words
from forestall.runs.response.feedback import Owed, Word, feedback_owed, give_feedback

app = typer.Typer(help="Word back to whoever reported, in words that give nobody away.", no_args_is_help=True)
Language = Annotated[str, typer.Option(help="The language of the standing words.")]


@app.command("due")
@answer_errors
def due(
    language: Language = "en",
    exercise: Annotated[bool, typer.Option("--exercise", help="Exercises, in place of the real world.")] = False,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """List the reports whose informants are owed word, by when, and what may be said."""
    with speaking(None, user, organisation) as here:
        rows = [_row(one, language) for one in feedback_owed(here.ledger, here.by.reader, exercise=exercise)]
    print_rows("Word that is owed", "feedback", rows, as_json=as_json)


@app.command("give")
@answer_errors
def give(
    report_id: Annotated[str, typer.Argument(metavar="REPORT", help="The report's record id.")],
    file: File,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Write down that whoever reported was told where it stands, from JSON with channel and language.

    In the standing words, unless the JSON holds own_words they asked for; is_last says that it was the last.
    """
    word = parsed(read_json(file), Word)
    with speaking(role, user, organisation) as here:
        entry = give_feedback(here.ledger, here.by, report_id, word)
    print_entry(entry, as_json=as_json)


def _row(owed: Owed, language: str) -> dict[str, Any]:
    words = standing_words(owed.status, owed.number, language).text
    return asdict(owed) | {"due_at": format_instant(owed.due_at) if owed.due_at else None, "words": words}
