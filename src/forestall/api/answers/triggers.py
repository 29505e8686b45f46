"""The registry of protocol cards as plain data: their state, their health, and how they were used."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import line, noted, states
from forestall.memory.question import Question
from forestall.records.entry import Entry
from forestall.records.trigger import Trigger
from forestall.runs.warning.steps import held
from forestall.runs.warning.use import activations
from forestall.warn.triggers.card import Check, card_state, health, is_green


def registry(here: Visit, *, exercise: bool, after: str | None) -> dict[str, Any]:
    """The cards that reach the reader, and where to go on."""
    found = states(here, "trigger", exercise=exercise, after=after)
    return {"exercise": exercise, "triggers": [_row(here, entry) for entry in found.entries], "after": found.after}


def one_trigger(here: Visit, name: str) -> dict[str, Any]:
    """One card with its checks and each of its uses.

    Raises:
        NotFound: there is none, or none this reader may see.
        InvalidField: a record of another sort.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    card = held(state, Trigger)
    return {
        **_row(here, state),
        "exercise": state.exercise,
        "trigger": card.to_json(),
        "health": [_check(each) for each in health(card, here.now.date())],
        "uses": [line(entry) for entry in activations(here.node.ledger, here.reader, name, state)],
    }


def _row(here: Visit, entry: Entry) -> dict[str, Any]:
    card, today = held(entry, Trigger), here.now.date()
    return {
        "trigger_id": entry.record_id,
        "scenario": card.scenario.to_json(),
        "country": card.place.to_json().get("country"),
        "state": card_state(card, today),
        "is_green": is_green(card, today),
        "expires_on": card.expires_on.isoformat(),
        "marking": entry.marking.tlp.word,
    }


def _check(each: Check) -> dict[str, Any]:
    return asdict(each) | {"done_on": each.done_on.isoformat() if each.done_on else None}
