"""`forestall review`: look back moment by moment from what was known, be shown the outcome, say what will change."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from forestall.cli.output import AsJson, answer_errors, print_answer, print_facts, print_json, print_rows
from forestall.cli.speaking import File, Organisation, Role, User, print_entry, read_json, speaking
from forestall.clock import format_instant
from forestall.errors import InvalidField
from forestall.records.entry import Entry
from forestall.records.review import Answer, Change
from forestall.records.values.text import LanguageText
from forestall.runs.response.reviews import (
    close_change,
    close_review,
    judge_moment,
    known_then,
    open_review,
    opened_review,
    reviews_called_for,
    show_outcome,
)

app = typer.Typer(
    help="Reviews of a response, from what was known at each moment, the outcome last.", no_args_is_help=True
)

Id = Annotated[str, typer.Argument(metavar="ID", help="The review's record id, such as review-....")]
Exercise = Annotated[bool, typer.Option("--exercise", help="Exercises, in place of the real world.")]


@app.command("due")
@answer_errors
def due(
    exercise: Exercise = False, user: User = None, organisation: Organisation = None, as_json: AsJson = False
) -> None:
    """List what waits for a review; what called for each is told when its outcome is shown."""
    with speaking(None, user, organisation) as here:
        calls = reviews_called_for(here.ledger, here.by.reader, exercise=exercise)
    rows = [{"review": one.review_id, "about": one.about, "due_at": format_instant(one.due_at)} for one in calls]
    print_rows("Reviews that wait", "reviews", rows, as_json=as_json)


@app.command("open")
@answer_errors
def open_one(
    about: Annotated[str, typer.Argument(metavar="ABOUT", help="The record to be reviewed.")],
    review: Annotated[str | None, typer.Option(help="Which of those that wait; an election cycle without it.")] = None,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Open a review; only somebody who took no step in it may."""
    with speaking(role, user, organisation) as here:
        entry = open_review(here.ledger, here.by, about, (role or ["reviewer"])[0], review)
    print_entry(entry, as_json=as_json)


@app.command("show")
@answer_errors
def show(review_id: Id, user: User = None, organisation: Organisation = None, as_json: AsJson = False) -> None:
    """Show the moment to be judged as it was known then, and nothing recorded after it."""
    with speaking(None, user, organisation) as here:
        opened = opened_review(here.ledger, here.by.reader, here.state(review_id))
        moment = opened.now_judging
        known = known_then(here.ledger, here.by.reader, opened, moment) if moment else ()
    if moment is None:
        shown = opened.review.outcome_shown_at
        facts = {"n_judged": len(opened.review.moments), "outcome_shown_at": format_instant(shown) if shown else None}
        print_answer(facts, as_json=as_json)
        return
    facts = {"stage": moment.stage, "as_of": format_instant(moment.as_of), "n_judged": len(opened.review.moments)}
    if as_json:
        print_json({**facts, "known": [entry.to_json() for entry in known]})
        return
    print_facts(facts)
    print_rows("Known then", "known", [_row(entry) for entry in known], as_json=False)


@app.command("judge")
@answer_errors
def judge(
    review_id: Id,
    text: Annotated[str, typer.Argument(help="What a reasonable team would have judged and done.")],
    language: Annotated[str, typer.Option(help="The language it is written in.")] = "en",
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Judge the moment that is shown; it can't be changed any more, and the next is shown."""
    with speaking(role, user, organisation) as here:
        said = LanguageText.parse({"text": text, "language": language})
        entry = judge_moment(here.ledger, here.by, review_id, said)
    print_entry(entry, as_json=as_json)


@app.command("unseal")
@answer_errors
def unseal(
    review_id: Id, role: Role = None, user: User = None, organisation: Organisation = None, as_json: AsJson = False
) -> None:
    """Have the outcome shown, once every moment is judged."""
    with speaking(role, user, organisation) as here:
        entry = show_outcome(here.ledger, here.by, review_id)
    print_entry(entry, as_json=as_json)


@app.command("close")
@answer_errors
def close(
    review_id: Id,
    file: File,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Close it with JSON: answers by question, changes with label, owner and due_on, and a finding."""
    said = read_json(file)
    told = said.get("answers")
    answers = [Answer.parse({"question": name, "answer": text}) for name, text in _by_question(told).items()]
    changes = [Change.parse(change) for change in said.get("changes", ())]
    finding = LanguageText.parse(said.get("finding"))
    with speaking(role, user, organisation) as here:
        entry = close_review(here.ledger, here.by, review_id, answers, changes, finding)
    print_entry(entry, as_json=as_json)


@app.command("close-change")
@answer_errors
def close_one_change(
    review_id: Id,
    number: Annotated[int, typer.Argument(min=1, help="Which change, counted from 1.")],
    evidence: Annotated[list[str], typer.Argument(help="Ids of the entries that show it made.")],
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Close a change by evidence."""
    with speaking(role, user, organisation) as here:
        entry = close_change(here.ledger, here.by, review_id, number, evidence)
    print_entry(entry, as_json=as_json)


def _by_question(answers: Any) -> dict[str, Any]:
    if isinstance(answers, dict):
        return answers
    raise InvalidField(
        expected="a JSON object by question", found="something else", where="Review.answers", remedy="Correct the file."
    )


def _row(entry: Entry) -> dict[str, Any]:
    return {"recorded_at": format_instant(entry.recorded_at), "kind": entry.kind, "record": entry.record_id}
