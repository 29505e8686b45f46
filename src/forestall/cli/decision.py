"""`forestall decision`: what could be done on an alert, what was decided, by whom, why, and which clocks run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from forestall.cli.output import AsJson, answer_errors, print_facts, print_json, print_rows
from forestall.cli.speaking import File, Organisation, Role, User, parsed, print_entry, read_json, speaking
from forestall.clock import format_instant
from forestall.records.decision import Decision
from forestall.records.entry import Entry
from forestall.records.parts.option import Option
from forestall.respond.decisions import Choice
from forestall.respond.options import Proposal, Wanted, nothing, proposals
from forestall.runs.response.clocks import was_written_late
from forestall.runs.response.decisions import Status, decisions_on, present_options, record_decision, statuses
from forestall.runs.response.matters import Clockwork
from forestall.runs.warning.alerts import alerts_in_force
from forestall.runs.warning.steps import held

app = typer.Typer(help="Decisions on alerts: options, choices with reasons, and running clocks.", no_args_is_help=True)

AlertId = Annotated[str, typer.Argument(metavar="ALERT", help="The alert's record id, such as alert-....")]
For = Annotated[
    str | None, typer.Option("--for", help="Whose decision it is, where it went up from another organisation.")
]
Several = list[str] | None


@app.command("options")
@answer_errors
def options(
    sign: Annotated[Several, typer.Option(help="A risk factor (RF7) or indicator (7.3); may be given again.")] = None,
    pillar: Annotated[Several, typer.Option(help="A pillar: 1, 2 or 3; may be given again.")] = None,
    actor: Annotated[Several, typer.Option(help="Who could do it: an id of measure_actor; may be given again.")] = None,
    phase: Annotated[Several, typer.Option(help="When: an id of measure_phase; may be given again.")] = None,
    within_days: Annotated[float | None, typer.Option(min=0, help="Days in which a first effect is needed.")] = None,
    language: Annotated[str, typer.Option(help="The language of the labels.")] = "en",
    as_json: AsJson = False,
) -> None:
    """List what could be done, doing nothing first and the least intrusive before the others; this is no advice."""
    signs, pillars, actors, phases = (frozenset(words or ()) for words in (sign, pillar, actor, phase))
    found = proposals(Wanted(signs, pillars, actors, phases, within_days), language)
    if as_json:
        print_json({"options": [nothing().to_json(), *(_plain(one) for one in found)]})
        return
    rows = [{"measure": "-", "option": nothing().label, "intrusiveness": "-", "days": "-", "evidence": "-"}]
    print_rows("Options", "options", rows + [_row(one) for one in found], as_json=False)


@app.command("present")
@answer_errors
def present(
    alert_id: AlertId,
    file: File,
    before: For = None,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Lay options before an addressee, from JSON with `options`; those of the alert lie there already."""
    said = read_json(file)
    with speaking(role, user, organisation) as here:
        laid = _options(said.get("options", ()))
        entry = present_options(Clockwork(here.ledger, here.keeper), here.by, alert_id, laid, before)
    print_entry(entry, as_json=as_json)


@app.command("record")
@answer_errors
def record(
    alert_id: AlertId,
    file: File,
    instead_of: For = None,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Record a decision from JSON with `kind` and what it needs; late entries are taken, and shown as late."""
    said = read_json(file)
    said.setdefault("role", (role or ["decision_maker"])[0])
    said["options"] = _options(said.get("options", ()))
    choice = parsed(said, Choice)
    with speaking(role or [choice.role], user, organisation) as here:
        entry = record_decision(Clockwork(here.ledger, here.keeper), here.by, alert_id, choice, instead_of)
    print_entry(entry, as_json=as_json)


@app.command("defer")
@answer_errors
def defer(
    alert_id: AlertId,
    until: Annotated[
        str, typer.Option(help="By when it will be decided, within 30 days, such as 2026-05-03T12:00:00.000000Z.")
    ],
    awaited: Annotated[str, typer.Option(help="What must be known first.")],
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Defer a decision until something is known; for other reasons, use record. What passes its date has lapsed."""
    said = {
        "kind": "defer",
        "role": (role or ["decision_maker"])[0],
        "reason_codes": ["awaiting_information"],
        "awaited": awaited,
        "deferred_until": until,
    }
    choice = parsed(said, Choice)
    with speaking(role or [choice.role], user, organisation) as here:
        entry = record_decision(Clockwork(here.ledger, here.keeper), here.by, alert_id, choice)
    print_entry(entry, as_json=as_json)


@app.command("list")
@answer_errors
def list_running(
    exercise: Annotated[bool, typer.Option("--exercise", help="Exercises, in place of the real world.")] = False,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """List how each alert in force stands with each of its addressees, what is due first at the top."""
    with speaking(None, user, organisation) as here:
        found = [
            (entry.record_id, status)
            for entry in alerts_in_force(here.ledger, here.by.reader, exercise=exercise)
            for status in statuses(here.ledger, here.by.reader, entry.record_id)
        ]
    found.sort(key=lambda row: (row[1].due_at is None, row[1].due_at or row[1].decide_by))
    print_rows("Decisions", "decisions", [_status_row(*row) for row in found], as_json=as_json)


@app.command("show")
@answer_errors
def show(alert_id: AlertId, user: User = None, organisation: Organisation = None, as_json: AsJson = False) -> None:
    """Show how an alert stands with its addressees, and every entry on decisions on it."""
    with speaking(None, user, organisation) as here:
        stands = statuses(here.ledger, here.by.reader, alert_id)
        entries = decisions_on(here.ledger, here.by.reader, alert_id)
    rows = [_status_row(alert_id, one) for one in stands]
    if as_json:
        print_json({"alert": alert_id, "statuses": rows, "entries": [entry.to_json() for entry in entries]})
        return
    print_rows("How it stands", "statuses", rows, as_json=False)
    for entry in entries:
        print_facts(_facts(entry))


def _facts(entry: Entry) -> dict[str, object]:
    told = held(entry, Decision)
    late = " (written late)" if was_written_late(entry) else ""
    return {
        "kind": entry.kind,
        "recorded at": f"{format_instant(entry.recorded_at)}{late}",
        "organisation": told.organisation,
        "status": told.status,
        "chosen": ", ".join(told.chosen) or told.kind or "nothing",
        "because": ", ".join(told.reason_codes) or "-",
        "considered": "; ".join(option.label for option in told.options) or "-",
    }


def _status_row(alert_id: str, status: Status) -> dict[str, Any]:
    plain = {name: format_instant(value) if isinstance(value, datetime) else value
             for name, value in asdict(status).items() if name != "escalated_to"}  # fmt: skip
    return {"alert": alert_id, **plain, "went_up_to": [step.to_json() for step in status.escalated_to]}


def _plain(proposal: Proposal) -> dict[str, Any]:
    return {
        **proposal.option.to_json(),
        "intrusiveness": proposal.intrusiveness.name.lower(),
        "works_on": list(proposal.works_on),
        "preconditions": proposal.preconditions,
        "evidence_strength": proposal.evidence_strength,
    }


def _row(proposal: Proposal) -> dict[str, object]:
    return {
        "measure": proposal.option.measure,
        "option": proposal.option.label,
        "intrusiveness": proposal.intrusiveness.name.lower().replace("_", " "),
        "days": proposal.option.lead_time_days,
        "evidence": proposal.evidence_strength,
    }


def _options(rows: Iterable[Any]) -> tuple[Option, ...]:
    return tuple(Option.parse(row) for row in rows)
