"""`forestall action`: plan steps that carry a decision out, begin and end them, and look at what they did."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from forestall.cli.output import AsJson, answer_errors, print_rows
from forestall.cli.speaking import File, Organisation, Role, User, parsed, print_entry, read_json, speaking
from forestall.clock import format_instant
from forestall.records.action import Action
from forestall.records.entry import Entry
from forestall.respond.actions import next_due
from forestall.runs.response.actions import (
    Look,
    NewPlan,
    actions_of,
    change_plan,
    check_effect,
    complete_action,
    open_actions,
    plan_action,
    start_action,
    stop_action,
)
from forestall.runs.response.protocol_actions import take_up_action
from forestall.runs.warning.steps import held

app = typer.Typer(help="Actions: steps that carry a decision out, each with an owner and a date.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", help="The action's record id, such as action-....")]
Because = Annotated[str, typer.Option(help="Why.")]


@app.command("plan")
@answer_errors
def plan(
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="The decision it carries out.")],
    file: File,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Agree a step from JSON with label, owner, organisation, first_step and due_at."""
    said = read_json(file) | {"decision": decision, "status": "planned"}
    with speaking(role, user, organisation) as here:
        entry = plan_action(here.ledger, here.by, Action.parse(said))
    print_entry(entry, as_json=as_json)


@app.command("take-up")
@answer_errors
def take_up(
    activation: Annotated[str, typer.Argument(metavar="ACTIVATION", help="The use of a protocol's rule.")],
    file: File,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Take up a step that a protocol agreed beforehand, from JSON with label, owner and first_step."""
    said = read_json(file)
    parts = {name: str(said.get(name, "")) for name in ("owner", "first_step")}
    with speaking(role, user, organisation) as here:
        entry = take_up_action(here.ledger, here.by, activation, str(said.get("label", "")), parts)
    print_entry(entry, as_json=as_json)


@app.command("change")
@answer_errors
def change(
    action_id: Id,
    file: File,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Give an action another owner, organisation, first_step or due_at, from JSON with those that change."""
    said = parsed(read_json(file), NewPlan)
    with speaking(role, user, organisation) as here:
        entry = change_plan(here.ledger, here.by, action_id, said)
    print_entry(entry, as_json=as_json)


@app.command("start")
@answer_errors
def start(
    action_id: Id, role: Role = None, user: User = None, organisation: Organisation = None, as_json: AsJson = False
) -> None:
    """Say that a step you own began."""
    with speaking(role, user, organisation) as here:
        entry = start_action(here.ledger, here.by, action_id)
    print_entry(entry, as_json=as_json)


@app.command("complete")
@answer_errors
def complete(
    action_id: Id, role: Role = None, user: User = None, organisation: Organisation = None, as_json: AsJson = False
) -> None:
    """Say that a step you own is done; whether it worked is another question."""
    with speaking(role, user, organisation) as here:
        entry = complete_action(here.ledger, here.by, action_id)
    print_entry(entry, as_json=as_json)


@app.command("stop")
@answer_errors
def stop(
    action_id: Id,
    because: Because,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Say that a step you own was ended early, or never begun, and why."""
    with speaking(role, user, organisation) as here:
        entry = stop_action(here.ledger, here.by, action_id, because)
    print_entry(entry, as_json=as_json)


@app.command("check")
@answer_errors
def check(
    action_id: Id,
    file: File,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Write down what a look at its effect found, from JSON with finding, harm_found and rests_on."""
    look = parsed(read_json(file), Look)
    with speaking(role, user, organisation) as here:
        entry = check_effect(here.ledger, here.by, action_id, look)
    print_entry(entry, as_json=as_json)


@app.command("list")
@answer_errors
def list_actions(
    decision: Annotated[str | None, typer.Option(help="Those of one decision, open or not.")] = None,
    exercise: Annotated[bool, typer.Option("--exercise", help="Exercises, in place of the real world.")] = False,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """List the actions that somebody still has to do or to look at."""
    with speaking(None, user, organisation) as here:
        reader = here.by.reader
        found = (
            actions_of(here.ledger, reader, decision)
            if decision
            else open_actions(here.ledger, reader, exercise=exercise)
        )
        rows = [_row(entry) for entry in found]
    print_rows("Actions", "actions", rows, as_json=as_json)


def _row(entry: Entry) -> dict[str, Any]:
    action = held(entry, Action)
    due = next_due(action)
    return {
        "record": entry.record_id,
        "status": action.status,
        "due_at": format_instant(due) if due else None,
        "owner": action.owner,
        "label": action.label,
    }
