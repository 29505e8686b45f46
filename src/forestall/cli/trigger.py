"""`forestall trigger`: protocol cards drafted, back-tested, signed and used, and the ledgers of their errors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from forestall.cli.output import AsJson, answer_errors, console, print_facts, print_json, print_rows, print_table
from forestall.cli.speaking import (
    File,
    Organisation,
    Role,
    User,
    handling_of,
    parsed,
    print_entry,
    read_json,
    speaking,
)
from forestall.clock import format_instant
from forestall.records.activation import Activation
from forestall.records.trigger import Trigger
from forestall.runs.warning.budgets import error_ledgers
from forestall.runs.warning.findings import give_finding
from forestall.runs.warning.steps import held
from forestall.runs.warning.triggers import (
    History,
    backtest_trigger,
    confirm_health,
    draft_trigger,
    forecast_series,
    sign_trigger,
)
from forestall.runs.warning.use import (
    Reasons,
    activate_at_discretion,
    activate_trigger,
    check_trigger,
    hold_trigger,
    rule_of,
    stop_trigger,
    unanswered,
)
from forestall.warn.triggers.card import card_state, health
from forestall.warn.triggers.rules import Found

app = typer.Typer(
    help="Protocols agreed beforehand: when people may do what, signed, rehearsed, counted.", no_args_is_help=True
)

FRESH_DAYS = 45
"""Days after which a monthly forecast on record says nothing any more."""

Id = Annotated[str, typer.Argument(metavar="ID", help="The card's record id, such as trigger-....")]
UseId = Annotated[
    str, typer.Argument(metavar="ID", help="The record id of the rule that is met, such as activation-....")
]
Rule = Annotated[str, typer.Option(help="readiness, activation, stop or civilian_warning.")]
Findings = Annotated[list[str] | None, typer.Option("--finding", help="Another's yes, by its entry id.")]
HarmFile = Annotated[Path | None, typer.Option("--harm-check", help="JSON with the answers of the harm check.")]


@app.command("draft")
@answer_errors
def draft(
    file: File,
    replaces: Annotated[str | None, typer.Option("--draft", help="The draft it takes the place of.")] = None,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Propose a card, from JSON with its fields and its marking."""
    said = read_json(file)
    handling = handling_of(said)
    with speaking(role, user, organisation) as here:
        entry = draft_trigger(here.ledger, here.by, Trigger.parse(said), handling, replaces)
    print_entry(entry, as_json=as_json)


@app.command("backtest")
@answer_errors
def backtest(
    trigger_id: Id,
    file: File,
    forecasts_from: Annotated[
        float | None, typer.Option(help="Add the place's forecasts on record; they count from this probability on.")
    ] = None,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Try a rule of a draft on a history from JSON: readings with the day each was known, onsets, days, inputs.

    The file names the rule; activation when it doesn't.
    """
    said = read_json(file)
    rule = str(said.pop("rule", "activation"))
    history = parsed(said, History)
    with speaking(role, user, organisation) as here:
        if forecasts_from is not None:
            card = held(here.state(trigger_id), Trigger)
            series = forecast_series(here.ledger, here.by.reader, card, forecasts_from, FRESH_DAYS)
            history = replace(history, series=(*history.series, series))
        entry = backtest_trigger(here.ledger, here.by, trigger_id, rule, history)
    found = next(one for one in held(entry, Trigger).backtests if one.rule == rule)
    rows = [
        (row.year, row.hits, row.misses, row.false_alarms, ", ".join(map(str, row.lead_days))) for row in found.years
    ]
    if as_json:
        print_json({"entry": entry.id, "record": entry.record_id, "backtest": found.to_json()})
    else:
        print_table(f"{rule}, as known then", ["year", "hits", "misses", "false alarms", "lead days"], rows)


@app.command("agree")
@answer_errors
def agree(
    record_id: Annotated[str, typer.Argument(metavar="ID", help="The card to sign, or the rule to use.")],
    stands: Annotated[bool, typer.Option("--yes/--no", help="Whether you agree to it as it stands now.")],
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Say yes or no to a card as it stands, or to the use of a rule; the last to agree signs or activates."""
    verb = "use_trigger" if record_id.startswith("activation-") else "sign_trigger"
    with speaking(role, user, organisation) as here:
        entry = give_finding(here.ledger, here.by, record_id, stands=stands, role=_one(role), verb=verb)
    print_entry(entry, as_json=as_json)


@app.command("sign")
@answer_errors
def sign(
    trigger_id: Id,
    findings: Findings = None,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Sign a card as the last of those who agree; from then on it is replaced, never changed."""
    with speaking(role, user, organisation) as here:
        entry, lost = sign_trigger(here.ledger, here.by, trigger_id, _one(role), findings or ())
    if lost is not None and not as_json:
        console().print(f"Past hits lost against the card it replaces: {lost}")
    print_entry(entry, as_json=as_json)


@app.command("health")
@answer_errors
def show_health(trigger_id: Id, user: User = None, organisation: Organisation = None, as_json: AsJson = False) -> None:
    """Show whether a card may be used today, and what about it is red."""
    with speaking(None, user, organisation) as here:
        card, today = held(here.state(trigger_id), Trigger), here.ledger.clock.now().date()
    checks = {one.check: one.is_green for one in health(card, today)}
    answer: dict[str, Any] = {"state": card_state(card, today), **checks}
    if as_json:
        print_json({"record": trigger_id, **answer})
    else:
        print_facts({name: {True: "green", False: "RED"}.get(value, value) for name, value in answer.items()})


@app.command("confirm")
@answer_errors
def confirm(
    trigger_id: Id,
    what: Annotated[str, typer.Option("--check", help="rehearsed, contacts_verified or money_confirmed.")],
    on: Annotated[str, typer.Option(help="The day, such as 2026-11-20.")],
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
) -> None:
    """Write down that a signed card was rehearsed, or its contacts or money were confirmed."""
    with speaking(role, user, organisation) as here:
        entry = confirm_health(here.ledger, here.by, trigger_id, what, parsed_day(on))
    print_entry(entry, as_json=False)


@app.command("check")
@answer_errors
def check(
    trigger_id: Id,
    rule: Rule = "activation",
    holds: Annotated[
        list[str] | None, typer.Option(help="A condition that people judge, as NUMBER=ENTRY; numbers begin with 1.")
    ] = None,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Check whether a rule holds now; that it does is no activation."""
    said = dict(_condition(text) for text in holds or ())
    with speaking(role, user, organisation) as here:
        verdict, entry = check_trigger(here.ledger, here.by, trigger_id, rule, said)
        sentence = verdict.sentence(rule_of(held(here.state(trigger_id), Trigger), rule))
    if as_json:
        print_json({"is_met": verdict.is_met, "says": sentence, "record": entry.record_id if entry else None})
    else:
        print_facts({"rule": rule, "says": sentence, **({"record": entry.record_id} if entry else {})})


@app.command("activate")
@answer_errors
def activate(
    activation_id: UseId,
    findings: Findings = None,
    harm_check: HarmFile = None,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
) -> None:
    """Use a rule that is met, as the last of those who approve it."""
    with speaking(role, user, organisation) as here:
        reasons = Reasons(harm_check=here.harm_check(read_json(harm_check)) if harm_check else None)
        entry = activate_trigger(here.ledger, here.by, activation_id, _one(role), reasons, findings or ())
    print_entry(entry, as_json=False)


@app.command("discretion")
@answer_errors
def discretion(
    trigger_id: Id,
    file: File,
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
) -> None:
    """Activate a card on written judgement, from JSON with reason_code, reason, harm_check and rests_on."""
    said = read_json(file)
    rests_on = said.pop("rests_on", [])
    with speaking(role, user, organisation) as here:
        if "harm_check" in said:
            said["harm_check"] = here.harm_check(said["harm_check"])
        reasons = parsed(said, Reasons)
        entry = activate_at_discretion(here.ledger, here.by, trigger_id, _one(role), reasons, rests_on)
    print_entry(entry, as_json=False)


@app.command("hold")
@answer_errors
def hold(
    activation_id: UseId,
    reason_code: Annotated[str, typer.Option(help="An id of the list of reason codes.")],
    reason: Annotated[str, typer.Option(help="The same in words.")],
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
) -> None:
    """Hold back although a rule is met, with the reason; counted like a use."""
    with speaking(role, user, organisation) as here:
        entry = hold_trigger(here.ledger, here.by, activation_id, _one(role), Reasons(reason_code, reason))
    print_entry(entry, as_json=False)


@app.command("stop")
@answer_errors
def stop(
    activation_id: UseId,
    reason: Annotated[str, typer.Option(help="Why it ends.")],
    role: Role = None,
    user: User = None,
    organisation: Organisation = None,
) -> None:
    """End what was set going."""
    with speaking(role, user, organisation) as here:
        entry = stop_trigger(here.ledger, here.by, activation_id, _one(role), reason)
    print_entry(entry, as_json=False)


@app.command("overdue")
@answer_errors
def overdue(user: User = None, organisation: Organisation = None, as_json: AsJson = False) -> None:
    """List rules that are met, that nobody used or held, and whose answer is overdue."""
    with speaking(None, user, organisation) as here:
        found = [(entry.record_id, held(entry, Activation)) for entry in unanswered(here.ledger, here.by.reader)]
    rows = [
        {
            "record": name,
            "trigger": one.trigger,
            "rule": one.rule,
            "due_at": format_instant(one.answer_due_at or one.happened_at),
        }
        for name, one in found
    ]
    print_rows("Met and unanswered", "overdue", rows, as_json=as_json)


@app.command("errors")
@answer_errors
def show_errors(
    trigger_id: Id,
    onset: Annotated[list[str] | None, typer.Option(help="A day on which what it warns of began.")] = None,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Show the false-alarm ledger of a card beside its misses and its declared budget."""
    onsets = [parsed_day(day) for day in onset or ()]
    with speaking(None, user, organisation) as here:
        lines, misses = error_ledgers(here.ledger, here.by.reader, trigger_id, onsets)
    rows = [
        (one.rule, one.spent, one.left, f"{one.in_vain} of {one.out_of}", one.n_open, one.needs_review) for one in lines
    ]
    missed = [day.isoformat() for day in misses]
    if as_json:
        names = ("rule", "spent", "left", "budget", "open", "needs_review")
        print_json({"budgets": [dict(zip(names, row, strict=True)) for row in rows], "misses": missed})
    else:
        print_table("Uses in vain", ["rule", "spent", "left", "budget", "open", "needs a review"], rows)
        console().print(f"Onsets that no use came before: {', '.join(missed) or 'none of those given'}")


def parsed_day(text: str) -> date:
    """A day as typed.

    Raises:
        BadParameter: no day is written so.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("a day like 2026-11-20") from None


def _condition(text: str) -> tuple[int, Found]:
    number, _, entry = text.partition("=")
    if not number.isdecimal() or int(number) < 1 or not entry:
        raise typer.BadParameter("a condition's number and an entry, as 1=ENTRY")
    return int(number) - 1, Found(True, (entry,))


def _one(role: list[str] | None) -> str:
    if not role:
        raise typer.BadParameter("say in which role you speak, with --role")
    return role[0]
