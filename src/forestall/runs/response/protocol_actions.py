"""Actions under a protocol, without a decision: steps agreed and signed beforehand, taken up once its rule is used."""

from __future__ import annotations

from collections.abc import Mapping

from forestall.errors import AlreadyThere
from forestall.memory.ledger import Ledger
from forestall.memory.read import Reader
from forestall.records.activation import Activation
from forestall.records.entry import Entry
from forestall.records.trigger import Trigger
from forestall.records.values.text import LanguageText
from forestall.respond.actions import taken_up
from forestall.runs.order import state_of
from forestall.runs.permissions import Person
from forestall.runs.response.chain import chain_of
from forestall.runs.warning.steps import Handling, begin, held, named_id, state_for
from forestall.warn.wording.lint import check_texts


def take_up_action(ledger: Ledger, by: Person, activation_id: str, label: str, parts: Mapping[str, str]) -> Entry:
    """The entry in which a step that a protocol agreed beforehand gets an owner and a first step.

    Args:
        ledger: where it goes.
        by: who takes it up.
        activation_id: the use of a rule of the protocol.
        label: which of the steps agreed for that rule.
        parts: `owner`, by pseudonym, and `first_step`.

    Raises:
        NotFound: no such use, or none that reaches the person.
        AccessError: they may not plan actions.
        BadTransition: the rule isn't in use.
        InvalidField: no such step was agreed, or its words name a person.
        AlreadyThere: somebody took it up before.
    """
    state = state_for(ledger, by, activation_id, "plan_action")
    use = held(state, Activation)
    card = state_for(ledger, by, use.trigger, "read_record")
    told = taken_up(held(card, Trigger), use, label, parts, ledger.clock.now())
    check_texts("Action", [LanguageText(text=told.first_step, language="en")])
    record_id = named_id("action", activation_id, label)
    if state_of(ledger, by.reader, record_id) is not None:
        raise AlreadyThere(
            expected="a step that nobody took up yet",
            found="an action",
            where=record_id,
            remedy="Nothing is left to do; give it another owner if it needs one.",
        )
    return begin(ledger, by, "action.planned", told, Handling.of(state, card), rests_on=[state], record_id=record_id)


def actions_under(ledger: Ledger, reader: Reader, activation_id: str) -> tuple[Entry, ...]:
    """The actions taken up under one use of a protocol as they stand, in the order in which they were taken up.

    Raises:
        NotFound: no such use, or none that reaches the reader.
    """
    newest: dict[str, Entry] = {}
    for entry in chain_of(ledger, reader, activation_id).entries:
        if entry.kind.startswith("action."):
            newest[entry.record_id] = entry
    return tuple(newest.values())
