"""What protocol cards ask of people: a rule that is met waits for its answer, a card that was tried for signatures."""

from __future__ import annotations

from typing import cast

from forestall.records.activation import Activation
from forestall.records.entry import Entry
from forestall.records.trigger import Trigger
from forestall.runs.order import state_of
from forestall.runs.permissions import Ruling, rule_on
from forestall.runs.waiting import Look, Rule, Waiting
from forestall.runs.warning.findings import findings_on
from forestall.runs.warning.steps import held
from forestall.warn.triggers.card import card_state


def _to_answer(look: Look, entry: Entry, verb: str) -> Waiting | None:
    """A rule that is met: people use it or hold it by the deadline, and say why they hold."""
    told = cast(Activation, entry.record())
    if rule_on(look.person, verb, look.now, entry) is not Ruling.ALLOWED:
        return None
    card = state_of(look.ledger, look.person.reader, told.trigger)
    if card is None:
        return None
    scenario = held(card, Trigger).scenario
    return look.waits(verb, entry, scenario.text, scenario.language, told.answer_due_at)


def _to_sign(look: Look, entry: Entry, verb: str) -> Waiting | None:
    """A card that may be signed, for those who haven't said yes or no to it as it stands."""
    card = cast(Trigger, entry.record())
    if rule_on(look.person, verb, look.now, entry) is not Ruling.ALLOWED:
        return None
    is_ready = card.harm_check is not None and any(one.rule == "activation" for one in card.backtests)
    if not is_ready or card_state(card, look.now.date()) != "draft":
        return None
    said = findings_on(look.ledger, look.person.reader, entry, entry.recorded_at)
    if any(entry.id in one.causes and one.author.user == look.person.user for one in said):
        return None
    return look.waits(verb, entry, card.scenario.text, card.scenario.language)


PROTOCOLS: tuple[tuple[str, str, Rule], ...] = (
    ("use_trigger", "trigger.met", _to_answer),
    ("sign_trigger", "trigger.drafted", _to_sign),
)
"""Which right a thing that waits takes, the kind of its entry, and whether it waits for somebody."""
