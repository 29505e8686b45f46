"""`forestall flashpoints`: where few teams go, what stays uncovered, which limit binds."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import typer

from forestall.cli.output import AsJson, answer_errors, print_facts, print_json, print_table
from forestall.cli.speaking import File, Organisation, Role, User, handling_of, print_entry, read_json, speaking
from forestall.clock import SystemClock
from forestall.records.deployment import Conflict, Demand, Deployment, Limit
from forestall.records.parts.harm_check import HarmCheck
from forestall.runs.response.deployments import SECONDS, approve_deployment, plan_for, propose_deployment
from forestall.runs.warning.steps import held
from forestall.vocabulary.load import vocabulary

app = typer.Typer(
    help="Few teams, many places: who goes where, what stays uncovered, what binds.", no_args_is_help=True
)

Id = Annotated[str, typer.Argument(metavar="ID", help="The plan's record id, such as deployment-....")]
Seconds = Annotated[float, typer.Option(min=1, help="How long the solver may take.")]


@app.command("plan")
@answer_errors
def plan(file: File, seconds: Seconds = SECONDS, as_json: AsJson = False) -> None:
    """Work out a plan from JSON with the fields of a demand; nothing is recorded and nobody is sent."""
    made = plan_for(Demand.parse(read_json(file)), "user-draft", seconds)
    _print(made, as_json=as_json)


@app.command("propose")
@answer_errors
def propose(
    file: File,
    replaces: Annotated[str | None, typer.Option(help="The proposal it takes the place of.")] = None,
    seconds: Seconds = SECONDS,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Work out a plan from JSON with a demand's fields, a marking and, where there are such, alert and decision."""
    said = read_json(file)
    handling = handling_of(said)
    answers = {name: said.pop(name, None) for name in ("alert", "decision")}
    demand = Demand.parse(said)
    with speaking(role, user, organisation) as here:
        made = plan_for(demand, here.by.user, seconds)
        entry = propose_deployment(here.ledger, here.by, made.model_copy(update=answers), handling, replaces)
    print_entry(entry, as_json=as_json)


@app.command("approve")
@answer_errors
def approve(
    deployment_id: Id,
    file: File,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Stand behind a plan that somebody else proposed, with a harm check from JSON."""
    said = read_json(file)
    with speaking(role, user, organisation) as here:
        check = HarmCheck.parse({"by": here.by.user, "checked_at": SystemClock().now(), **said})
        entry = approve_deployment(here.ledger, here.by, deployment_id, (role or ["decision_maker"])[0], check)
    print_entry(entry, as_json=as_json)


@app.command("show")
@answer_errors
def show(
    deployment_id: Id, role: Role = None, user: User = None, organisation: Organisation = None, as_json: AsJson = False
) -> None:
    """Show a plan as it stands in the ledger."""
    with speaking(role, user, organisation) as here:
        made = held(here.state(deployment_id), Deployment)
    _print(made, as_json=as_json)


def _print(made: Deployment, *, as_json: bool) -> None:
    if as_json:
        print_json(made.to_json())
        return
    demand, status = made.demand, vocabulary("plan_status")[made.status]
    print_facts(
        {
            "plan": f"{status.label}. {status.definition}",
            "harm": f"{made.harm_expected:.4g} {demand.harm_unit} with nobody there",
            "averted": f"{made.harm_averted:.4g}, as planners estimate; no plan averts more than {made.at_most:.4g}",
            "could be better by": _gap(made),
            "approved by": ", ".join(approval.by for approval in made.approvals) or "nobody: no team goes yet",
        }
    )
    if made.conflict:
        print_table("Limits that exclude each other", ["limit", "of", "what it says"], list(map(_named, made.conflict)))
        return
    rows = [(stay.team, stay.spot, _day(demand, stay.first_day), _day(demand, stay.last_day)) for stay in made.stays]
    print_table("Who goes where", ["team", "place", "from", "through"], rows)
    reasons = vocabulary("uncovered_reason")
    print_table(
        "Where nobody is",
        ["place", "days", "harm", "why"],
        [(row.spot, row.n_days, f"{row.harm:.4g}", reasons[row.because].label) for row in made.uncovered],
    )
    print_table(
        "Each limit: whether it binds this plan, and what easing it by one would avert beside",
        ["limit", "what it says", "binds", "eased by one"],
        [_limit(row) for row in made.limits],
    )


def _gap(made: Deployment) -> str:
    if made.status == "optimal":
        return "nothing: no plan averts more"
    share = made.could_be_better_by
    return "not known" if share is None else f"at most {share:.1%}; nobody has shown a better one"


def _limit(row: Limit) -> tuple[Any, ...]:
    label, of, says = _named(row)
    binds = {None: "not known", True: "yes", False: "no"}[row.binds]
    known = f" ({vocabulary('limit_basis')[row.basis].label})" if row.basis else ""
    more = "" if row.more_averted is None else f"{vocabulary('limit_easing')[row.limit].label}: {row.more_averted:.4g}"
    return f"{label}, {of}", says, binds, f"{more}{known}".strip()


def _named(row: Limit | Conflict) -> tuple[Any, ...]:
    term = vocabulary("deployment_limit")[row.limit]
    right = " It protects rights." if term.extra["is_right"] else ""
    return term.label, row.of or "all", term.definition + right


def _day(demand: Demand, day: int) -> str:
    return (demand.start + timedelta(days=day - 1)).isoformat()
