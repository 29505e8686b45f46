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
FEW = 10
"""Of fewer than so many, what nine of ten took at most is what the longest took."""
_NAMES = {
    "acknowledged_in_time": ("acknowledged in time", "addressees who had to by then"),
    "decided_in_time": ("decided in time", "addressees whose clock had run out by then, answered or not"),
    "decided_at_all": ("decided at all", "addressees whose clock had run out by then"),
    "acted_on": ("acted on", "alerts on which every clock had run out"),
    "begun_in_time": ("actions begun in time", "actions whose date had come, done or not"),
    "effects_looked_at": ("effects looked at within 30 days", "actions begun 30 days ago or more"),
    "verified_in_time": ("verified in time", "reports whose time to be verified was over"),
    "verified_late": ("verified late, counted apart", "the same reports"),
    "not_verified": ("not verified", "the same reports"),
    "not_judged": ("not judged by anybody", "the same reports"),
    "overturned": ("overturned since", "reports that were verified, in time or late"),
    "receipts_in_time": ("told within 15 minutes that it arrived", "informants who wanted to hear, told or not"),
    "told_in_time": ("told in time where their report stands", "informants who wanted to hear, told or not"),
    "told_back": ("told anything at all", "informants who wanted to hear"),
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
        "How often", ("what", "how many", "share", "95% interval", "of which"), [_share(row) for row in told["shares"]]
    )
    hours = ", ".join(f"{clock} {hours}" for clock, hours in told["verify_hours"].items())
    console().print(
        f"Hours to verify a report, by its clock: {hours}; the slowest while nobody gave it one. No standard gives"
        " them: they are this project's own design and stand in the vocabulary (clock_profile)."
    )
    print_table(
        "How long, in hours",
        ("from", "to", "half took at most", "nine of ten at most", "how many", "still open", "the other way round"),
        [_length(row) for row in told["lengths"]],
    )
    _print_decisions(told["decisions"])
    alarm, forecasts = told["alarm_days"], told["calibration"]
    places = f"each of {alarm['n_places']} place(s) counting once"
    share = f"{_counted(alarm | {'n_yes': alarm['n_alarm']})} (interval: {places})" if alarm["n"] else NOTHING
    console().print(f"days of alarm among days judged: {share}")
    console().print(
        f"forecasts: {forecasts['n']} resolved, {forecasts['n_unresolved']} not yet, {forecasts['n_treated']} acted on"
    )
    for card in told["cards"]:
        _print_card(card)


def _print_decisions(told: dict[str, Any]) -> None:
    kinds = [(vocabulary("decision_kind")[row["kind"]].label, *_cells(row)) for row in told["kinds"]]
    reasons = [(f"reason: {vocabulary('reason_code')[row['reason']].label}", *_cells(row)) for row in told["reasons"]]
    missed = ("no decision recorded in time", told["n_missed"], "", "")
    print_table("What was decided", ("what", "how many", "share", "95% interval"), [*kinds, *reasons, missed])


def _print_card(card: dict[str, Any]) -> None:
    missed = _counted(card["misses"]) if card["n_onsets"] else "no list of onsets, so that a miss can't be seen"
    for line in card["budgets"]:
        false = _counted(line["false_alarms"]) if line["false_alarms"]["n"] else NOTHING
        console().print(
            f"{card['trigger_id']}, {line['rule']}: in vain {false}; allowed {line['in_vain']} in {line['out_of']};"
            f" {line['n_open']} open; onsets missed: {missed}"
        )
    for lost in card["lost"]:
        console().print(
            f"{card['trigger_id']}, {lost['rule']}: loses {lost['n_lost']} of {lost['n_hits']} past hits of the card"
            " it replaces"
        )


def _share(row: dict[str, Any]) -> tuple[object, ...]:
    name, of = _NAMES[row["name"]]
    return name, *_cells(row), of


def _cells(row: dict[str, Any]) -> tuple[str, str, str]:
    if not row["n"]:
        return "0 / 0", NOTHING, ""
    return f"{row['n_yes']} / {row['n']}", f"{row['share']:.0%}", f"{row['low']:.0%}-{row['high']:.0%}"


def _counted(row: dict[str, Any]) -> str:
    return "{} = {}, {}".format(*_cells(row))


def _length(row: dict[str, Any]) -> tuple[object, ...]:
    stages = vocabulary("chain_stage")
    half, nine_of_ten = ("" if row[name] is None else f"{row[name]:.1f}" for name in ("median_hours", "p90_hours"))
    if 0 < row["n"] < FEW:
        nine_of_ten += " (the longest)"
    return (
        stages[row["begins"]].label, stages[row["ends"]].label, half, nine_of_ten, row["n"], row["n_open"],
        row["n_turned"],
    )  # fmt: skip
