"""Actions with the ledger: planned on a decision, begun and ended by their owner, looked at by somebody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from forestall.errors import InvalidField
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read, read_all, read_one
from forestall.records.action import Action, EffectCheck
from forestall.records.decision import Decision
from forestall.records.entry import Entry
from forestall.records.values.text import LanguageText
from forestall.respond.actions import completed, effect_checked, ended_early, is_open, planned, started
from forestall.runs.permissions import Person
from forestall.runs.warning.steps import Handling, begin, follow, held, state_for
from forestall.warn.wording.lint import check_texts

_UNKNOWN_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What changes about an action that is planned or under way; what is left out stays."""

    owner: str | None = None
    """Who answers for it from now on, by pseudonym."""
    organisation: str | None = None
    """The organisation that does it."""
    first_step: str | None = None
    """What is done first."""
    due_at: datetime | None = None
    """By when the first step is due."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at an action's effect found."""

    finding: LanguageText
    """What was found."""
    harm_found: bool
    """Whether anybody came to harm by it."""
    rests_on: Sequence[str] = ()
    """The records it rests on."""


def plan_action(ledger: Ledger, by: Person, action: Action) -> Entry:
    """The entry in which a step that carries out a decision is agreed.

    Args:
        ledger: where it goes.
        by: who agrees it.
        action: what is done, by whom, by when; its decision is named in it.

    Raises:
        InvalidField: it names no decision, a date that is over, a measure nobody chose, or a person.
        BadTransition: the decision isn't one to act.
    """
    if action.decision is None:
        raise InvalidField(
            expected="the decision it carries out",
            found="none",
            where="Action.decision",
            remedy="Name the decision; what was begun by others is written down as an outcome.",
        )
    _check_words(action.label, action.first_step)
    state = state_for(ledger, by, action.decision, "plan_action")
    told = planned(action, held(state, Decision), state.record_id, ledger.clock.now())
    return begin(ledger, by, "action.planned", told, Handling.of(state), rests_on=[state])


def change_plan(ledger: Ledger, by: Person, action_id: str, plan: NewPlan) -> Entry:
    """The action with another owner, first step or date; what was agreed before stays on record.

    Raises:
        InvalidField: nothing changes, or its words name a person.
    """
    state = state_for(ledger, by, action_id, "plan_action")
    update = {name: value for name in NewPlan.__slots__ if (value := getattr(plan, name)) is not None}
    if not update:
        raise InvalidField(
            expected="something that changes", found="nothing", where="Action", remedy="Say what is to change."
        )
    _check_words(plan.first_step or "")
    told = Action.parse(held(state, Action).model_copy(update=update).to_json())
    return follow(ledger, by, "action.updated", state, told)


def start_action(ledger: Ledger, by: Person, action_id: str) -> Entry:
    """The entry in which its owner says that the step began.

    Raises:
        InvalidField: somebody else says so.
        BadTransition: it was begun or given up before.
    """
    state, action = _owned(ledger, by, action_id)
    return follow(ledger, by, "action.started", state, started(action, ledger.clock.now()))


def complete_action(ledger: Ledger, by: Person, action_id: str) -> Entry:
    """The entry in which its owner says that the step is done, which says nothing of whether it worked.

    Raises:
        InvalidField: somebody else says so.
        BadTransition: it isn't under way.
    """
    state, action = _owned(ledger, by, action_id)
    return follow(ledger, by, "action.completed", state, completed(action, ledger.clock.now()))


def stop_action(ledger: Ledger, by: Person, action_id: str, because: str) -> Entry:
    """The entry in which its owner says that the step was ended early or never begun, and why.

    Raises:
        InvalidField: somebody else says so, or the reason names a person.
        BadTransition: it is over.
    """
    state, action = _owned(ledger, by, action_id)
    _check_words(because)
    return follow(ledger, by, "action.stopped", state, ended_early(action, because, ledger.clock.now()))


def check_effect(ledger: Ledger, by: Person, action_id: str, look: Look) -> Entry:
    """The action with a look at what it did, by a named person.

    Raises:
        NotFound: a record it rests on isn't there for the person.
        BadTransition: the action never began.
    """
    state = state_for(ledger, by, action_id, "check_effect")
    check_texts("Action.effect_check", [look.finding])
    shown_by = [state_for(ledger, by, record_id, "read_record") for record_id in look.rests_on]
    check = EffectCheck(
        checked_at=ledger.clock.now(),
        checked_by=by.user,
        finding=look.finding,
        harm_found=look.harm_found,
        rests_on=tuple(look.rests_on),
    )
    return follow(ledger, by, "action.updated", state, effect_checked(held(state, Action), check), shown_by)


def actions_of(ledger: Ledger, reader: Reader, decision_id: str) -> tuple[Entry, ...]:
    """The actions that carry out a decision as they stand, in the order in which they were planned.

    Raises:
        NotFound: no such decision, or none that reaches the reader.
    """
    read_one(ledger, reader, Question(record_id=decision_id, states=True), decision_id)
    # Agreeing on an action rests on the decision as it stood; what came of the action is of its own record.
    agreed = [
        entry.record_id
        for state in read_all(ledger, reader, Question(record_id=decision_id))
        for entry in read_all(ledger, reader, Question(rests_on=state.id, prefix="action"))
        if entry.body.get("decision") == decision_id
    ]
    names = tuple(dict.fromkeys(agreed))
    return read(ledger, reader, Question(states_of=names, limit=len(names))).entries if names else ()


def open_actions(ledger: Ledger, reader: Reader, *, exercise: bool = False) -> Iterator[Entry]:
    """Every action that somebody still has to do or look at, as far as the reader may see."""
    question = Question(prefix="action", states=True, exercise=exercise)
    return (entry for entry in read_all(ledger, reader, question) if is_open(held(entry, Action)))


def _owned(ledger: Ledger, by: Person, action_id: str) -> tuple[Entry, Action]:
    state = state_for(ledger, by, action_id, "carry_out_action")
    action = held(state, Action)
    if action.owner != by.user:
        raise InvalidField(
            expected="its owner",
            found="somebody else",
            where="Action.owner",
            remedy="Have its owner say so, or give it another owner first.",
        )
    return state, action


def _check_words(*texts: str) -> None:
    check_texts("Action", [LanguageText(text=text, language=_UNKNOWN_LANGUAGE) for text in texts if text])
