"""`forestall metrics`: what the chain was worth, each number with its denominator."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from forestall.cli.output import AsJson, answer_errors, console, print_facts, print_json, print_table
from forestall.cli.speaking import Organisation, User, speaking
from forestall.cli.times import AsOf, parse_as_of
from forestall.clock import ExerciseClock, days_later
from forestall.runs.metrics.metrics import metrics
from forestall.runs.metrics.plain import plain
from forestall.vocabulary.load import vocabulary

NOTHING = "nothing to count yet"
_NAMES = {
    "acknowledged_in_time": ("acknowledged in time", "addressees who had to by then"),
    "decided_in_time": ("decided in time", "addressees whose clock had run out by then, answered or not"),
    "decided_at_all": ("decided at all", "addressees whose clock had run out by then"),
    "acted_on": ("acted on", "alerts on which every clock had run out"),
    "begun_in_time": ("actions begun in time", "actions whose date had come, done or not"),
    "effects_looked_at": ("effects looked at within 30 days", "actions begun 30 days ago or more"),
    "told_back": ("told where their report stands", "informants who wanted to hear"),
    "covered": ("heard of from two origins in 30 days", "first-level units heard of; silence is unknown, not calm"),
}


@answer_errors
def measure(
    as_of: AsOf = None,
    days: Annotated[int, typer.Option(min=1, help="What began in so many days before.")] = 365,
    exercise: Annotated[bool, typer.Option("--exercise", help="Exercises, in place of the real world.")] = False,
    user: User = None,
    organisation: Organisation = None,
    as_json: AsJson = False,
) -> None:
    """Show how long each step took and how often what was due was done, of what reaches you."""
    with speaking(None, user, organisation) as here:
        clock = here.ledger.clock
        world = exercise or isinstance(clock, ExerciseClock)
        then = parse_as_of(as_of, clock)
        since = days_later(then or clock.now(), -days)
        found = metrics(here.ledger, here.by.reader, then, since, exercise=world)
    told = plain(found)
    if as_json:
        print_json(told)
        return
    _print(told)


def _print(told: dict[str, Any]) -> None:
    world = {"EXERCISE": "nothing here is real"} if told["exercise"] else {}
    print_facts(world | {"as of": told["as_of"], "alerts": told["n_warnings"], "reports": told["n_reports"]})
    print_table(
        "How often", ("what", "share", "95% interval", "how many", "of which"), [_share(row) for row in told["shares"]]
    )
    print_table(
        "How long, in hours",
        ("from", "to", "half took at most", "nine of ten at most", "how many", "still open"),
        [_length(row) for row in told["lengths"]],
    )
    decisions = told["decisions"]
    kinds = [(vocabulary("decision_kind")[kind].label, n) for kind, n in decisions["kinds"].items()]
    print_table(
        "What was decided", ("what", "how often"), [*kinds, ("no decision recorded in time", decisions["n_missed"])]
    )
    alarm, forecasts = told["alarm_days"], told["calibration"]
    share = f"{alarm['n_alarm']} of {alarm['n']}, over {alarm['n_places']} place(s)" if alarm["n"] else NOTHING
    console().print(f"days of alarm among days judged: {share}")
    console().print(
        f"forecasts: {forecasts['n']} resolved, {forecasts['n_unresolved']} not yet, {forecasts['n_treated']} acted on"
    )
    for card in told["cards"] or ():
        for line in card["budgets"]:
            console().print(
                f"{card['trigger_id']}, {line['rule']}: {line['spent']} in vain of {line['in_vain']} allowed in"
                f" {line['out_of']}; {len(card['missed'])} of {card['n_onsets']} onsets missed"
            )


def _share(row: dict[str, Any]) -> tuple[object, ...]:
    name, of = _NAMES[row["name"]]
    if not row["n"]:
        return name, NOTHING, "", "0 / 0", of
    return name, f"{row['share']:.0%}", f"{row['low']:.0%}-{row['high']:.0%}", f"{row['n_yes']} / {row['n']}", of


def _length(row: dict[str, Any]) -> tuple[object, ...]:
    stages = vocabulary("chain_stage")
    times = ("" if row[name] is None else f"{row[name]:.1f}" for name in ("median_hours", "p90_hours"))
    return stages[row["begins"]].label, stages[row["ends"]].label, *times, row["n"], row["n_open"]
