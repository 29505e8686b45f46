"""The registry of protocol cards as plain data: state, health, back-tests, uses and the ledgers of their errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from statistics import median
from typing import Any

from forestall.api.accounts.visits import Visit
from forestall.api.answers.record import line, noted, states
from forestall.clock import format_instant
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.action import Action
from forestall.records.activation import Activation
from forestall.records.entry import Entry
from forestall.records.trigger import Backtest, Trigger
from forestall.respond.actions import agreed_steps
from forestall.runs.order import state_of
from forestall.runs.response.protocol_actions import actions_under
from forestall.runs.warning.budgets import error_ledgers, lost_hits
from forestall.runs.warning.findings import yeses
from forestall.runs.warning.steps import held
from forestall.runs.warning.use import activations
from forestall.warn.triggers.band import pays_from
from forestall.warn.triggers.card import Check, card_state, health, is_green

RULES = ("readiness", "activation", "civilian_warning", "stop")
_LONGEST = 200


def registry(here: Visit, *, exercise: bool, after: str | None) -> dict[str, Any]:
    """The cards that reach the reader, and where to go on."""
    found = states(here, "trigger", exercise=exercise, after=after)
    rows = [_row(here, entry) for entry in found.entries]
    return {"exercise": exercise, "triggers": rows, "after": found.after}


def one_trigger(here: Visit, name: str, onsets: Sequence[date] = ()) -> dict[str, Any]:
    """One card with its checks, back-tests, uses, and the ledgers of its errors.

    Args:
        here: who asks.
        name: its id.
        onsets: days on which what it warns of began, from a list made by others.

    Raises:
        NotFound: there is none, or none this reader may see.
        InvalidField: a record of another sort.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    card = held(state, Trigger)
    budgets, misses = error_ledgers(here.node.ledger, here.reader, name, onsets)
    return {
        **_row(here, state),
        "exercise": state.exercise,
        "handling": state.marking.to_json(),
        "is_draft": state.kind == "trigger.drafted",
        "trigger": card.to_json(),
        "rules": [rule for rule in RULES if getattr(card, rule) is not None],
        "health": [_check(each) for each in health(card, here.now.date())],
        "backtests": [_tried(each) for each in card.backtests],
        "lost": [asdict(each) for each in lost_hits(here.node.ledger, here.reader, card)],
        "pays_from": asdict(pays_from(card.cost_loss)) if card.cost_loss else None,
        "budgets": [asdict(each) | {"left": each.left, "needs_review": each.needs_review} for each in budgets],
        "onsets": [day.isoformat() for day in onsets],
        "misses": [day.isoformat() for day in misses],
        "agreed": [_agreement(entry) for entry in yeses(here.node.ledger, here.person, state)],
        "uses": [_use(here, entry) for entry in activations(here.node.ledger, here.reader, name, state)],
        "may": _steps(here, state, card),
        "history": [line(entry) for entry in _history(here, name)],
    }


def one_use(here: Visit, name: str) -> dict[str, Any]:
    """One use of a card: which rule, how it stands, who approved, and what the reader may do.

    Raises:
        NotFound: there is none, or none this reader may see.
        InvalidField: a record of another sort.
    """
    state = noted(here, name, Question(record_id=name, states=True))
    told = held(state, Activation)
    card_entry = state_of(here.node.ledger, here.reader, told.trigger)
    card = held(card_entry, Trigger) if card_entry else None
    agreed = _agreed_steps(here, state, card)
    return {
        **_use(here, state),
        "exercise": state.exercise,
        "marking": state.marking.tlp.word,
        "activation": told.to_json(),
        "scenario": card.scenario.to_json() if card else None,
        "signatories": [each.by for each in card.signed_by] if card else [],
        "agreed": [_agreement(entry) for entry in yeses(here.node.ledger, here.person, state)],
        "agreed_steps": agreed,
        "may": [*_use_steps(here, state, card), *_takes_up(here, state, agreed)],
        "history": [line(entry) for entry in _history(here, name)],
    }


def _steps(here: Visit, state: Entry, card: Trigger) -> list[str]:
    """What the reader may do with a card now; each is tried again when it is done."""
    is_draft, is_usable = state.kind == "trigger.drafted", card_state(card, here.now.date()) == "signed"
    is_signatory = here.reader.user in {each.by for each in card.signed_by}
    fits = {
        "draft_trigger": is_draft or is_usable,
        "sign_trigger": is_draft,
        "check_trigger": is_usable,
        "use_trigger": is_usable and is_signatory,
    }
    return [verb for verb, is_time in fits.items() if is_time and here.may(verb, state)]


def _use_steps(here: Visit, state: Entry, card: Trigger | None) -> list[str]:
    if card is None or not here.may("use_trigger", state):
        return []
    is_signatory = here.reader.user in {each.by for each in card.signed_by}
    fits = {
        "agree": state.kind in ("trigger.met", "trigger.held"),
        "activate": state.kind in ("trigger.met", "trigger.held"),
        "hold": state.kind == "trigger.met" and is_signatory,
        "stop": state.kind == "trigger.activated",
    }
    return [step for step, is_time in fits.items() if is_time]


def _agreed_steps(here: Visit, state: Entry, card: Trigger | None) -> list[dict[str, Any]]:
    """What the card agreed to do under this rule, and the action of each that was taken up."""
    if card is None or state.kind not in ("trigger.activated", "trigger.stopped"):
        return []
    taken = {
        held(entry, Action).label: entry for entry in actions_under(here.node.ledger, here.reader, state.record_id)
    }
    return [
        {
            "label": step.label,
            "organisation": step.organisation,
            "within_hours": step.within_hours,
            "action_id": taken[step.label].record_id if step.label in taken else None,
            "status": held(taken[step.label], Action).status if step.label in taken else None,
        }
        for step in agreed_steps(card, held(state, Activation))
    ]


def _takes_up(here: Visit, state: Entry, agreed: list[dict[str, Any]]) -> list[str]:
    until = held(state, Activation).holds_until
    in_use = state.kind == "trigger.activated" and (until is None or here.now < until)
    is_left = any(row["action_id"] is None for row in agreed)
    return ["take_up_action"] if in_use and is_left and here.may("plan_action", state) else []


def _use(here: Visit, entry: Entry) -> dict[str, Any]:
    told = held(entry, Activation)
    due = told.answer_due_at if entry.kind == "trigger.met" else None
    return {
        "activation_id": entry.record_id,
        "trigger_id": told.trigger,
        "rule": told.rule,
        "step": told.step,
        "at": format_instant(told.happened_at),
        "answer_due_at": format_instant(due) if due else None,
        "is_late": due is not None and due < here.now,
        "holds_until": format_instant(told.holds_until) if told.holds_until else None,
    }


def _tried(found: Backtest) -> dict[str, Any]:
    """A back-test by year with its sums, and the middle of its lead times."""
    leads = [days for year in found.years for days in year.lead_days]
    rows = [year.to_json() | {"lead_days": list(year.lead_days)} for year in found.years]
    return {
        "rule": found.rule,
        "years": rows,
        "hits": sum(year.hits for year in found.years),
        "misses": sum(year.misses for year in found.years),
        "false_alarms": sum(year.false_alarms for year in found.years),
        "middle_lead_days": median(leads) if leads else None,
        "inputs": list(found.inputs),
        "run_at": format_instant(found.run_at),
    }


def _agreement(entry: Entry) -> dict[str, Any]:
    return {
        "by": entry.author.user,
        "organisation": entry.author.organisation,
        "role": entry.body.get("role"),
        "at": format_instant(entry.recorded_at),
    }


def _history(here: Visit, name: str) -> tuple[Entry, ...]:
    return read(here.node.ledger, here.reader, Question(record_id=name, limit=_LONGEST)).entries


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
